package main

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify/audit"
)

// The opportunities of a CRM, cut at the end of each of five months: months that
// are old enough have exactly the rate of the whole file, those that are so in
// part cover it, and young ones have none.
func TestAuditOfPipeline(t *testing.T) {
	leads := data(t, "crm-pipeline", "sales_pipeline.csv")
	args := []string{"audit", "-rules", "testdata/pipeline.rules.json", "-map", "testdata/pipeline.map.json", leads}
	months := func(cutOff string) map[string]audit.MonthRow {
		out, _ := call(t, exitOK, append(args, "-json", "-horizon", "60", "-cut-off", cutOff)...)
		var report audit.Report
		if err := json.Unmarshal([]byte(out), &report); err != nil {
			t.Fatal(err)
		}
		if a := report.Ages; a.Undated != 500 || a.OldEnough+a.TooYoung != 8300 {
			t.Errorf("%s: %+v", cutOff, a)
		}
		rows := map[string]audit.MonthRow{}
		for _, m := range report.Months {
			rows[m.Month] = m
		}
		return rows
	}
	whole := months("2017-12-31")
	if july := whole["2017-07"].Rate; july.Of != 1198 || math.Abs(july.Rate-0.282) > 0.0005 {
		t.Errorf("July 2017: %v of %d", july, july.Of)
	}
	for month := time.May; month <= time.September; month++ {
		cutOff := time.Date(2017, month+1, 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		partly := 0
		for name, m := range months(cutOff) {
			truth, c := whole[name].Rate, m.Tally.ByWon
			switch {
			case name == audit.NoGroup:
			case c.Known == c.Leads:
				if m.Rate != truth {
					t.Errorf("at %s: %s has %v, in the whole file %v", cutOff, name, m.Rate, truth)
				}
			case c.Known > 0:
				partly++
				if truth.Rate < m.Rate.Low || truth.Rate > m.Rate.High {
					t.Errorf("at %s: %s has %v, in the whole file %v", cutOff, name, m.Rate, truth)
				}
			case m.Rate.Of != 0 || m.Rate.Low != 0 || m.Rate.High != 1:
				t.Errorf("at %s: %s is young and has %v", cutOff, name, m.Rate)
			}
			if name == "2017-07" && month == time.July && (c.Leads != 1198 || c.Known+c.Unknown != 0) {
				t.Errorf("July 2017 at its end: %+v", c)
			}
		}
		if partly != 1 {
			t.Errorf("at %s: %d months are old enough in part", cutOff, partly)
		}
		out, _ := call(t, exitOK, append(args, "-horizon", "propose", "-cut-off", cutOff)...)
		t.Logf("%s: %s", cutOff, strings.TrimSpace(out))
		if !strings.HasPrefix(out, "Horizon: ") && !strings.HasPrefix(out, "Wins are still coming at day ") {
			t.Errorf("at %s: %s", cutOff, out)
		}
	}
	out, _ := call(t, exitOK, append(args, "-horizon", "60", "-cut-off", "2017-12-31", "-by", "custom.product")...)
	for _, want := range []string{"500 of 8800 leads do not say when they were decided (custom.decided) and are left out.", "BY custom.product", "GTX Plus Pro"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%.3000s", want, out)
		}
	}
}

// The e-mail experiment, its arms from a column: what is known of them.
func TestTrialOfEMails(t *testing.T) {
	leads := data(t, "hillstrom", "hillstrom.csv")
	args := []string{"trial", "-json", "-rules", "testdata/pipeline.rules.json", "-map", "testdata/hillstrom.map.json", "-as-of", smallAsOf,
		"-experiment", "mail", "-arm", "custom.segment", "-control", "No E-Mail", leads}
	for _, x := range []struct {
		won       string
		hits      [3]int
		low, high [3]float64 // 0 where no reference is known
	}{
		{"custom.won", [3]int{2262, 3894, 3238}, [3]float64{2: 0.0452331066 - 0.0101838161}, [3]float64{2: 0.0452331066 + 0.0101838161}},
		{"custom.bought", [3]int{122, 267, 189}, [3]float64{0, 0.0035918, 0.0002146}, [3]float64{0, 0.0100182, 0.0060075}},
	} {
		out, _ := call(t, exitOK, append(args, "-won", x.won)...)
		var r audit.TrialReport
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		if len(r.Arms) != 3 || math.Abs(r.SizesP-0.90369) > 5e-6 {
			t.Fatalf("%+v", r)
		}
		for i, leads := range []int{21306, 21307, 21387} {
			a := &r.Arms[i]
			if a.Count.Leads != leads || a.Count.Hits != x.hits[i] {
				t.Errorf("%s, %s: %+v", x.won, a.Arm, a.Count)
			}
			if x.high[i] > 0 && (math.Abs(a.Effect.Low-x.low[i]) > 6e-8 || math.Abs(a.Effect.High-x.high[i]) > 6e-8 || !a.Effect.Settled) {
				t.Errorf("%s, %s: %+v", x.won, a.Arm, a.Effect)
			}
		}
	}
}
