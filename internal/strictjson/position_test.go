package strictjson_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// Positions is Position for each offset, whatever the text and the order.
func TestPositions(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	parts := []string{"a", "\n", "\r\n", "é", "日", "\xff", "\xe2\x82", "\x80", "\uFEFF", ""}
	for range 500 {
		var b strings.Builder
		for range r.IntN(30) {
			b.WriteString(parts[r.IntN(len(parts))])
		}
		text := []byte(b.String())
		offsets := make([]int, r.IntN(8))
		for i := range offsets {
			offsets[i] = r.IntN(len(text)+4) - 2
		}
		for i, p := range strictjson.Positions(text, offsets) {
			line, column := strictjson.Position(text, offsets[i])
			if p != (strictjson.Place{Line: line, Column: column}) {
				t.Fatalf("%q at %d of %v: %v, want %d:%d", text, offsets[i], offsets, p, line, column)
			}
		}
	}
}
