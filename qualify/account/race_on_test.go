//go:build race

package account_test

// raced says that the race detector is on.
const raced = true
