package audit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/scoring"
)

// examples are leads won by a known law: a number, a text, a flag, activities
// and whether the text is known all count.
func examples(n int, seed uint64) []audit.Example {
	r := rand.New(rand.NewPCG(seed, 3))
	out := make([]audit.Example, n)
	for i := range out {
		l := &qualify.Lead{ID: fmt.Sprint(i), CreatedAt: asOf.AddDate(0, 0, -r.IntN(70)), Custom: map[string]any{}}
		f := -1.5
		size := float64(r.IntN(1000))
		l.Company.Employees = qualify.Number(size)
		if size >= 500 {
			f += 2
		}
		switch r.IntN(4) {
		case 0:
			l.Source = "referral"
			f += 1.5
		case 1:
			l.Source = "ads"
			f -= 1
		case 2: // unknown
			f += 0.7
		default:
			l.Source = "search"
		}
		if r.IntN(2) == 0 {
			l.Custom["trial"] = true
			f += 0.8
		} else {
			l.Custom["trial"] = false
		}
		visits := r.IntN(5)
		for range visits {
			l.Activities = append(l.Activities, qualify.Activity{Type: "page_view", At: asOf.AddDate(0, 0, -r.IntN(30)-1)})
		}
		f += 0.4 * float64(visits)
		won := r.Float64() < 1/(1+math.Exp(-f))
		l.Custom["contract"] = won // known only afterwards, of course
		out[i] = audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(won)}}
	}
	return out
}

const learnText = `{
  "name": "learn",
  "facts": {
    "source": {}, "company.employees": {},
    "custom.trial": {"type": "bool"}, "custom.contract": {"type": "bool", "known_after": "contact"}
  },
  "define": {"signed": "custom.contract"},
  "icp": {"criteria": [{"id": "large", "when": "company.employees >= 500"}, {"id": "ads", "when": "source == 'ads'"}]},
  "scoring": {"ready_at": 8, "max": 100, "groups": [{"id": "web", "max": 10}], "bands": [{"name": "1", "min": 10}, {"name": "2", "min": -1000}], "rules": [
    {"id": "view", "group": "web", "each": ".type == 'page_view'", "points": 1},
    {"id": "size", "tiers": [{"when": "company.employees >= 500", "points": 5}, {"when": "company.employees >= 250", "points": 4}, {"when": "company.employees >= 100", "points": 1}]},
    {"id": "moon", "when": "person.city == 'moon'", "points": 7},
    {"id": "signed", "when": "signed", "points": 50}
  ]}
}`

