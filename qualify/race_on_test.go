//go:build race

package qualify_test

// raced says that the race detector is on. Under it a sync.Pool drops what it is
// given at random, and package regexp allocates anew.
const raced = true
