//go:build !unix

package peerbench

import "time"

var start = time.Now()

// processorTime is the time that has passed, where there is no better measure.
func processorTime() time.Duration { return time.Since(start) }
