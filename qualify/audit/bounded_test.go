package audit

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

func TestFloor(t *testing.T) {
	for p := int64(-50); p <= 50; p++ {
		for _, width := range []int64{1, 5, 10} {
			f := floor(p, width)
			if f > p || p-f >= width || f%width != 0 {
				t.Errorf("floor of %d by %d is %d", p, width, f)
			}
		}
	}
}

func TestWidthsDivideOneAnother(t *testing.T) {
	w := int64(1)
	for _, want := range []int64{5, 10, 50, 100, 500, 1000, 5000} {
		next := wider(w)
		if next != want || next%w != 0 {
			t.Errorf("after %d comes %d, want %d", w, next, want)
		}
		w = next
	}
}

// However leads are ordered and shared out, the histogram is the same, and its
// width is the least that will do.
func TestHistogramDoesNotDependOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 200 {
		limit := 3 + r.IntN(20)
		leads := randomLeads(r)
		for i := range leads {
			leads[i].points = scoring.Points(leads[i].points.Thousandths()*int64(1+r.IntN(4))+int64(r.IntN(7))) / 1000
		}
		var whole Histogram
		for _, l := range leads {
			whole.note(l.points, qualify.Known(l.hit), limit)
		}
		parts := make([]Histogram, 1+r.IntN(5))
		r.Shuffle(len(leads), func(i, j int) { leads[i], leads[j] = leads[j], leads[i] })
		for _, l := range leads {
			parts[r.IntN(len(parts))].note(l.points, qualify.Known(l.hit), limit)
		}
		var merged Histogram
		for i := range parts {
			before := parts[i].sorted(func(Count) bool { return true })
			merged.merge(&parts[i], limit)
			if !reflect.DeepEqual(parts[i].sorted(func(Count) bool { return true }), before) {
				t.Fatal("merge changed what was merged")
			}
		}
		if !reflect.DeepEqual(whole, merged) {
			t.Fatalf("whole %+v, merged %+v", whole, merged)
		}
		distinct := func(width int64) int {
			seen := map[int64]bool{}
			for _, l := range leads {
				seen[floor(l.points.Thousandths(), width)] = true
			}
			return len(seen)
		}
		want := int64(1)
		for distinct(want) > limit {
			want = wider(want)
		}
		if whole.width() != want {
			t.Fatalf("width %d, want %d", whole.width(), want)
		}
		if total := whole.total(); total.Leads != len(leads) {
			t.Fatalf("%d leads of %d", total.Leads, len(leads))
		}
	}
}

// A full table keeps the names that sort first with all their leads, and sums
// up the rest, in whatever order they come.
func TestTableDoesNotDependOnOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	for range 300 {
		limit := 1 + r.IntN(6)
		names := make([]string, r.IntN(60))
		for i := range names {
			names[i] = string(rune('a' + r.IntN(10)))
		}
		count := map[string]int{}
		tables := make([]Table[Count], 3)
		for _, name := range names {
			count[name]++
			groupAt(&tables[r.IntN(3)], limit, name).add(Count{Leads: 1})
		}
		var got Table[Count]
		for i := range tables {
			merge(&got, &tables[i], limit)
		}
		var sorted []string
		for name := range count {
			sorted = append(sorted, name)
		}
		slices.Sort(sorted)
		var want Table[Count]
		for i, name := range sorted {
			if i < limit {
				want.Entries = append(want.Entries, Entry[Count]{name, Count{Leads: count[name]}})
				continue
			}
			if want.Other == nil {
				want.Other = &Count{}
			}
			want.Other.Leads += count[name]
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%v with room for %d: %+v, want %+v", names, limit, got, want)
		}
		for name, n := range count {
			if i := slices.Index(sorted, name); i < limit && got.get(name).Leads != n || i >= limit && got.get(name).Leads != 0 {
				t.Fatalf("%s: %d", name, got.get(name).Leads)
			}
		}
	}
}
