package nearest

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestTo(t *testing.T) {
	among := []string{"when", "weight", "points", "id", "per_days", "Größe"}
	for name, want := range map[string]string{
		"wehn": "when", "WHEN": "when", "Wehn": "when", "whn": "when", "whenn": "when", "wait": "",
		"wieght": "weight", "pionts": "points", "point": "points", "perdays": "per_days", "per-day": "per_days",
		"di": "id", "i": "", "x": "", "": "", "größe": "Größe", "grosse": "", "grösse": "Größe", "pppoints": "points", "ppppoints": "",
		strings.Repeat("when", 50): "",
	} {
		if got, ok := To(name, among); got != want || ok != (want != "") {
			t.Errorf("%.20q: %q %t, want %q", name, got, ok, want)
		}
	}
	if got, _ := To("cat", []string{"bat", "rat", "CAT"}); got != "CAT" {
		t.Errorf("case first: %q", got)
	}
	if got, _ := To("cat", []string{"bat", "rat"}); got != "bat" {
		t.Errorf("ties by order: %q", got)
	}
	long := strings.Repeat("x", 300)
	if got, ok := To("cat", []string{long}); ok {
		t.Error(got)
	}
	if got, _ := To(strings.ToUpper(long), []string{long}); got != long {
		t.Error("long names in another case")
	}
}

// mistakes is the distance wherever it is below the limit.
func TestMistakes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() []rune {
		w := make([]rune, r.IntN(9))
		for i := range w {
			w[i] = rune('a' + r.IntN(3))
		}
		return w
	}
	for range 50_000 {
		a, b, limit := word(), word(), 1+r.IntN(3)
		want := plainMistakes(a, b)
		if have := mistakes(a, b, limit); have != want && (have < limit || want < limit) {
			t.Fatalf("%q and %q below %d: %d, want %d", string(a), string(b), limit, have, want)
		}
	}
}

// plainMistakes fills the whole table.
func plainMistakes(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = 1 + min(d[i-1][j-1], d[i-1][j], d[i][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
