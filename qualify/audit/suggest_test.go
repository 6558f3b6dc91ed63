package audit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
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
			f--
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
	if r := ruleOf(t, s.RuleSet, "moon"); *r.Points != 7 {
		t.Errorf("moon, of which there are no data, is worth %v", *r.Points)
	}
	// Clips, which the fit knows nothing of, are gone, and it is said.
	if m := s.RuleSet.Scoring; m.Max != nil || m.Groups[0].Max != nil || m.Groups[0].ID != "web" || len(s.Notes) != 1 || !strings.Contains(s.Notes[0], "not in the proposal") {
		t.Errorf("%+v, %q", m.Groups, s.Notes)
	}
	// The profile: size is good, ads are bad.
	c := s.RuleSet.ICP.Criteria
	if len(c) != 1 || c[0].ID != "large" || *c[0].Weight != 10 {
		t.Errorf("criteria %+v", c)
	}
	// Ready by about as many as before.
	was, is := s.Training.Current.Ready.Leads, s.Training.Proposed.Ready.Leads
	if d := was - is; d > was/5 || d < -was/5 {
		t.Errorf("%d were ready, %d are", was, is)
	}
	if s.Training.Count.Leads+s.HeldOut.Count.Leads != len(list) || s.HeldOut.Count.Leads < len(list)/8 {
		t.Errorf("%d leads to fit to, %d held back", s.Training.Count.Leads, s.HeldOut.Count.Leads)
	}
	if s.Reliability == nil || s.Reliability.Calibration.Slope <= 0 {
		t.Errorf("reliability %+v", s.Reliability)
	}
	if _, err := qualify.Compile(s.RuleSet, nil); err != nil {
		t.Error(err)
	}
}

