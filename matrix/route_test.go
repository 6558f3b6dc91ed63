package matrix_test

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/bits"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/matrix"
)

func route(weights map[string]float64) *matrix.Route {
	r := &matrix.Route{ID: "r", Team: "sales"}
	for id, w := range weights {
		r.Owners = append(r.Owners, matrix.Candidate{ID: id, Weight: new(matrix.Weight(w))})
	}
	slices.SortFunc(r.Owners, func(a, b matrix.Candidate) int { return int(a.ID[0]) - int(b.ID[0]) })
	return r
}

// published is the hash of Pick's documentation by the standard library's
// FNV-1a.
func published(lead, owner string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(lead + "\x00" + owner))
	z := binary.BigEndian.Uint64(h.Sum(nil))
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func TestPickIsWhatIsPublished(t *testing.T) {
	r := route(map[string]float64{"ana": 2, "bo": 1, "cy": 0.5, "dee": 0})
	for i := range 2000 {
		lead := fmt.Sprint("L-", i)
		best, least := "", math.Inf(1)
		for _, c := range r.Owners {
			number := -math.Log2((float64(published(lead, c.ID))+0.5)/(1<<64)) / float64(c.Weight.Thousandths())
			if number < least {
				best, least = c.ID, number
			}
		}
		if got := r.Pick(lead, ""); got != best {
			t.Errorf("Pick(%s) = %s, want %s", lead, got, best)
		}
	}
}

// Owners that were assigned once must be assigned for good.
func TestPickGolden(t *testing.T) {
	two := route(map[string]float64{"ana": 2, "bo": 1})
	four := route(map[string]float64{"ana": 1, "bo": 1, "cy": 1, "dee": 0.001})
	for _, x := range []struct{ lead, two, four string }{
		{"L-1", "bo", "cy"},
		{"L-2", "ana", "cy"},
		{"L-3", "ana", "ana"},
		{"L-4", "ana", "cy"},
		{"00Q5e00001AbCdEFGH", "ana", "cy"},
		{"1", "bo", "bo"},
		{"2", "bo", "bo"},
		{"3", "ana", "ana"},
		{"münchen-7", "ana", "cy"},
		{"a b", "bo", "bo"},
		{"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ana", "ana"},
		{"lead@example.com", "bo", "bo"},
	} {
		if got := two.Pick(x.lead, ""); got != x.two {
			t.Errorf("of two, %q goes to %q, want %q", x.lead, got, x.two)
		}
		if got := four.Pick(x.lead, ""); got != x.four {
			t.Errorf("of four, %q goes to %q, want %q", x.lead, got, x.four)
		}
	}
}

func TestPickEdges(t *testing.T) {
	r := route(map[string]float64{"ana": 1, "bo": 0, "cy": -1})
	none := &matrix.Route{}
	for _, x := range []struct {
		r             *matrix.Route
		lead, present string
		want          string
	}{
		{r, "L-1", "", "ana"},
		{r, "L-1", "bo", "bo"},
		{r, "L-1", "cy", "cy"},
		{r, "L-1", "dee", "ana"},
		{r, "", "", ""},
		{r, "", "ana", ""},
		{none, "L-1", "", ""},
		{none, "L-1", "ana", ""},
		{route(map[string]float64{"bo": 0}), "L-1", "", ""},
		{route(map[string]float64{"ana": 0, "bo": 0.001}), "L-1", "", "bo"},
		{&matrix.Route{Owners: []matrix.Candidate{{ID: "bo"}}}, "L-1", "", "bo"},
	} {
		if got := x.r.Pick(x.lead, x.present); got != x.want {
			t.Errorf("%v: Pick(%q, %q) = %q, want %q", x.r.Owners, x.lead, x.present, got, x.want)
		}
	}
}

func TestPresentOwnerStays(t *testing.T) {
	r := route(map[string]float64{"ana": 5, "bo": 1, "cy": 1})
	for i := range 100 {
		for _, present := range []string{"ana", "bo", "cy"} {
			if got := r.Pick(fmt.Sprint(i), present); got != present {
				t.Errorf("lead %d leaves %s for %s", i, present, got)
			}
		}
	}
}

func TestNilWeightIsOne(t *testing.T) {
	explicit := route(map[string]float64{"ana": 1, "bo": 1.5})
	implicit := route(map[string]float64{"ana": 1, "bo": 1.5})
	implicit.Owners[0].Weight = nil
	for i := range 1000 {
		lead := fmt.Sprint(i)
		if a, b := explicit.Pick(lead, ""), implicit.Pick(lead, ""); a != b {
			t.Fatalf("lead %s: %s or %s", lead, a, b)
		}
	}
}

