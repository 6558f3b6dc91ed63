package qualify_test

import (
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

var (
	numberInRules = regexp.MustCompile(`-?\d+(\.\d+)?`)
	textInRules   = regexp.MustCompile(`\\"((?:[^"\\]|\\\\)*)\\"`)
)

// candidates are values to try for a fact: whatever stands in the rules, and
// what lies beside and between.
type candidates struct {
	numbers []float64
	texts   []string
}

func candidatesOf(rs *qualify.RuleSet) *candidates {
	data, _ := json.Marshal(rs)
	c := &candidates{numbers: []float64{0, 1e12, -1e12}, texts: []string{"~", "a@gmail.com", "a@company.example"}}
	for _, m := range numberInRules.FindAll(data, -1) {
		v, _ := strconv.ParseFloat(string(m), 64)
		c.numbers = append(c.numbers, v, v+1, v-1, -v)
	}
	slices.Sort(c.numbers)
	c.numbers = slices.Compact(c.numbers)
	for i := range len(c.numbers) - 1 {
		c.numbers = append(c.numbers, (c.numbers[i]+c.numbers[i+1])/2)
	}
	for _, m := range textInRules.FindAllSubmatch(data, -1) {
		if s, err := strconv.Unquote(`"` + string(m[1]) + `"`); err == nil {
			c.texts = append(c.texts, s)
		}
	}
	for _, list := range rs.Lists {
		c.texts = append(c.texts, list...)
	}
	for _, r := range rs.Routes {
		for _, o := range r.Owners {
			c.texts = append(c.texts, o.ID)
		}
	}
	for _, f := range generate.Facts() {
		for _, v := range f.Values {
			if s, ok := v.(string); ok {
				c.texts = append(c.texts, s)
			}
		}
	}
	slices.Sort(c.texts)
	c.texts = slices.Compact(c.texts)
	return c
}

// of are the values for one fact.
func (c *candidates) of(f generate.Fact) []any {
	out := slices.Clone(f.Values)
	switch f.Values[0].(type) {
	case float64:
		for _, v := range c.numbers {
			out = append(out, v)
		}
	case string:
		switch f.Path {
		case "custom.plan":
			return out // it has an enum
		case "stage":
			for _, s := range []string{"mql", "sal", "sql", "opportunity", "recycled", "disqualified", "lost"} {
				out = append(out, s)
			}
		}
		for _, v := range c.texts {
			out = append(out, v)
		}
	case []string:
		for _, v := range c.texts {
			out = append(out, []string{v})
		}
		out = append(out, c.texts)
	case time.Time:
		for _, v := range c.numbers {
			if v > -1e5 && v < 1e5 {
				out = append(out, generate.AsOf.Add(-time.Duration(v*float64(24*time.Hour))))
			}
		}
		out = append(out, generate.AsOf.AddDate(-5000, 0, 0), generate.AsOf.AddDate(5000, 0, 0), time.Unix(0, 0), time.Unix(1<<33, 0))
		for _, text := range c.texts {
			if d, err := time.ParseDuration(text); err == nil {
				out = append(out, time.Unix(0, 0).Add(d), generate.AsOf.Add(d), generate.AsOf.Add(-d))
			}
			if at, err := time.Parse(time.RFC3339, text); err == nil {
				out = append(out, at)
			}
		}
		for _, t := range slices.Clone(out) {
			out = append(out, t.(time.Time).Add(time.Second), t.(time.Time).Add(-time.Second))
		}
	}
	return out
}

// Some value of the fact alone gives a decisive question's lead another
// quadrant, status, team or owner, and none does so of a question that is for
// the record.
func TestDecisiveQuestionsAreDecisive(t *testing.T) {
	facts := map[string]generate.Fact{}
	for _, f := range generate.Facts() {
		facts[f.Path] = f
	}
	decisive, forRecord, asked := 0, 0, 0
	worlds(t, generate.Options{}, 8, func(t *testing.T, w *world) {
		c, d := candidatesOf(w.rules), w.e.NewDecider()
		for _, l := range w.leads {
			before := w.e.Decide(l, generate.AsOf)
			for _, q := range before.Ask {
				if asked++; !q.Decisive && !q.ForRecord {
					continue
				}
				f := facts[q.Path]
				if q.ForRecord {
					forRecord++
				} else {
					decisive++
				}
				if have := slices.ContainsFunc(c.of(f), func(v any) bool {
					return sensible(f, v) && whereTo(d.Decide(filled(l, f, v), generate.AsOf)) != whereTo(&before)
				}); have != q.Decisive {
					t.Errorf("some value of %s changes %+v: %v, want %v of lead %+v", q.Path, whereTo(&before), have, q.Decisive, l)
				}
				if f.Known(l) && q.Why == "" && !(q.Path == "answers.wants_contact" && saidAtAnotherTime(l)) {
					t.Errorf("%s is asked, and known of lead %+v", q.Path, l)
				}
			}
		}
	})
	few := decisive*20 < asked || forRecord*100 < asked
	if testing.Short() { // the shares of so few rule sets are chance
		few = decisive == 0 || forRecord == 0
	}
	if !t.Failed() && few {
		t.Errorf("only %d of %d questions were decisive and %d for the record: the test has lost its teeth", decisive, asked, forRecord)
	}
}

// What is for the record changes no decision, whatever else becomes known first.
func TestForRecordMeansForRecord(t *testing.T) {
	facts := map[string]generate.Fact{}
	for _, f := range generate.Facts() {
		facts[f.Path] = f
	}
	r := rand.New(rand.NewPCG(1, *firstSeed))
	seen, moved := 0, 0
	worlds(t, generate.Options{}, 20, func(t *testing.T, w *world) {
		w.asksForAll(t)
		c, d := candidatesOf(w.rules), w.e.NewDecider()
		any := func(l *qualify.Lead, f generate.Fact) *qualify.Lead {
			values := slices.DeleteFunc(c.of(f), func(v any) bool { return !sensible(f, v) })
			return filled(l, f, values[r.IntN(len(values))])
		}
		for _, l := range w.leads {
			before := w.e.Decide(l, generate.AsOf)
			for _, q := range before.Ask {
				for range 4 {
					if !q.ForRecord {
						break
					}
					seen++
					known := clone(l)
					for _, f := range generate.Facts() {
						asked := slices.ContainsFunc(before.Ask, func(q qualify.Question) bool { return q.Path == f.Path })
						switch {
						case f.Known(l) && !asked || f.Path == q.Path || f.Path == "stage" || r.IntN(3) == 0:
						case f.Path == "answers.wants_contact" && q.Path == "answers.wants_contact_at":
							if !f.Known(l) { // who says so may not say when
								f.Set(known, f.Values[r.IntN(len(f.Values))])
							}
						case f.Path == "answers.wants_contact_at" && q.Path == "answers.wants_contact": // who says so says when
						default:
							known = any(known, f)
						}
					}
					first, second := any(known, facts[q.Path]), any(known, facts[q.Path])
					one := whereTo(d.Decide(first, generate.AsOf))
					two := whereTo(d.Decide(second, generate.AsOf))
					if one != two {
						t.Errorf("%s is for the record, and makes %+v or %+v:\n%+v\nfilled in\n%+v\n%+v", q.Path, one, two, l, first, second)
						return
					}
					if one != whereTo(&before) {
						moved++
					}
				}
			}
		}
	})
	few := moved*10 < seen
	if testing.Short() { // the share of so few rule sets is chance
		few = moved == 0
	}
	if !t.Failed() && (seen == 0 || few) {
		t.Errorf("%d questions for the record, other facts changed %d decisions: the test has lost its teeth", seen, moved)
	}
}

// asksForAll makes the rule set ask for every fact, for the record if nothing
// else needs it.
func (w *world) asksForAll(t *testing.T) {
	var list bant.Checklist
	list.ID = "everything"
	for i, f := range generate.Facts() {
		when := f.Path + " == 'a'"
		switch f.Values[0].(type) {
		case bool:
			when = f.Path
		case float64:
			when = f.Path + " > 0"
		case time.Time:
			when = f.Path + " < now"
		case []string:
			when = "len(" + f.Path + ") > 0"
		}
		switch f.Path {
		case "custom.plan", "stage": // which have enums
			when = f.Path + " == '" + f.Values[0].(string) + "'"
		case "created_at":
			when = "created_days_ago > 1"
		}
		list.Items = append(list.Items, bant.Item{ID: "i" + strconv.Itoa(i), When: when})
	}
	w.rules.Checklists = append(w.rules.Checklists, list)
	var err error
	if w.e, err = qualify.Compile(w.rules, nil); err != nil {
		t.Fatal(err)
	}
}

// A removed lead is asked only what could bring it back, and nothing that is
// known is asked of anybody.
func TestRemovedLeadsAreAskedWhatBringsThemBack(t *testing.T) {
	removed := 0
	worlds(t, generate.Options{}, 20, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			d := w.e.Decide(l, generate.AsOf)
			if d.Status != matrix.StatusDisqualified && d.Status != matrix.StatusExcluded {
				continue
			}
			removed++
			for _, q := range d.Ask {
				if !q.Decisive {
					t.Errorf("%s does not bring back %+v", q.Path, l)
				}
			}
		}
	})
	if removed == 0 && !t.Failed() {
		t.Error("no lead was removed")
	}
}