func TestSuggestRefusesWhatIsKnownTooLate(t *testing.T) {
	list := examples(1500, 2)
	s := suggest(t, learnText, list, nil)
	want := []audit.NotLearned{
		{Place: "scoring.signed", Why: "reads custom.contract, which is known only after contact"},
	}
	if !reflect.DeepEqual(s.Refused, want) {
		t.Errorf("%+v", s.Refused)
	}
	if *ruleOf(t, s.RuleSet, "signed").Points != 50 {
		t.Error("a refused rule was changed")
	}
	if s.MeanAUC > 0.9 || s.CurrentAUC > 0.9 {
		t.Errorf("AUC %.3f and %.3f: the future was seen", s.MeanAUC, s.CurrentAUC)
	}
	rs, _ := rules(t, strings.Replace(learnText, `{"id": "signed", "when": "signed", "points": 50}`, `{"id": "x", "when": "source == 'x'", "points": 1}`, 1))
	s, err := audit.Suggest(rs, list, &audit.SuggestOptions{Penalty: 4})
	if err != nil || !reflect.DeepEqual(s.Refused, []audit.NotLearned{{Place: "custom.contract", Why: "is known only after contact"}}) {
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
	list := examples(testkit.Amount(150, 300, 300), 3)
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
	text := `{"name": "x", "facts": {"custom.key": {"type": "string"}}, "scoring": {}}`
	s := suggest(t, text, list, o)
	if math.Abs(s.MeanAUC-0.5) > 0.02 {
		t.Errorf("mean AUC %.3f on leads without sense: copies were seen", s.MeanAUC)
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
	s = suggest(t, `{"name": "x", "scoring": {}}`, examples(500, 8), nil)
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
		"no fact custom.nix to be monotone":      {Monotone: map[string]audit.Direction{"custom.nix": audit.Up}},
		"source cannot be monotone":              {Monotone: map[string]audit.Direction{"source": audit.Up}},
		"custom.trial cannot be monotone":        {Monotone: map[string]audit.Direction{"custom.trial": audit.Up}},
		"monotone of company.employees is":       {Monotone: map[string]audit.Direction{"company.employees": "UP"}},
		"no tiers are made of company.employees": {Monotone: map[string]audit.Direction{"company.employees": audit.Up}}, // a rule reads it
		"precision is between 0 and 1, not 2":    {Precision: 2},
		"precision is between 0 and 1, not NaN":  {Precision: math.NaN()},
		"calls, weeks and penalty cannot be neg": {Calls: -1},
		`no target "sold": give "won" or`:        {Target: "sold"},
		"needs both its days and its cut-off":    {Horizon: audit.Horizon{Days: 60}},
		"a horizon of -1 days is none":           {Horizon: audit.Horizon{Days: -1, CutOff: asOf}},
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

// Every change says why, with figures for rules and criteria.
func TestEveryChangeSaysWhy(t *testing.T) {
	list := examples(3000, 1)
	s := suggest(t, learnText, list, &audit.SuggestOptions{Penalty: 4, Activities: true})
	kinds := map[string]int{}
	for _, c := range s.Changes {
		kinds[c.Kind]++
		figures := strings.Contains(c.Why, "of the ") && strings.Contains(c.Why, " were won")
		if c.Why == "" || c.Leads > 0 && !figures {
			t.Errorf("%s (%s): %q", c.Place, c.Kind, c.Why)
		}
	}
	if kinds["added"] == 0 || kinds["changed"] == 0 || kinds["removed"] == 0 {
		t.Errorf("%v", kinds)
	}
}

// What somebody in a hurry gives first is right, or the answer says what to do.
func TestSuggestInAHurry(t *testing.T) {
	list := examples(1500, 9)
	for i := range list {
		list[i].Lead.CreatedAt = asOf
	}
	rs, _ := rules(t, learnText)
	_, err := audit.Suggest(rs, list, &audit.SuggestOptions{Calls: 20})
	if err == nil || !strings.Contains(err.Error(), "say how many weeks of history they are") {
		t.Errorf("calls without dates: %v", err)
	}
	// All of one instant: nothing can be said of the newest.
	s := suggest(t, learnText, list, &audit.SuggestOptions{Penalty: 4, Calls: math.Inf(1), Weeks: 10})
	if s.Newest != nil || s.Training.Proposed.Ready.Leads+s.HeldOut.Proposed.Ready.Leads != len(list) {
		t.Errorf("%+v, %+v", s.Newest, s.Training.Proposed)
	}
	// A fact named twice is one.
	twice := suggest(t, learnText, list, &audit.SuggestOptions{Penalty: 4, Facts: []string{"source", "source"}})
	once := suggest(t, learnText, list, &audit.SuggestOptions{Penalty: 4, Facts: []string{"source"}})
	if !reflect.DeepEqual(twice, once) {
		t.Error("a fact named twice counts twice")
	}
	// A horizon, and no instants of outcomes.
	horizon := audit.Horizon{Days: 30, CutOff: asOf.AddDate(0, 2, 0)}
	for i := range list {
		list[i].Outcome.Worked = qualify.Known(true)
	}
	s = suggest(t, learnText, list, &audit.SuggestOptions{Penalty: 4, Horizon: horizon})
	if said := fmt.Sprint(s.Notes); s.RuleSet != nil || !strings.Contains(said, "nobody knows when: unknown.") || !strings.Contains(said, "Give the instants of outcomes") {
		t.Errorf("no instants: %q", s.Notes)
	}
	if s.Ages.NoInstant == 0 || s.Ages.OldEnough != len(list) {
		t.Errorf("%+v", s.Ages)
	}
	// Leads that nobody worked, and no horizon.
	for i := range list {
		list[i].Outcome.Worked = qualify.Known(i%2 == 0)
	}
	s = suggest(t, learnText, list, &audit.SuggestOptions{Penalty: 4})
	if said := fmt.Sprint(s.Notes); !strings.Contains(said, "leads that nobody worked count as not won. Give a horizon and a cut-off") {
		t.Errorf("unworked: %q", s.Notes)
	}
	// With one, and instants, it speaks of leads worked.
	for i := range list {
		if list[i].Outcome.Won.Value {
			list[i].Outcome.ClosedAt = asOf.AddDate(0, 0, 1+i%20)
		}
	}
	s = suggest(t, learnText, list, &audit.SuggestOptions{Penalty: 4, Horizon: horizon})
	var text strings.Builder
	if err := s.WriteText(&text); err != nil || s.RuleSet == nil {
		t.Fatalf("%v, %q", err, s.Notes)
	}
	if !strings.Contains(text.String(), "Of leads worked with ") || !strings.Contains(text.String(), "% were won within 30 days (") {
		t.Errorf("%s", text.String())
	}
	want := fmt.Sprintf("won within 30 days if worked, %d leads up to 2026-11", s.Training.Count.Known+s.HeldOut.Count.Known)
	if got := s.RuleSet.Scoring.Chance; got == nil || got.Fitted != want {
		t.Errorf("%+v, want %s", got, want)
	}
	// Leads that are all alike are one part, and nothing can be held out.
	for i := range list {
		list[i].Lead = list[0].Lead
	}
	if s = suggest(t, learnText, list, nil); s.RuleSet != nil || !strings.Contains(fmt.Sprint(s.Notes), "equal leads are in one part") {
		t.Errorf("all alike: %q", s.Notes)
	}
}
