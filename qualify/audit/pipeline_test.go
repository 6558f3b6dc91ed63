package audit_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// A deal is a row of the file of opportunities.
type deal struct {
	engaged time.Time
	outcome audit.Outcome
}

func deals(t *testing.T) []deal {
	t.Helper()
	f, err := os.Open(filepath.Join(data(t), "crm-pipeline/sales_pipeline.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	when := func(text string) time.Time {
		at, err := time.Parse("1/2/2006", text)
		if text != "" && err != nil {
			t.Fatal(err)
		}
		return at
	}
	var out []deal
	for _, row := range rows[1:] {
		d := deal{engaged: when(row[5]), outcome: audit.Outcome{Worked: qualify.Known(true), ClosedAt: when(row[6])}}
		if row[4] == "Won" || row[4] == "Lost" {
			d.outcome.Won = qualify.Known(row[4] == "Won")
		}
		if !d.engaged.IsZero() {
			out = append(out, d)
		}
	}
	return out
}

// The file as it was at the end of each of five months: whoever is old enough
// has the rate that the whole file gives, to the lead.
func TestPipelineCutEarlier(t *testing.T) {
	all := deals(t)
	rs, e := rules(t, `{"name": "x", "scoring": {}}`)
	decision := e.Decide(&qualify.Lead{ID: "1"}, asOf)
	at := func(cutOff time.Time) map[string]audit.MonthRow {
		a := audit.New(rs)
		a.Horizon = audit.Horizon{Days: 60, CutOff: cutOff}
		table := audit.HorizonTable{CutOff: cutOff}
		for i := range all {
			if all[i].engaged.After(cutOff) {
				continue
			}
			o := all[i].outcome
			if o.ClosedAt.After(cutOff) { // nobody knew then
				o.Won, o.ClosedAt = qualify.Opt[bool]{}, time.Time{}
			}
			decision.AsOf = all[i].engaged
			a.Add(&decision, o)
			table.Add(all[i].engaged, o)
		}
		p := table.ProposeHorizon()
		t.Logf("%s: %d old enough, %d too young. %s", cutOff.Format(time.DateOnly), a.Ages.OldEnough, a.Ages.TooYoung, p)
		if p.Days == 0 && p.Wins == 0 {
			t.Errorf("%s: neither a horizon nor wins", cutOff)
		}
		out := map[string]audit.MonthRow{}
		for _, m := range a.Report(rs).Months {
			out[m.Month] = m
		}
		return out
	}
	end := time.Date(2017, 12, 31, 0, 0, 0, 0, time.UTC)
	whole := at(end)
	if july := whole["2017-07"].Rate; july.Of != 1198 || math.Abs(july.Rate-0.282) > 0.0005 {
		t.Errorf("July 2017: %v of %d", july, july.Of)
	}
	for month := time.May; month <= time.September; month++ {
		cutOff := time.Date(2017, month+1, 0, 0, 0, 0, 0, time.UTC)
		partly, old, young := 0, 0, 0
		for name, m := range at(cutOff) {
			truth, c := whole[name].Rate, m.Tally.ByWon
			switch {
			case c.Known == c.Leads:
				old++
				if m.Rate != truth {
					t.Errorf("at %s: %s has %v, in the whole file %v", cutOff.Format(time.DateOnly), name, m.Rate, truth)
				}
			case c.Known > 0:
				partly++
				if truth.Rate < m.Rate.Low || truth.Rate > m.Rate.High {
					t.Errorf("at %s: %s has %v, in the whole file %v", cutOff.Format(time.DateOnly), name, m.Rate, truth)
				}
			default:
				young++
				if m.Rate.Of != 0 || m.Rate.Low != 0 || m.Rate.High != 1 {
					t.Errorf("at %s: %s is young and has %v", cutOff.Format(time.DateOnly), name, m.Rate)
				}
			}
			if name == "2017-07" && month == time.July && (c.Leads != 1198 || c.Known+c.Unknown != 0) {
				t.Errorf("July 2017 at its end: %+v", c)
			}
		}
		if partly != 1 || old == 0 || young == 0 {
			t.Errorf("at %s: %d months are old, %d partly, %d young", cutOff.Format(time.DateOnly), old, partly, young)
		}
	}
}
