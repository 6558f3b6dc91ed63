package eval

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

// A table of texts that are alike finds what a map finds.
func TestSmallTableIsAMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		n := []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 18, 31, 255, 256, 257, 300}[r.IntN(18)]
		s := []byte(strings.Repeat("a", n))
		for range r.IntN(3) {
			if n > 0 {
				s[r.IntN(n)] = "ab\x00\xff"[r.IntN(4)]
			}
		}
		return string(s)
	}
	tables := 0
	for range testkit.Amount(4000, 20_000, 200_000) {
		want := map[string]int32{}
		var texts []string
		for range 1 + r.IntN(8) {
			s := text()
			if _, ok := want[s]; !ok && (len(s) <= maxKeyed || r.IntN(20) == 0) {
				want[s] = int32(len(texts))
				texts = append(texts, s)
			}
		}
		table := newSmallTable(texts)
		if table.rows == nil {
			continue
		}
		tables++
		for i := range 40 {
			s := text()
			if i < len(texts) {
				s = texts[i]
			}
			at, ok := want[s]
			if !ok {
				at = -1
			}
			if got := table.find(s); got != at {
				t.Fatalf("%q among %q: %d, want %d", s, texts, got, at)
			}
		}
	}
	if tables < testkit.Amount(1000, 5000, 50_000) {
		t.Errorf("only %d tables", tables)
	}
}
