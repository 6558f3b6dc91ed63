package eval

import (
	"math/rand/v2"
	"testing"

	"github.com/leadqual/leadqual/internal/criteria"
)

// TestFoldIsFoldFact holds the folding of words against the slow one, over texts
// of all lengths with capitals, blanks and other letters in all places.
func TestFoldIsFoldFact(t *testing.T) {
	letters := []rune("aAzZ@[`{ \t0\u00a0ÄßİıK\u212aſ\u1e9e.")
	r := rand.New(rand.NewPCG(1, 2))
	var m scratch
	for i := range 200_000 {
		n := 1 + r.IntN(len(letters))
		text := make([]rune, i%40)
		for j := range text {
			text[j] = letters[r.IntN(n)]
		}
		s := string(text)
		mark := m.mark()
		if got, want := m.fold(s), criteria.FoldFact(s); got != want {
			t.Fatalf("%q folds to %q, want %q", s, got, want)
		}
		m.back(mark)
	}
	for b := range 256 { // one byte alone, which may be no letter at all
		for _, s := range []string{string([]byte{byte(b)}), "abcdefg" + string([]byte{byte(b)}) + "h"} {
			if got, want := m.fold(s), criteria.FoldFact(s); got != want {
				t.Fatalf("%q folds to %q, want %q", s, got, want)
			}
		}
	}
}
