//go:build !race

package lifecycle_test

const slow = false
