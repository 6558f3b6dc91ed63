package lint_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// A tenth of the pairs that a proof has to hold for.
func pairs() int { return testkit.Amount(10, 100, 1000) }

// searched is how many leads are decided against what Differ says of a pair.
func searched() int { return testkit.Amount(200, 2000, 20_000) }

// TestDifferProvesWhatIsAlike has rule sets of which one is the other written
// differently: at least 95 % are proven to be, and no proof is refuted.
func TestDifferProvesWhatIsAlike(t *testing.T) {
	proven, all := 0, 0
	for seed := range uint64(pairs()) {
		g := generate.New(seed, generate.Options{Records: seed%2 == 1})
		old, now, edit := rewritten(g, g.RuleSet())
		d, err := lint.Differ(t.Context(), old, now, &lint.DifferOptions{Leads: 2000})
		if err != nil {
			continue // the edit made it too large, or compares a folded text with an exact one
		}
		all++
		switch {
		case d.Same:
			proven++
			refute(t, g, seed, edit, old, now)
		case d.Lead != nil:
			t.Errorf("seed %d, %s: a lead is decided differently: %s\nold %s\nnew %s", seed, edit, inJSON(t, d), inJSON(t, old), inJSON(t, now))
		default:
			t.Logf("seed %d, %s: cannot tell: %s", seed, edit, inJSON(t, d.Doubts))
		}
	}
	t.Logf("%d of %d rewritten rule sets are proven to decide the same", proven, all)
	if proven*100 < all*95 {
		t.Errorf("%d of %d pairs of rule sets that mean the same are proven to", proven, all)
	}
}

// TestDifferShowsWhatIsNot has rule sets with a real change. Of those for which a
// search apart from Differ's finds a lead that is decided differently, at least
// 95 % have one of Differ's; it is decided differently; and no proof is refuted.
func TestDifferShowsWhatIsNot(t *testing.T) {
	same, shown, all, found, both := 0, 0, 0, 0, 0
	longest := time.Duration(0)
	for seed := range uint64(pairs()) {
		g := generate.New(seed+100_000, generate.Options{Records: seed%2 == 1})
		old := g.RuleSet()
		now, edit := changed(g.Rand(), old)
		if now == nil {
			continue
		}
		from := time.Now()
		d, err := lint.Differ(t.Context(), old, now, &lint.DifferOptions{Leads: testkit.Amount(2000, 20_000, 40_000)})
		if err != nil {
			continue
		}
		longest = max(longest, time.Since(from))
		all++
		if d.Same {
			same++
			refute(t, g, seed, edit, old, now)
			continue
		}
		lead := apart(t, g, old, now, searched())
		if lead != nil {
			found++
		}
		if d.Lead != nil {
			shown++
			confirm(t, old, now, &d)
			if lead != nil {
				both++
			}
		} else if lead != nil {
			t.Logf("seed %d, %s: cannot tell, and this lead is decided differently: %s\n%s", seed, edit, inJSON(t, lead), inJSON(t, d.Doubts))
		}
	}
	t.Logf("of %d changed rule sets %d are proven to decide the same and %d are shown not to; of %d that a search shows not to %d are shown; at most %v each",
		all, same, shown, found, both, longest.Round(time.Millisecond))
	if both*100 < found*95 {
		t.Errorf("of %d changes that a search shows %d have a lead of Differ's", found, both)
	}
}

// texts are the conditions of a rule set, without those of definitions.
func texts(rs *qualify.RuleSet) []qualify.PartText {
	var out []qualify.PartText
	for p := range rs.Parts() {
		for _, t := range p.Texts {
			if t.Form() == "when" && p.Section != "define" {
				out = append(out, t)
			}
		}
	}
	return out
}

// twins are conditions that mean the same, %s being any other.
var twins = []struct{ edit, old, now string }{
	{"list split", "(%s) or company.industry in ['a', 'b', 'c']", "company.industry == 'b' or company.industry in ['c', 'a'] or (%s)"},
	{"twice denied", "%s", "not (not (%s))"},
	{"comparison denied", "(%s) or not (company.employees < 50)", "(%s) or company.employees >= 50"},
	{"range split", "(%s) and company.employees in 50..5000", "company.employees <= 5000 and (%s) and company.employees >= 50"},
	{"range denied", "(%s) and not (answers.budget in 10..20)", "(%s) and (answers.budget < 10 or answers.budget > 20)"},
	{"constant rewritten", "(%s) or company.employees > 1000", "(%s) or company.employees > 10 * 1e2"},
	{"comparison turned", "(%s) or answers.budget > 1000", "(%s) or 1_000 < answers.budget"},
	{"count of one", "(%s) or count(activities, .type == 'x' and .days_ago <= 7) >= 1", "any(activities, .days_ago <= 7 and .type == 'x') or (%s)"},
	{"none denied", "(%s) or none(activities, .type == 'x')", "(%s) or not any(activities, .type == 'x')"},
	{"age of an instant", "(%s) or now - custom.renewal < duration('720h')", "(%s) or now - custom.renewal < duration('30d')"},
	{"choice", "(%s) and (person.consent ? true : false)", "(%s) and person.consent"},
	{"membership denied", "(%s) or person.region not in ['x', 'y']", "(%s) or person.region != 'x' and person.region != 'y'"},
	{"factored", "(%s) and source == 'a' or (%[1]s) and source == 'b'", "source in ['a', 'b'] and (%s)"},
}

