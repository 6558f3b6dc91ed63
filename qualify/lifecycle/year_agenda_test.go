package lifecycle_test

import (
	"container/heap"
	"time"
)

// The agenda: what happens when, in order of time and then of entry.

type appointment struct {
	at       time.Time
	sequence int
	do       func()
}

type agenda []appointment

func (a agenda) Len() int      { return len(a) }
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a agenda) Less(i, j int) bool {
	if c := a[i].at.Compare(a[j].at); c != 0 {
		return c < 0
	}
	return a[i].sequence < a[j].sequence
}
func (a *agenda) Push(x any) { *a = append(*a, x.(appointment)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

func (y *year) in(at time.Time, do func()) {
	y.sequence++
	heap.Push(&y.agenda, appointment{at, y.sequence, do})
}

func (y *year) later(minutes int, do func()) { y.in(y.now.Add(time.Duration(minutes)*time.Minute), do) }

func (y *year) run() {
	for y.agenda.Len() > 0 {
		next := heap.Pop(&y.agenda).(appointment)
		y.now = next.at
		next.do()
	}
}
