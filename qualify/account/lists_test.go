package account_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// people are an account's whose activities are few of a kind, at few instants and under
// few ids, with resets among them.
func people(r *rand.Rand) *account.Account {
	at := func() time.Time { return asOf.Add(time.Duration(r.IntN(40)-38) * 12 * time.Hour) }
	a := &account.Account{ID: "A"}
	logs := func() (list []qualify.Activity) {
		for range r.IntN(8) {
			x := qualify.Activity{
				Type: []string{"webinar", " Webinar ", "login", ""}[r.IntN(4)], At: at(), ID: []string{"", "1", "2"}[r.IntN(3)],
				Value: float64(r.IntN(3)), URL: []string{"/pricing", "/Pricing/x", ""}[r.IntN(3)],
			}
			if r.IntN(2) == 0 {
				x.Custom = map[string]any{"seats": float64(r.IntN(3)), "plan": "team"}
			}
			list = append(list, x)
		}
		return list
	}
	reset := func() (t time.Time) {
		if r.IntN(2) == 0 {
			t = at()
		}
		return t
	}
	a.Activities, a.ResetAt = logs(), reset()
	for i := range r.IntN(5) {
		a.People = append(a.People, qualify.Lead{ID: fmt.Sprint("L", i), ResetAt: reset(), Activities: logs()})
	}
	return a
}

// listRules have a rule for each condition, as it is and with its lists behind filters
// that drop nothing. Behind these, lists are gone over one by one, to their end.
func listRules(texts string) string {
	predicates := []string{
		".type == 'webinar'", ".type in ['webinar', 'login'] and .days_ago <= 7", ".days_ago > 3", "not (.url contains 'pricing')",
		".url == '/pricing' or .value >= 1", ".value < 2 and .type != 'login'", ".custom.seats >= 1", ".custom.plan == 'team' and .type == 'webinar'",
		".member == 'L1'", "true", "false", ".type == 'webinar' and .type == 'login'",
	}
	var rules []string
	rule := func(when string) {
		fast, slow := "activities", "filter(activities, .type != 'none')"
		if strings.HasPrefix(when, "PEOPLE ") {
			when = strings.TrimPrefix(when, "PEOPLE ")
			fast, slow = ".activities", "filter(.activities, .type != 'none')"
		}
		for i, list := range []string{fast, slow} {
			rules = append(rules, fmt.Sprintf(`{"id": "%d%s", "when": %q, "points": 1}`, len(rules)/2, []string{"", " slow"}[i], strings.ReplaceAll(when, "LIST", list)))
		}
	}
	for _, p := range predicates {
		for _, of := range []string{"any(LIST, %s)", "all(LIST, %s)", "none(LIST, %s)", "one(LIST, %s)", "count(LIST, %s) == 2"} {
			rule(fmt.Sprintf(of, p))
			rule("PEOPLE " + fmt.Sprintf("count(people, "+of+") >= 2", p))
			rule("PEOPLE " + fmt.Sprintf("all(people, "+of+")", p))
		}
	}
	return fmt.Sprintf(`{"name": "lists", "person": {}, "account": {"texts": %q,
		"facts": {"activities.custom.seats": {"type": "number"}, "activities.custom.plan": {"type": "string"}},
		"scoring": {"rules": [%s, {"id": "each", "each": ".type == 'webinar' and .member != ''", "points": 1, "limit": 1, "per_days": 3, "limit_by": "member"}, {"id": "seats", "each": ".custom.seats >= 1", "points": 1}]}}}`, texts, strings.Join(rules, ", "))
}

// What functions ask of people's activities, and where they stop, changes no answer.
func TestListsHaveTheirAnswers(t *testing.T) {
	for _, texts := range []string{"exact", "folded"} {
		e := compiled(t, listRules(texts))
		r := rand.New(rand.NewPCG(1, 2))
		met := 0
		for range 100 {
			a := people(r)
			if r.IntN(10) == 0 && len(a.Activities) > 0 {
				a.Activities[0].Value = math.NaN()
			}
			by := map[string]bool{}
			for _, rule := range e.Decide(a, asOf).Score.Rules {
				by[rule.ID] = true
			}
			for id := range by {
				plain := strings.TrimSuffix(id, " slow")
				if id != "each" && id != "seats" && by[plain] != by[plain+" slow"] {
					t.Fatalf("rule %s: %v and %v of %+v", plain, by[plain], by[plain+" slow"], a)
				}
				met++
			}
		}
		if met < 1000 {
			t.Errorf("only %d rules are met", met)
		}
	}
}

// What counts of a person's activities is what a log has that was made for it: those
// after both resets, of one id the earliest.
func TestLogsOfPeople(t *testing.T) {
	e := compiled(t, listRules("exact"))
	r := rand.New(rand.NewPCG(3, 4))
	cleared := func(log []qualify.Activity, resets ...time.Time) (list []qualify.Activity) {
		log = slices.Clone(log)
		slices.SortStableFunc(log, func(x, y qualify.Activity) int {
			return strings.Compare(fmt.Sprint(x.At.Unix(), x.Type, x.URL, x.Value), fmt.Sprint(y.At.Unix(), y.Type, y.URL, y.Value))
		})
		seen := map[string]bool{"": false}
		for _, x := range log {
			after := x.Type != "" && !x.At.After(asOf)
			for _, reset := range resets {
				after = after && (reset.After(asOf) || x.At.After(reset))
			}
			if after && !seen[x.ID] {
				seen[x.ID] = x.ID != ""
				x.ID = ""
				list = append(list, x)
			}
		}
		return list
	}
	for range 300 {
		a := people(r)
		for i := range a.People { // no two of one id at one instant, which other fields would tell apart
			for j := range a.People[i].Activities {
				a.People[i].Activities[j].At = a.People[i].Activities[j].At.Add(-time.Duration(j) * time.Second)
			}
		}
		for j := range a.Activities {
			a.Activities[j].At = a.Activities[j].At.Add(-time.Duration(j) * time.Second)
		}
		clear := *a
		clear.Activities, clear.People = cleared(a.Activities, a.ResetAt), slices.Clone(a.People)
		for i := range clear.People {
			p := &clear.People[i]
			p.Activities = cleared(p.Activities, a.ResetAt, p.ResetAt)
		}
		want, have := e.Decide(&clear, asOf), e.Decide(a, asOf)
		if diff := cmp.Diff(want.Score, have.Score); diff != "" {
			t.Fatalf("%s\n%+v", diff, a)
		}
		if diff := cmp.Diff(want.Credits, have.Credits); diff != "" {
			t.Fatalf("%s\n%+v", diff, a)
		}
	}
}