// Equal weights in any scale give the same owners, in any order.
func TestOnlyProportionsMatter(t *testing.T) {
	r := route(map[string]float64{"ana": 2, "bo": 1, "cy": 4})
	same := route(map[string]float64{"ana": 16, "bo": 8, "cy": 32})
	slices.Reverse(same.Owners)
	for i := range 1000 {
		lead := fmt.Sprint(i)
		if a, b := r.Pick(lead, ""), same.Pick(lead, ""); a != b {
			t.Fatalf("lead %s: %s or %s", lead, a, b)
		}
	}
}

// Two ids whose hashes for this lead are equal; they were searched for.
func TestEqualNumbersGoToTheFirstID(t *testing.T) {
	const first, second = "SsI3PqkyrfI", "d-0rloQL4aN"
	if published("L-1", first) != published("L-1", second) {
		t.Fatal("the hashes differ")
	}
	r := &matrix.Route{Owners: []matrix.Candidate{{ID: first}, {ID: second}}}
	for range 2 {
		if got := r.Pick("L-1", ""); got != first {
			t.Errorf("%v: %s", r.Owners, got)
		}
		slices.Reverse(r.Owners)
	}
}

func leads(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		return 20_000
	}
	return 100_000
}

func TestSharesFollowWeights(t *testing.T) {
	weights := map[string]float64{"ana": 3, "bo": 2, "cy": 1, "dee": 0.5, "eve": 0}
	r := route(weights)
	n := leads(t)
	count := map[string]int{}
	for i := range n {
		count[r.Pick(fmt.Sprint("lead-", i), "")]++
	}
	for id, w := range weights {
		want := w / 6.5
		if got := float64(count[id]) / float64(n); math.Abs(got-want) > 0.01 {
			t.Errorf("%s has %.4f of the leads, want %.4f", id, got, want)
		}
	}
	if len(count) != 4 {
		t.Errorf("owners: %v", count)
	}
}

func TestRemovalMovesOnlyTheOwnersLeads(t *testing.T) {
	before := route(map[string]float64{"ana": 3, "bo": 2, "cy": 1})
	after := route(map[string]float64{"ana": 3, "cy": 1})
	for i := range 10_000 {
		lead := fmt.Sprint(i)
		if a, b := before.Pick(lead, ""), after.Pick(lead, ""); a != "bo" && a != b {
			t.Fatalf("lead %s moves from %s to %s", lead, a, b)
		}
	}
}

func TestAdditionTakesOnlyItsShare(t *testing.T) {
	before := route(map[string]float64{"ana": 3, "bo": 2})
	after := route(map[string]float64{"ana": 3, "bo": 2, "cy": 1.25})
	n := leads(t)
	from := map[string]int{}
	for i := range n {
		lead := fmt.Sprint(i)
		a, b := before.Pick(lead, ""), after.Pick(lead, "")
		if a != b {
			if b != "cy" {
				t.Fatalf("lead %s moves from %s to %s", lead, a, b)
			}
			from[a]++
		}
	}
	for id, w := range map[string]float64{"ana": 0.6, "bo": 0.4} {
		if got := float64(from[id]) / float64(n); math.Abs(got-0.2*w) > 0.01 {
			t.Errorf("%.4f of the leads move from %s, want %.4f", got, id, 0.2*w)
		}
	}
}

// A greater weight takes leads from others and gives up none.
func TestMoreWeightOnlyGains(t *testing.T) {
	before := route(map[string]float64{"ana": 1, "bo": 2, "cy": 1})
	after := route(map[string]float64{"ana": 1.5, "bo": 2, "cy": 1})
	for i := range 10_000 {
		lead := fmt.Sprint(i)
		if a, b := before.Pick(lead, ""), after.Pick(lead, ""); a != b && b != "ana" {
			t.Fatalf("lead %s moves from %s to %s", lead, a, b)
		}
	}
}

// One bit of a lead's id changes about half of the bits of the hash, in ids as
// alike as those of a database.
func TestHashSpreads(t *testing.T) {
	sum := 0
	for i := range 1000 {
		sum += bits.OnesCount64(published(fmt.Sprint(i), "ana") ^ published(fmt.Sprint(i+1), "ana"))
	}
	if mean := float64(sum) / 1000; mean < 31 || mean > 33 {
		t.Errorf("%.2f of 64 bits change", mean)
	}
}

func TestPickDoesNotAllocate(t *testing.T) {
	r := route(map[string]float64{"ana": 3, "bo": 2})
	if n := testing.AllocsPerRun(100, func() { r.Pick("L-1", "eve") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkPick(b *testing.B) {
	r := route(map[string]float64{"ana": 3, "bo": 2, "cy": 1, "dee": 1, "eve": 1})
	b.ReportAllocs()
	for b.Loop() {
		r.Pick("00Q5e00001AbCdEFGH", "")
	}
}