// rewritten makes two rule sets that mean the same and are written differently.
func rewritten(g *generate.Generator, rs *qualify.RuleSet) (old, now *qualify.RuleSet, edit string) {
	r := g.Rand()
	old, now = copied(rs), copied(rs)
	was, is := texts(old), texts(now)
	n := 5 + len(twins)
	pick := r.IntN(n)
	if len(was) == 0 || pick == 0 {
		return old, g.Shuffle(now), "shuffled"
	}
	i, j := r.IntN(len(was)), r.IntN(len(was))
	route := func(i int) bool { return strings.HasPrefix(was[i].Path, "routes") }
	if route(i) != route(j) { // results are a route's to name
		j = i
	}
	x, y := was[i].Text(), was[j].Text()
	switch pick {
	case 1:
		was[i].Set("(" + x + ") and (" + y + ")")
		is[i].Set("not (not (" + y + ") or not (" + x + "))")
		return old, now, "De Morgan"
	case 2:
		was[i].Set("(" + x + ") or (" + y + ")")
		is[i].Set("(" + y + ") or (" + x + ")")
		return old, now, "reordered"
	case 3:
		was[i].Set("((" + x + ") and (" + y + ")) or (" + x + ")")
		is[i].Set(x)
		return old, now, "absorbed"
	case 4:
		if now.Define == nil {
			now.Define = map[string]string{}
		}
		now.Define["in_lined"] = x
		is[i].Set("in_lined")
		return old, now, "definition"
	}
	twin := twins[pick-5]
	was[i].Set(fmt.Sprintf(twin.old, x))
	is[i].Set(fmt.Sprintf(twin.now, x))
	return old, now, twin.edit
}

func copied(rs *qualify.RuleSet) *qualify.RuleSet {
	data, err := json.Marshal(rs)
	if err != nil {
		panic(err)
	}
	out := &qualify.RuleSet{}
	if err := json.Unmarshal(data, out); err != nil {
		panic(err)
	}
	return out
}

var (
	figure = regexp.MustCompile(`\b\d+(\.\d+)?\b`)
	order  = regexp.MustCompile(`[<>]=?`)
)

// changes are real edits; each tells whether it found what to change.
var changes = []struct {
	name string
	make func(*rand.Rand, *qualify.RuleSet) bool
}{
	{"denied", func(r *rand.Rand, rs *qualify.RuleSet) bool {
		return inText(r, rs, func(s string) string { return "not (" + s + ")" })
	}},
	{"constant moved", func(r *rand.Rand, rs *qualify.RuleSet) bool {
		return inText(r, rs, func(s string) string {
			at := figure.FindAllStringIndex(s, -1)
			if at == nil || strings.ContainsAny(s, `'"`) {
				return s
			}
			pick := at[r.IntN(len(at))]
			x, _ := strconv.ParseFloat(s[pick[0]:pick[1]], 64)
			return s[:pick[0]] + strconv.FormatFloat(x*2+1, 'f', -1, 64) + s[pick[1]:]
		})
	}},
	{"comparison made strict or not", func(r *rand.Rand, rs *qualify.RuleSet) bool {
		return inText(r, rs, func(s string) string {
			at := order.FindAllStringIndex(s, -1)
			if at == nil {
				return s
			}
			pick := at[r.IntN(len(at))]
			op := s[pick[0]:pick[1]]
			return s[:pick[0]] + map[string]string{"<": "<=", "<=": "<", ">": ">=", ">=": ">"}[op] + s[pick[1]:]
		})
	}},
	{"and for or", func(r *rand.Rand, rs *qualify.RuleSet) bool {
		return inText(r, rs, func(s string) string { return strings.Replace(s, " and ", " or ", 1) })
	}},
	{"rule dropped", func(r *rand.Rand, rs *qualify.RuleSet) bool {
		return rs.Scoring != nil && len(rs.Scoring.Rules) > 1 && dropped(r, &rs.Scoring.Rules)
	}},
	{"points", func(r *rand.Rand, rs *qualify.RuleSet) bool {
		if rs.Scoring == nil || len(rs.Scoring.Rules) == 0 {
			return false
		}
		rule := &rs.Scoring.Rules[r.IntN(len(rs.Scoring.Rules))]
		if rule.Points == nil {
			return false
		}
		rule.Points = new(*rule.Points + 1)
		return true
	}},
	{"ready_at", func(_ *rand.Rand, rs *qualify.RuleSet) bool {
		if rs.Scoring == nil {
			return false
		}
		rs.Scoring.ReadyAt = new(*rs.Scoring.ReadyAt + 5)
		return true
	}},
	{"good_at", func(_ *rand.Rand, rs *qualify.RuleSet) bool {
		if rs.ICP == nil || rs.ICP.GoodAt == nil {
			return false
		}
		rs.ICP.GoodAt = nil
		return true
	}},
	{"required", func(r *rand.Rand, rs *qualify.RuleSet) bool {
		if rs.ICP == nil || len(rs.ICP.Criteria) == 0 {
			return false
		}
		c := &rs.ICP.Criteria[r.IntN(len(rs.ICP.Criteria))]
		c.Required = !c.Required
		return true
	}},
	{"criterion dropped", func(r *rand.Rand, rs *qualify.RuleSet) bool {
		return rs.ICP != nil && len(rs.ICP.Criteria) > 1 && dropped(r, &rs.ICP.Criteria)
	}},
	{"step dropped", func(r *rand.Rand, rs *qualify.RuleSet) bool { return dropped(r, &rs.Screening) }},
	{"raise dropped", func(r *rand.Rand, rs *qualify.RuleSet) bool { return dropped(r, &rs.HandRaise) }},
	{"route dropped", func(r *rand.Rand, rs *qualify.RuleSet) bool { return dropped(r, &rs.Routes) }},
	{"routes reordered", func(_ *rand.Rand, rs *qualify.RuleSet) bool {
		slices.Reverse(rs.Routes)
		return len(rs.Routes) > 1
	}},
	{"when_unknown", func(_ *rand.Rand, rs *qualify.RuleSet) bool {
		rs.WhenUnknown = map[bool]qualify.UnknownPolicy{true: qualify.UnknownOpen, false: qualify.UnknownUnmet}[rs.WhenUnknown == qualify.UnknownUnmet]
		return true
	}},
}