func suggest(t testing.TB, text string, list []audit.Example, o *audit.SuggestOptions) *audit.Suggestion {
	t.Helper()
	rs, _ := rules(t, text)
	s, err := audit.Suggest(rs, list, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func ruleOf(t testing.TB, rs *qualify.RuleSet, id string) scoring.Rule {
	t.Helper()
	for _, r := range rs.Scoring.Rules {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no rule %s among %+v", id, rs.Scoring.Rules)
	return scoring.Rule{}
}

func TestSuggestFindsThePlantedLaw(t *testing.T) {
	list := examples(4000, 1)
	s := suggest(t, learnText, list, nil)
	wholePoints(t, s.RuleSet)
	// The planted law itself ranks with an AUC of about 0.83.
	if s.MeanAUC < 0.80 || s.MeanAUC < s.CurrentAUC+0.03 || len(s.Folds) != 5 {
		t.Errorf("mean AUC %.3f, current %.3f, %d folds", s.MeanAUC, s.CurrentAUC, len(s.Folds))
	}
	points := map[string]scoring.Points{}
	for _, tier := range ruleOf(t, s.RuleSet, "source").Tiers {
		for _, name := range []string{"referral", "ads", "search"} {
			if strings.Contains(tier.When, name) && !strings.HasPrefix(tier.When, "not") {
				points[name] = tier.Points
			}
		}
	}
	// Unknown scores 0 and is better than search and ads, worse than referral.
	if !(points["referral"] > 0 && points["search"] < 0 && points["ads"] < points["search"]) {
		t.Errorf("sources are worth %v", points)
	}
	size := ruleOf(t, s.RuleSet, "size")
	if n := len(size.Tiers); n < 3 || size.Tiers[0].When != "company.employees >= 500" || size.Tiers[0].Points <= 2*size.Tiers[1].Points {
		t.Errorf("size %+v", size.Tiers)
	}
	if p := ruleOf(t, s.RuleSet, "view").Points; p == nil || *p <= 0 {
		t.Errorf("a view is worth %v", p)
	}
	if r := ruleOf(t, s.RuleSet, "moon"); *r.Points != 7000 {
		t.Errorf("moon, of which there are no data, is worth %v", *r.Points)
	}
	// Clips, which the fit knows nothing of, are gone, and it is said.
	if m := s.RuleSet.Scoring; m.Max != nil || m.Groups[0].Max != nil || m.Groups[0].ID != "web" || len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "not in the proposal") {
		t.Errorf("%+v, %q", m.Groups, s.Notes)
	}
	// The profile: size is good, ads are bad.
	c := s.RuleSet.ICP.Criteria
	if c[0].Weight == nil || *c[0].Weight != 10_000 || *c[1].Weight != 0 {
		t.Errorf("weights %v and %v", c[0].Weight, c[1].Weight)
	}
	// Ready by about as many as before.
	was, is := s.Training.Current.Ready.Leads, s.Training.Proposed.Ready.Leads
	if d := was - is; d > was/5 || d < -was/5 {
		t.Errorf("%d were ready, %d are", was, is)
	}
	if s.Training.Count.Leads+s.Rest.Count.Leads != len(list) || s.Rest.Count.Leads < len(list)/8 {
		t.Errorf("%d leads to fit to, %d held back", s.Training.Count.Leads, s.Rest.Count.Leads)
	}
	if s.Calibration == nil || s.Calibration.Slope <= 0 {
		t.Errorf("calibration %+v", s.Calibration)
	}
	if _, err := qualify.Compile(s.RuleSet, nil); err != nil {
		t.Error(err)
	}
}

func TestSuggestRefusesWhatIsKnownTooLate(t *testing.T) {
	list := examples(1500, 2)
	s := suggest(t, learnText, list, nil)
	want := []audit.Refusal{
		{Place: "scoring.signed", Why: "reads custom.contract, which is known only after contact"},
	}
	if !reflect.DeepEqual(s.Refused, want) {
		t.Errorf("%+v", s.Refused)
	}
	if *ruleOf(t, s.RuleSet, "signed").Points != 50_000 {
		t.Error("a refused rule was changed")
	}
	if s.MeanAUC > 0.9 || s.CurrentAUC > 0.9 {
		t.Errorf("AUC %.3f and %.3f: the future was seen", s.MeanAUC, s.CurrentAUC)
	}
	rs, _ := rules(t, strings.Replace(learnText, `{"id": "signed", "when": "signed", "points": 50}`, `{"id": "x", "when": "source == 'x'", "points": 1}`, 1))
	s, err := audit.Suggest(rs, list, &audit.SuggestOptions{Penalty: 4})
	if err != nil || !reflect.DeepEqual(s.Refused, []audit.Refusal{{Place: "custom.contract", Why: "is known only after contact"}}) {
		t.Errorf("%v, %+v", err, s)
	}
	_, err = audit.Suggest(rs, list, &audit.SuggestOptions{Facts: []string{"custom.contract"}})
	if err == nil || err.Error() != "audit: custom.contract is known only after contact, so no score may be learned from it" {
		t.Errorf("%v", err)
	}
	s, err = audit.Suggest(rs, list, &audit.SuggestOptions{Facts: []string{"custom.contract"}, KnownBy: []string{"contact"}})
	if err != nil || s.MeanAUC < 0.99 {
		t.Errorf("with leave: %v, %v", err, s)
	}
}

// Every way to name a fact in an expression is seen.
func TestGuardSeesThroughExpressions(t *testing.T) {
	list := examples(300, 3)
	for _, when := range []string{
		"custom.contract", `custom["contract"]`, "signed", "signed or source == 'x'", "custom.contract ?? false", "custom.contract != nil",
		"let c = custom.contract; c", "source == 'x' ? custom.contract : false", "any(activities, .type == 'x' and signed)", "not not twice",
	} {
		text := strings.NewReplacer(`"when": "signed"`, `"when": `+quoted(when), `"signed": "custom.contract"`, `"signed": "custom.contract", "twice": "signed and signed"`).Replace(learnText)
		s := suggest(t, text, list, &audit.SuggestOptions{Penalty: 4})
		if len(s.Refused) != 1 || s.Refused[0].Place != "scoring.signed" {
			t.Errorf("%s: %+v", when, s.Refused)
		}
	}
	for _, x := range []string{
		`{"id": "signed", "tiers": [{"when": "source == 'x'", "points": 2}, {"when": "signed", "points": 1}]}`,
		`{"id": "signed", "when": "signed", "each": ".type == 'page_view'", "points": 1}`,
		`{"id": "signed", "compute": "signed ? 1 : 0", "min": 0, "max": 1}`,
	} {
		text := strings.Replace(learnText, `{"id": "signed", "when": "signed", "points": 50}`, x, 1)
		s := suggest(t, text, list, &audit.SuggestOptions{Penalty: 4})
		if len(s.Refused) != 1 || s.Refused[0].Place != "scoring.signed" {
			t.Errorf("%s: %+v", x, s.Refused)
		}
	}
}

func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestSuggestChangesNothingAndRepeats(t *testing.T) {
	rs, _ := rules(t, learnText)
	list := examples(1500, 4)
	show := func() string {
		a, err := json.Marshal(rs)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		return string(a) + string(b)
	}
	before := show()
	o := &audit.SuggestOptions{Activities: true, Calls: 20, Penalty: 4}
	first, err := audit.Suggest(rs, list, o)
	if err != nil {
		t.Fatal(err)
	}
	if show() != before || !reflect.DeepEqual(o, &audit.SuggestOptions{Activities: true, Calls: 20, Penalty: 4}) {
		t.Error("the arguments were changed")
	}
	again, err := audit.Suggest(rs, list, o)
	if err != nil || !reflect.DeepEqual(first, again) {
		t.Error("another result the second time")
	}
	text, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	back := &audit.Suggestion{}
	if err := json.Unmarshal(text, back); err != nil || !reflect.DeepEqual(first, back) {
		t.Errorf("does not come back from JSON: %v", err)
	}
}

// Folds come from what leads are, not from their order, and keep equal leads
// together: a score cannot be learned from a copy.
func TestDuplicatesAreInOnePart(t *testing.T) {
	list := examples(400, 5)
	r := rand.New(rand.NewPCG(5, 5))
	// Outcomes by chance: nothing can be learned, but for copies.
	for i := range list {
		list[i].Lead.Custom["contract"] = nil
		list[i].Lead.CreatedAt = asOf
		list[i].Outcome.Won = qualify.Known(r.IntN(2) == 0)
		list[i].Lead.Custom["key"] = fmt.Sprint(i / 4)
	}
	for i := range list { // four copies of each, but for the id
		c := *list[i/4*4].Lead
		c.ID = fmt.Sprint(i)
		list[i].Lead, list[i].Outcome = &c, list[i/4*4].Outcome
	}
	o := &audit.SuggestOptions{Facts: []string{"custom.key"}, MinLeads: 1, MaxTiers: 100, Penalty: 0.01}
	text := `{"name": "x", "facts": {"custom.key": {"type": "string"}}}`
	s := suggest(t, text, list, o)
	if math.Abs(s.MeanAUC-0.5) > 0.02 {
		t.Errorf("mean AUC %.3f on leads without sense: copies were seen", s.MeanAUC)
	}
}

func TestThresholdByCalls(t *testing.T) {
	list := examples(2000, 6)
	s := suggest(t, learnText, list, &audit.SuggestOptions{Calls: 30, Weeks: 10, Penalty: 4})
	ready := s.Training.Proposed.Ready.Leads + s.Rest.Proposed.Ready.Leads
	if ready > 300 || ready < 225 {
		t.Errorf("%d leads are ready for 300 calls", ready)
	}
	// By the leads' own dates, which span 69 days.
	s = suggest(t, learnText, list, &audit.SuggestOptions{Calls: 30, Penalty: 4})
	ready = s.Training.Proposed.Ready.Leads + s.Rest.Proposed.Ready.Leads
	if ready > 296 || ready < 225 {
		t.Errorf("%d leads are ready for 295 calls", ready)
	}
	// Raised hands take calls too.
	raised := strings.Replace(learnText, `"scoring"`, `"hand_raise": [{"id": "h", "when": "source == 'referral'"}], "scoring"`, 1)
	s = suggest(t, raised, list, &audit.SuggestOptions{Calls: 60, Weeks: 10, Penalty: 4})
	hands, byScore := 0, 0
	_, proposed := compiled(t, s.RuleSet)
	for _, x := range list {
		delete(x.Lead.Custom, "contract") // not known when it counts
		switch d := proposed.Decide(x.Lead, x.AsOf); {
		case d.Readiness.HandRaised:
			hands++
		case d.Score.Points >= *s.RuleSet.Scoring.ReadyAt:
			byScore++
		}
	}
	if hands+byScore > 600 || hands+byScore < 500 {
		t.Errorf("%d hands and %d by score for 600 calls", hands, byScore)
	}
	for i := range list {
		list[i].Lead.CreatedAt = list[0].AsOf
	}
	rs, _ := rules(t, learnText)
	if _, err := audit.Suggest(rs, list, &audit.SuggestOptions{Calls: 60}); err == nil || !strings.Contains(err.Error(), "how many weeks") {
		t.Errorf("%v", err)
	}
}

func compiled(t *testing.T, rs *qualify.RuleSet) (*qualify.RuleSet, *qualify.Engine) {
	t.Helper()
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rs, e
}

func TestThresholdByPrecision(t *testing.T) {
	list := examples(2000, 7)
	loose := suggest(t, learnText, list, &audit.SuggestOptions{Precision: 0.6, Penalty: 4}).Training.Proposed
	strict := suggest(t, learnText, list, &audit.SuggestOptions{Precision: 0.85, Penalty: 4}).Training.Proposed
	if loose.Precision.Rate < 0.6 || strict.Precision.Rate < 0.85 || strict.Ready.Leads >= loose.Ready.Leads || *strict.ReadyAt <= *loose.ReadyAt {
		t.Errorf("loose %+v, strict %+v", loose, strict)
	}
	for i := range list {
		if i%2 == 0 {
			list[i].Outcome.Won = qualify.Known(false)
		}
	}
	s := suggest(t, learnText, list, &audit.SuggestOptions{Precision: 1, Penalty: 4})
	if !slices.ContainsFunc(s.Notes, func(n string) bool { return strings.HasPrefix(n, "No threshold makes 100 %") }) {
		t.Errorf("%q", s.Notes)
	}
}

func TestSuggestSaysWhenThereIsTooLittle(t *testing.T) {
	s := suggest(t, learnText, examples(60, 8), nil)
	if s.RuleSet != nil || len(s.Notes) != 1 || !strings.HasPrefix(s.Notes[0], "Too little data to suggest anything: of 60 leads") {
		t.Errorf("%+v", s)
	}
	s = suggest(t, learnText, nil, nil)
	if s.RuleSet != nil || len(s.Notes) != 1 {
		t.Errorf("%+v", s)
	}
	s = suggest(t, `{"name": "x"}`, examples(500, 8), nil)
	if s.RuleSet != nil || len(s.Notes) != 1 || !strings.HasPrefix(s.Notes[0], "There is nothing to learn from") {
		t.Errorf("%+v", s)
	}
	open := examples(500, 8)
	for i := range open {
		open[i].Outcome.Won = qualify.Opt[bool]{}
	}
	if s = suggest(t, learnText, open, nil); s.RuleSet != nil {
		t.Error("learned from leads without an outcome")
	}
}

func TestSuggestErrors(t *testing.T) {
	rs, _ := rules(t, learnText)
	list := examples(300, 9)
	for want, o := range map[string]*audit.SuggestOptions{
		"there is no fact custom.nix":            {Facts: []string{"custom.nix"}},
		"there is no fact created_days_ago":      {Facts: []string{"created_days_ago"}},
		"which is an instant":                    {Facts: []string{"answers.wants_contact_at"}},
		"precision is between 0 and 1, not 2":    {Precision: 2},
		"precision is between 0 and 1, not NaN":  {Precision: math.NaN()},
		"calls, weeks and penalty cannot be neg": {Calls: -1},
	} {
		if _, err := audit.Suggest(rs, list, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if _, err := audit.Suggest(rs, []audit.Example{{}}, nil); err == nil || err.Error() != "audit: example 0 has no lead" {
		t.Errorf("%v", err)
	}
	var errs qualify.Errors
	if _, err := audit.Suggest(&qualify.RuleSet{}, list, nil); !errors.As(err, &errs) {
		t.Errorf("%v", err)
	}
}

// Facts of every kind become tiers, and what is proposed decides as it was
// fitted.
func TestTiersOfEveryKind(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	var list []audit.Example
	for i := range 2000 {
		l := &qualify.Lead{ID: fmt.Sprint(i), Custom: map[string]any{}}
		f := 0.0
		seats := r.IntN(50)
		switch i % 4 {
		case 0:
			l.Custom["seats"] = seats
		case 1:
			l.Custom["seats"] = uint8(seats)
		case 2:
			l.Custom["seats"] = json.Number(fmt.Sprint(seats))
		default:
			l.Custom["seats"] = "many" // of the wrong kind: unknown
			seats = 0
		}
		f += float64(seats)/15 - 1
		if r.IntN(2) == 0 {
			l.Company.Technologies = []string{"go", "go", "perl"}[:r.IntN(4)]
			if slices.Contains(l.Company.Technologies, "perl") {
				f--
			}
		}
		l.Custom["plan"] = []string{"free", `o"dd\`, "team", "Wolke ☁"}[r.IntN(4)]
		if l.Custom["plan"] == `o"dd\` {
			f += 2
		}
		for range r.IntN(4) {
			l.Activities = append(l.Activities, qualify.Activity{Type: "call", At: asOf})
			f += 0.7
		}
		l.Activities = append(l.Activities, qualify.Activity{Type: "later", At: asOf.AddDate(1, 0, 0)})
		list = append(list, audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(r.Float64() < 1/(1+math.Exp(-f)))}})
	}
	text := `{"name": "x", "facts": {"custom.seats": {"type": "number"}, "custom.plan": {"type": "string"}, "company.technologies": {}, "custom.when": {"type": "time"}},
		"scoring": {"rules": [
			{"id": "calls", "compute": "count(activities, .type == 'call')", "min": 0, "max": 10},
			{"id": "company_technologies_perl", "when": "source == 'x'", "points": 3}]}}`
	s := suggest(t, text, list, &audit.SuggestOptions{Activities: true, Penalty: 4})
	wholePoints(t, s.RuleSet)
	if s.MeanAUC < 0.7 {
		t.Errorf("mean AUC %.3f", s.MeanAUC)
	}
	compute := ruleOf(t, s.RuleSet, "calls")
	if !strings.HasSuffix(compute.Compute, " * (count(activities, .type == 'call'))") || *compute.Max <= 0 || *compute.Min != 0 {
		t.Errorf("compute %+v", compute)
	}
	if p := ruleOf(t, s.RuleSet, "company_technologies_perl_tiers"); len(p.Tiers) == 0 && p.When == "" {
		t.Errorf("perl %+v", p)
	}
	seats := ruleOf(t, s.RuleSet, "custom_seats")
	if len(seats.Tiers) < 3 || !strings.HasPrefix(seats.Tiers[0].When, "custom.seats >= ") {
		t.Errorf("seats %+v", seats.Tiers)
	}
	if plan := ruleOf(t, s.RuleSet, "custom_plan"); !strings.Contains(plan.When+fmt.Sprint(plan.Tiers), `o\"dd\\`) {
		t.Errorf("plan %+v", plan)
	}
	for _, r := range s.RuleSet.Scoring.Rules {
		if strings.Contains(r.ID, "later") {
			t.Errorf("learned from what has not happened yet: %+v", r)
		}
	}
	if !slices.ContainsFunc(s.Notes, func(n string) bool { return strings.HasPrefix(n, "No tiers were made of custom.when") }) {
		t.Errorf("%q", s.Notes)
	}
	// The proposal, compiled, reproduces the figures.
	_, e := compiled(t, s.RuleSet)
	var a audit.Audit
	for _, x := range list {
		d := e.Decide(x.Lead, x.AsOf)
		a.Add(&d, x.Outcome)
	}
	all := a.Report(s.RuleSet).Score.AUC.AUC
	if low, high := s.Rest.Proposed.AUC.AUC, s.Training.Proposed.AUC.AUC; all < min(low, high)-0.01 || all > max(low, high)+0.01 {
		t.Errorf("AUC %.3f over all, %.3f and %.3f by parts", all, low, high)
	}
}

// A rule that is often unknown gets a worth for unmet too, so that what is
// unknown, at 0, stands between.
func TestUnknownIsALevelOfItsOwn(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	var list []audit.Example
	for i := range 3000 {
		l := &qualify.Lead{ID: fmt.Sprint(i), CreatedAt: asOf.AddDate(0, 0, -i)}
		p := 0.4
		switch i % 3 {
		case 0:
			l.Source, p = "good", 0.7
		case 1:
			l.Source, p = "bad", 0.1
		}
		list = append(list, audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(r.Float64() < p)}})
	}
	s := suggest(t, `{"name": "x", "scoring": {"rules": [{"id": "good", "when": "source == 'good'", "points": 10}]}}`, list, nil)
	rule := ruleOf(t, s.RuleSet, "good")
	if len(rule.Tiers) != 2 || rule.When != "" || rule.Tiers[0].When != "source == 'good'" || rule.Tiers[0].Points <= 0 ||
		rule.Tiers[1].When != "not (source == 'good')" || rule.Tiers[1].Points >= 0 {
		t.Errorf("%+v", rule)
	}
	golden(t, "suggest.txt", writeAll(t, func(b *bytes.Buffer) error { return s.WriteText(b) }))
}
