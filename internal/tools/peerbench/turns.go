package peerbench

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// A Contestant does the same work in every round, in parts.
type Contestant struct {
	Name string
	// Ops is the number of operations in a round: leads that are decided, rule
	// sets that are compiled.
	Ops int
	// Do does one of Parts parts of a round.
	Do func(part int)
}

// Parts is how many parts a round has.
const Parts = 10

// Times are what a contestant's operations took, by round, in nanoseconds of
// the process's time on all processors, collecting garbage included.
type Times []float64

// Turns lets contestants take turns, part by part, for so many rounds. What
// disturbs the machine so disturbs all of them. Each starts elsewhere in the
// round, so that nobody decides leads that the one before has just brought into
// the processor's memory.
func Turns(rounds int, list []Contestant) map[string]Times {
	took := make([]Times, len(list))
	for i := range list {
		took[i] = make(Times, rounds)
		for part := range Parts { // grows its memory
			list[i].Do(part)
		}
	}
	allocated := collected()
	for round := range rounds {
		for step := range Parts {
			for k := range list {
				i := (k + round) % len(list)
				part := (step + i*Parts/len(list)) % Parts
				// Nobody collects what another has left.
				if now := allocations(); now-allocated > 1<<20 {
					allocated = collected()
				}
				start := processorTime()
				list[i].Do(part)
				took[i][round] += float64(processorTime() - start)
			}
		}
	}
	times := map[string]Times{}
	for i, c := range list {
		for r := range took[i] {
			took[i][r] /= float64(c.Ops)
		}
		times[c.Name] = took[i]
	}
	return times
}

// collected collects garbage, and returns what was allocated until then.
func collected() uint64 {
	runtime.GC()
	return allocations()
}

// allocations is how many bytes the process has allocated so far.
func allocations() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// Median is the median of the rounds.
func (t Times) Median() time.Duration { return time.Duration(median(t)) }

// Per is the median of what an operation takes for each nanosecond that one of
// the other takes, round by round.
func (t Times) Per(other Times) float64 {
	ratios := make([]float64, len(t))
	for i := range t {
		ratios[i] = t[i] / other[i]
	}
	return median(ratios)
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	n := len(list)
	return (list[(n-1)/2] + list[n/2]) / 2
}

// Sample takes n of the leads that have as many activities as all of them do, on
// average and spread alike: for engines that take too long for all.
func Sample(leads []qualify.Lead, n int) []qualify.Lead {
	byActivities := slices.Clone(leads)
	slices.SortStableFunc(byActivities, func(a, b qualify.Lead) int { return len(a.Activities) - len(b.Activities) })
	var list []qualify.Lead
	for i := range n {
		list = append(list, byActivities[(2*i+1)*len(leads)/(2*n)])
	}
	return list
}

// OverLeads decides all leads in a round.
func OverLeads(name string, leads []qualify.Lead, decide func(*qualify.Lead)) Contestant {
	return Contestant{name, len(leads), func(part int) {
		for i := part * len(leads) / Parts; i < (part+1)*len(leads)/Parts; i++ {
			decide(&leads[i])
		}
	}}
}

// once does one operation a round.
func once(name string, do func()) Contestant {
	return Contestant{name, 1, func(part int) {
		if part == 0 {
			do()
		}
	}}
}
