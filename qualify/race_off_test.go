//go:build !race

package qualify_test

const raced = false
