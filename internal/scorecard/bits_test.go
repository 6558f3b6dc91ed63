package scorecard_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/scoring"
)

// Rules that are entered by their bits add up to what they do one by one.
func TestBitsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		m := &scoring.Model{Groups: []scoring.Group{{ID: "a"}, {ID: "b"}}}
		var bitOf []int
		bit := 0
		for range 1 + r.IntN(200) {
			points := scoring.Points(r.IntN(2001)-1000) / 8
			m.Rules = append(m.Rules, scoring.Rule{Group: []string{"", "a", "b"}[r.IntN(3)], Points: &points})
			bit += 1 + r.IntN(3)*r.IntN(40)
			bitOf = append(bitOf, bit)
		}
		card := scorecard.NewCard(m)
		var bits scorecard.Bits
		met, list := make([]uint64, bit/64+1), []int32(nil)
		for rule, bit := range bitOf {
			bits.Put(card, rule, bit)
			if r.IntN(2) == 0 {
				met[bit/64] |= 1 << (bit % 64)
				list = append(list, int32(rule))
			}
		}
		for i := range met { // no bits but those of rules count
			for b := range 64 {
				if r.IntN(3) == 0 && !slices.Contains(bitOf, i*64+b) {
					met[i] |= 1 << b
				}
			}
		}
		var one, other scoring.Score
		s := scorecard.Sheet{Brief: true}
		card.Open(&s, &one)
		bits.Enter(&s, met)
		card.Close(&s)
		card.Open(&s, &other)
		card.WhenMet(&s, list)
		card.Close(&s)
		if diff := cmp.Diff(other, one); diff != "" {
			t.Fatalf("(-one by one +by bits):\n%s", diff)
		}
	}
}
