package distinct_test

import (
	"strconv"
	"testing"

	"github.com/leadqual/leadqual/internal/distinct"
)

func TestCounter(t *testing.T) {
	for _, test := range []struct{ most, texts, off int }{{0, 16384, 0}, {0, 100_000, 3000}, {2048, 2048, 0}, {2048, 100_000, 10_000}} {
		c := distinct.Counter{Most: test.most}
		for range 2 {
			for i := range test.texts {
				c.Add(distinct.Hash(0, strconv.Itoa(i)))
			}
		}
		n, estimated := c.Count()
		if n < test.texts-test.off || n > test.texts+test.off || estimated != (test.off > 0) {
			t.Errorf("%+v: %d, estimated %v", test, n, estimated)
		}
		if again, _ := c.Repeats(); again != n { // each came twice, and is counted as often as it is kept
			t.Errorf("%+v: %d again, of %d", test, again, n)
		}
	}
}

func TestAgain(t *testing.T) {
	var c distinct.Counter
	if h := distinct.Hash(1, "a"); c.Add(h) || !c.Add(h) || c.Add(distinct.Hash(2, "a")) {
		t.Error("a hash came again, or not")
	}
}
