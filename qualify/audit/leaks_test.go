package audit_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// leakLead is a lead of TestLeaks, whose fact custom.f is filled.
type leakLead struct {
	l   *qualify.Lead
	won bool
	r   *rand.Rand
}

func (x leakLead) set(v any) { x.l.Custom["f"] = v }

// leaks are facts that are known only later, and some that are not.
var leaks = []struct {
	name, kind string
	fill       func(leakLead)
	want       string // left_out, named or neither
}{
	{"known only of the won", "number", func(x leakLead) {
		if x.won && x.r.IntN(2) == 0 {
			x.set(1 + x.r.IntN(9))
		}
	}, "left_out"},
	{"known only of the lost", "string", func(x leakLead) {
		if !x.won && x.r.IntN(3) == 0 {
			x.set([]string{"price", "time"}[x.r.IntN(2)])
		}
	}, "left_out"},
	{"a check box that only the won have", "bool", func(x leakLead) {
		if x.won {
			x.set(true)
		}
	}, "left_out"},
	{"a count that grows after the sale", "number", func(x leakLead) { x.set(x.r.IntN(4) + 8*one(x.won)) }, "left_out"},
	{"a text that names the outcome", "string", func(x leakLead) { x.set([]string{"closed lost", "closed won"}[one(x.won)]) }, "left_out"},
	{"the outcome with mistakes", "bool", func(x leakLead) { x.set(x.won != (x.r.IntN(50) == 0)) }, "left_out"},
	{"an amount that is 0 unless something was sold", "number", func(x leakLead) { x.set(one(x.won) * (100 + x.r.IntN(900))) }, "left_out"},
	{"a list with the contract in it", "strings", func(x leakLead) {
		list := []string{"mail"}
		if x.won {
			list = append(list, "contract")
		}
		x.set(list)
	}, "left_out"},
	{"known far more often of the won", "number", func(x leakLead) {
		if x.won || x.r.IntN(3) == 0 {
			x.set(x.r.IntN(10))
		}
	}, "named"},
	{"a strong hint", "bool", func(x leakLead) { x.set(x.won != (x.r.IntN(10) == 0)) }, "named"},
	{"one strong level of an honest text", "string", func(x leakLead) {
		x.set([]string{"a", "b", "referral"}[2*one(x.won && x.r.IntN(4) == 0)+one(x.r.IntN(2) == 0)*one(!x.won)])
	}, ""},
	{"an honest number", "number", func(x leakLead) { x.set(x.r.IntN(20) + 5*one(x.won)) }, ""},
	{"often missing", "string", func(x leakLead) {
		if x.r.IntN(3) == 0 {
			x.set("x")
		}
	}, ""},
}

// Ten ways in which what became of a lead gets into its facts, and three that
// are honest.
func TestLeaks(t *testing.T) {
	for i, c := range leaks {
		if i%testkit.Amount(8, 1, 1) != 0 {
			continue
		}
		r := rand.New(rand.NewPCG(7, 63))
		var list []audit.Example
		for i := range 3000 {
			won := r.IntN(5) == 0
			l := &qualify.Lead{ID: fmt.Sprint(i), Person: qualify.Person{Name: fmt.Sprint("n", i)}, Custom: map[string]any{"honest": r.IntN(10) + 3*one(won)}}
			c.fill(leakLead{l, won, r})
			list = append(list, audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(won)}})
		}
		text := `{"name": "x", "facts": {"custom.honest": {"type": "number"}, "custom.f": {"type": "` + c.kind + `"}}, "scoring": {}}`
		s := suggest(t, text, list, &audit.SuggestOptions{Penalty: 4})
		got, why := "", ""
		for _, x := range s.Refused {
			if x.Place == "custom.f" {
				got, why = "left_out", x.Why
			}
			if x.Place == "custom.honest" {
				t.Errorf("%s: an honest fact is left out: %s", c.name, x.Why)
			}
		}
		for _, n := range s.Notes {
			if strings.HasPrefix(n, "custom.f may be a leak") {
				got, why = "named", n
			}
		}
		t.Logf("%s: %s %s", c.name, got, why)
		if got != c.want {
			t.Errorf("%s: %q, want %q; %q", c.name, got, c.want, s.Notes)
		}
		if c.want == "left_out" {
			if s.MeanAUC > 0.9 {
				t.Errorf("%s: AUC %.3f", c.name, s.MeanAUC)
			}
			asked := suggest(t, text, list, &audit.SuggestOptions{Facts: []string{"custom.f", "custom.honest"}, Penalty: 4})
			if len(asked.Refused) > 0 || !strings.Contains(fmt.Sprint(asked.Notes), "custom.f may be a leak") {
				t.Errorf("%s, asked for by name: %+v %q", c.name, asked.Refused, asked.Notes)
			}
		}
	}
}

// A rule that reads a leak is no better.
func TestLeakWithinARule(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 63))
	var list []audit.Example
	for i := range 2000 {
		won := r.IntN(5) == 0
		l := &qualify.Lead{ID: fmt.Sprint(i), Person: qualify.Person{Name: fmt.Sprint("n", i)}, Custom: map[string]any{"n": r.IntN(10) + 3*one(won)}}
		if won {
			l.Custom["signed"] = "2026-01-02T00:00:00Z"
		}
		list = append(list, audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(won)}})
	}
	s := suggest(t, `{"name": "x", "facts": {"custom.n": {"type": "number"}, "custom.signed": {"type": "time"}}, "scoring": {"rules": [{"id": "signed", "when": "custom.signed != nil", "points": 5}]}}`, list, nil)
	if text := fmt.Sprint(s.Refused); !strings.Contains(text, "scoring.signed") || s.MeanAUC > 0.9 {
		t.Errorf("%s, AUC %.3f", text, s.MeanAUC)
	}
}
