package qualify_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// An instant that JSON does not have is none to decide for, and it is said why.
func TestAsOfOutOfRange(t *testing.T) {
	e := compiled(t, diffRules)
	lead := &qualify.Lead{ID: "1"}
	for asOf, want := range map[time.Time]string{
		{}: "no instant to decide for",
		time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC):     "the instant to decide for is outside of the years 0 to 9999",
		time.Date(-1, 12, 31, 23, 59, 59, 0, time.UTC):   "the instant to decide for is outside of the years 0 to 9999",
		time.Date(9999, 12, 31, 23, 59, 59, 9, time.UTC): "",
	} {
		have := ""
		for _, i := range e.Decide(lead, asOf).Issues {
			if i.Code == qualify.NoAsOf {
				have = i.Message
			}
		}
		if have != want {
			t.Errorf("%v: %q, want %q", asOf, have, want)
		}
	}
	for _, asOf := range []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Unix(math.MaxInt64, 0)} {
		if _, _, err := e.RecheckAt(t.Context(), lead, asOf); err == nil || !strings.Contains(err.Error(), "9999") {
			t.Errorf("RecheckAt after the year 9999: %v", err)
		}
	}
}
