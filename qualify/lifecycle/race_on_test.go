//go:build race

package lifecycle_test

// slow says that the race detector makes everything many times slower, so that
// tests that try a lot try less.
const slow = true
