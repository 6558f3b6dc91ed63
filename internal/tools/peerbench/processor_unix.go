//go:build unix

package peerbench

import (
	"syscall"
	"time"
)

// processorTime is the time that the process has spent on processors. That other
// processes run as well changes little of it.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
