package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// Instants may lie further apart than a time.Duration can say.
func TestInstantsFarApart(t *testing.T) {
	long := time.Date(3, 1, 1, 0, 0, 0, 0, time.UTC)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	table := HorizonTable{CutOff: now}
	a := Audit{Horizon: Horizon{Days: 30, CutOff: now}}
	for _, won := range []bool{true, false} {
		o := Outcome{Worked: qualify.Known(true), Won: qualify.Known(won), ClosedAt: now}
		table.Add(long, o)
		a.Add(&qualify.Decision{AsOf: long}, o)
	}
	if m := table.Months.Entries; len(m) != 1 || m[0].Value.Leads != 2 || len(m[0].Value.Days) != maxDelay+2 {
		t.Errorf("%+v", m)
	}
	if n := len(a.Delays); n != maxDelay+2 || a.Delays[n-1] != (Delay{Won: 1, Lost: 1}) {
		t.Errorf("%d days", n)
	}
	if a.Ages.Late != 1 || a.All.ByWon.Hits != 0 {
		t.Errorf("%+v", a.Ages)
	}
}

// A histogram that was changed by hand is an error or ends, however wide its buckets
// are said to be.
func TestWidestHistogram(t *testing.T) {
	for _, c := range []struct {
		step int64
		fine bool
	}{{2e18, false}, {5e14, true}} {
		var buckets []string
		for i := range 5 {
			buckets = append(buckets, fmt.Sprintf(`"%d": {"leads": 1}`, int64(i-2)*c.step))
		}
		for _, width := range []string{"1e12", "-1e12", "0.001"} {
			var h Histogram
			err := json.Unmarshal([]byte(`{"width": `+width+`, "buckets": {`+strings.Join(buckets, ",")+`}}`), &h)
			if (err == nil) != c.fine || err != nil && !errors.Is(err, ErrJSON) {
				t.Fatalf("width %s: %v", width, err)
			}
			if h.fit(maxWorths); c.fine && h.total().Leads != 5 {
				t.Errorf("width %s: %d leads", width, h.total().Leads)
			}
		}
	}
}
