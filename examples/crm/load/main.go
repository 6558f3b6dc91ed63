// Load measures the service with SQLite: decided requests per second, memory,
// and what deciding costs. Two copies of the service run beside each other, each
// with its own database and webhooks: one decides, the other takes ready-made
// decisions of the same kind instead. Requests go to one of them at a time, in
// turns of some seconds.
//
//	go run ./load -for 2m -turn 1s
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) == 4 && os.Args[1] == "serve" {
		exit(serve(ctx, os.Args[2], os.Args[3]))
	}
	total := flag.Duration("for", 2*time.Minute, "how `long` in all")
	turn := flag.Duration("turn", time.Second, "how `long` one copy gets all requests")
	workers := flag.Int("workers", 8, "how `many` requests are under way at a time")
	flag.Parse()
	exit(run(ctx, os.Stdout, *total, *turn, *workers))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run measures and prints a line for each turn.
func run(ctx context.Context, w io.Writer, total, turn time.Duration, workers int) error {
	dir, err := os.MkdirTemp("", "crm-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var copies [2]*target
	for i, name := range []string{"decided", "ready-made"} {
		c, err := start(ctx, name, filepath.Join(dir, name+".db"))
		if err != nil {
			return err
		}
		defer c.stop()
		copies[i] = c
	}

	fmt.Fprintf(w, "%d processors, %d requests at a time\n\n", runtime.NumCPU(), workers)
	fmt.Fprintf(w, "%8s  %-10s  %10s  %8s  %8s  %9s\n", "time", "copy", "requests/s", "p50", "p99", "memory")
	turns := 2 * max(int(total/turn)/2, 1)
	var sum [2]result
	var ratios []float64 // of ready-made to decided, for each pair of turns
	begin := time.Now()
	for i := 0; i < turns; i += 2 {
		var rate [2]float64
		for k := range 2 {
			// First and second swap places from pair to pair, so that what gets
			// slower with time is nobody's fault.
			which := (k + i/2) % 2
			c := copies[which]
			r, err := c.drive(ctx, turn, workers)
			if err != nil {
				return err
			}
			rate[which] = float64(r.requests) / r.took.Seconds()
			sum[which].requests += r.requests
			sum[which].took += r.took
			sum[which].cpu += r.cpu
			fmt.Fprintf(w, "%7.0fs  %-10s  %10.0f  %8s  %8s  %6d MB\n", time.Since(begin).Seconds(), c.name, rate[which], r.p50.Round(10*time.Microsecond), r.p99.Round(10*time.Microsecond), c.memory()>>20)
		}
		ratios = append(ratios, rate[1]/rate[0])
	}
	fmt.Fprintf(w, "\n%.0f decided requests a second, %.0f with ready-made decisions; by pairs of turns a decision costs %.1f %% of the rate (median of %d)\n",
		float64(sum[0].requests)/sum[0].took.Seconds(), float64(sum[1].requests)/sum[1].took.Seconds(), 100*(median(ratios)-1), len(ratios))
	if sum[0].cpu > 0 && sum[1].cpu > 0 {
		each := func(r result) time.Duration { return r.cpu / time.Duration(r.requests) }
		fmt.Fprintf(w, "processor time of the service: %v a decided request, %v a ready-made one; a decision costs %.1f %%\n",
			each(sum[0]).Round(time.Microsecond), each(sum[1]).Round(time.Microsecond), 100*(float64(each(sum[0]))/float64(each(sum[1]))-1))
	}
	return nil
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return (s[len(s)/2] + s[(len(s)-1)/2]) / 2
}