func dropped[T any](r *rand.Rand, list *[]T) bool {
	if len(*list) == 0 {
		return false
	}
	i := r.IntN(len(*list))
	*list = slices.Delete(*list, i, i+1)
	return true
}

// inText changes one of the conditions.
func inText(r *rand.Rand, rs *qualify.RuleSet, edit func(string) string) bool {
	list := texts(rs)
	for range 10 {
		if len(list) == 0 {
			break
		}
		t := list[r.IntN(len(list))]
		if now := edit(t.Text()); now != t.Text() {
			t.Set(now)
			return true
		}
	}
	return false
}

// changed is a rule set with one real edit.
func changed(r *rand.Rand, rs *qualify.RuleSet) (now *qualify.RuleSet, edit string) {
	for range 20 {
		c := changes[r.IntN(len(changes))]
		if now = copied(rs); c.make(r, now) {
			return now, c.name
		}
	}
	return nil, ""
}

// refute looks for a lead that a proof is wrong about.
func refute(t *testing.T, g *generate.Generator, seed uint64, edit string, old, now *qualify.RuleSet) {
	t.Helper()
	if lead := apart(t, g, old, now, searched()); lead != nil {
		t.Fatalf("seed %d, %s: proven to be alike, and this lead is decided differently: %s\nold %s\nnew %s", seed, edit, inJSON(t, lead), inJSON(t, old), inJSON(t, now))
	}
}

// apart looks for a lead that is decided differently, among random ones and among
// those that have the constants of the texts.
func apart(t *testing.T, g *generate.Generator, old, now *qualify.RuleSet, leads int) *qualify.Lead {
	t.Helper()
	before, after := engineOf(t, old), engineOf(t, now)
	x, y := before.NewDecider(), after.NewDecider()
	guide := guideTo(old, now)
	lead := g.Lead()
	for i := range leads {
		if i%8 == 0 {
			lead = g.Lead()
		} else {
			guide.change(g.Rand(), lead)
		}
		if otherwise(x.Decide(lead, generate.AsOf), y.Decide(lead, generate.AsOf)) {
			return lead
		}
	}
	return nil
}

func otherwise(x, y *qualify.Decision) bool {
	return x.Status != y.Status || x.Quadrant != y.Quadrant || x.Owner.Team != y.Owner.Team || x.Owner.Action != y.Owner.Action || x.Owner.ID != y.Owner.ID ||
		x.Owner.Roster != y.Owner.Roster || x.Score.Column != y.Score.Column || x.Score.Band != y.Score.Band
}

// confirm decides the lead that was shown.
func confirm(t *testing.T, old, now *qualify.RuleSet, d *lint.Equivalence) {
	t.Helper()
	x, y := engineOf(t, old).Decide(d.Lead, d.AsOf), engineOf(t, now).Decide(d.Lead, d.AsOf)
	if !otherwise(&x, &y) {
		t.Errorf("not decided differently: %s", inJSON(t, d.Lead))
	}
}

func engineOf(t *testing.T, rs *qualify.RuleSet) *qualify.Engine {
	t.Helper()
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func inJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error() // a lead with a value that JSON has not
	}
	return string(data)
}
