package peerbench

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// How large a rule set grows in practice is a matter of its data: who is screened
// out, whose territory a place is, what a title is worth. These make 100,000 lines.
const (
	blockedDomains = 90_000
	places         = 9_000
	scoredTitles   = 1_000
	territories    = 20
	largeReadyAt   = 25
)

// largeRuleSet is a rule set of that size as JSON.
func largeRuleSet() []byte {
	type object = map[string]any
	blocked := make([]string, blockedDomains)
	for i := range blocked {
		blocked[i] = fmt.Sprintf("blocked%d.example", i)
	}
	territory, titles := object{}, object{}
	for i := range places {
		territory[fmt.Sprintf("Place %d", i)] = fmt.Sprintf("t%d", i%territories)
	}
	for i := range scoredTitles {
		titles[fmt.Sprintf("Title %d", i)] = i % 50
	}
	var routes []object
	for i := range territories {
		id := fmt.Sprintf("t%d", i)
		for _, team := range []string{matrix.Sales, matrix.Marketing} {
			routes = append(routes, object{"id": team + "_" + id, "team": team, "when": "lookup('territory', person.city) == '" + id + "'", "roster": id})
		}
	}
	return must(json.Marshal(object{
		"format": 1, "name": "large",
		"lists":     object{"blocked": blocked},
		"tables":    object{"territory": object{"type": "string", "rows": territory}, "titles": object{"type": "number", "rows": titles}},
		"screening": []object{{"id": "blocked", "when": "company.domain in lists.blocked or domain_in(person.email, lists.blocked)"}},
		"scoring":   object{"rules": []object{{"id": "title", "compute": "lookup('titles', person.job_title)", "min": 0, "max": 50}}, "ready_at": largeReadyAt},
		"routes":    routes,
	}))
}

// largeLeads makes leads for it.
func largeLeads(n int) []qualify.Lead {
	r := rand.New(rand.NewPCG(11, 12))
	leads := make([]qualify.Lead, n)
	for i := range leads {
		domain := fmt.Sprintf("company%d.example", r.IntN(40_000))
		mail := domain
		switch r.IntN(30) {
		case 0:
			domain = fmt.Sprintf("blocked%d.example", r.IntN(blockedDomains))
		case 1:
			mail = fmt.Sprintf("mail.blocked%d.example", r.IntN(blockedDomains))
		}
		leads[i] = qualify.Lead{
			ID:      fmt.Sprintf("L%d", i),
			Person:  qualify.Person{Email: fmt.Sprintf("user%d@%s", i, mail), City: fmt.Sprintf("Place %d", r.IntN(places*11/10)), JobTitle: fmt.Sprintf("Title %d", r.IntN(scoredTitles*11/10))},
			Company: qualify.Company{Domain: domain},
		}
	}
	return leads
}

// handLarge is the same rule set by look-ups in Go's maps. It takes for granted
// that the facts are known, that domains are in lower case and e-mail addresses
// well formed.
type handLarge struct {
	blocked  map[string]bool
	places   map[string]string
	titles   map[string]float64
	routes   map[string][2]string // ids by territory, for sales and for marketing
	decision qualify.Decision
}

// newHandLarge reads the JSON as far as it needs to.
func newHandLarge(data []byte) (*handLarge, error) {
	var file struct {
		Lists struct {
			Blocked []string `json:"blocked"`
		} `json:"lists"`
		Tables struct {
			Territory struct {
				Rows map[string]string `json:"rows"`
			} `json:"territory"`
			Titles struct {
				Rows map[string]float64 `json:"rows"`
			} `json:"titles"`
		} `json:"tables"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	h := &handLarge{blocked: make(map[string]bool, len(file.Lists.Blocked)), places: file.Tables.Territory.Rows, titles: file.Tables.Titles.Rows, routes: map[string][2]string{}}
	for _, d := range file.Lists.Blocked {
		h.blocked[d] = true
	}
	for i := range territories {
		id := fmt.Sprintf("t%d", i)
		h.routes[id] = [2]string{matrix.Sales + "_" + id, matrix.Marketing + "_" + id}
	}
	d := &h.decision
	d.RuleSet = "large"
	d.Certain, d.Score.Scored = true, true
	d.Fit = icp.Fit{Verdict: icp.Good, Share: 1, Low: 1, High: 1}
	d.Screening = []qualify.StepOutcome{{ID: "blocked"}}
	return h, nil
}

// Decide decides a lead. The decision is valid until the next call.
func (h *handLarge) Decide(lead *qualify.Lead, asOf time.Time) *qualify.Decision {
	d := &h.decision
	d.LeadID, d.AsOf = lead.ID, asOf.UTC()
	points := scoring.Points(h.titles[lead.Person.JobTitle])
	d.Score.Column = worth(points)
	if d.Score.Rules = d.Score.Rules[:0]; points > 0 {
		d.Score.Rules = append(d.Score.Rules, scoring.RuleScore{ID: "title", Outcome: truth.Met, Column: worth(points)})
	}
	out := h.blocked[lead.Company.Domain]
	_, domain, _ := strings.Cut(lead.Person.Email, "@")
	for rest := true; rest && !out; _, domain, rest = strings.Cut(domain, ".") {
		out = h.blocked[domain]
	}
	d.Screening[0].Outcome = truth.Of(out)
	d.Readiness.Verdict, d.Quadrant, d.Status = qualify.NotReady, matrix.GoodFitNotReady, matrix.StatusNurture
	d.Owner = matrix.Owner{Team: matrix.Marketing, Action: matrix.Nurture}
	if points >= largeReadyAt {
		d.Readiness.Verdict, d.Quadrant, d.Status = qualify.Ready, matrix.GoodFitReady, matrix.StatusMQL
		d.Owner = matrix.Owner{Team: matrix.Sales, Action: matrix.Call}
	}
	if out {
		d.Status, d.Owner = matrix.StatusDisqualified, matrix.Owner{}
		return d
	}
	if t := h.places[lead.Person.City]; t != "" {
		routes := h.routes[t]
		if d.Owner.Roster, d.Owner.Route = t, routes[1]; points >= largeReadyAt {
			d.Owner.Route = routes[0]
		}
	}
	return d
}

// largeGroup is leads decided by 100,000 lines of data.
func largeGroup(leads int) ([]Contestant, error) {
	data, list := largeRuleSet(), largeLeads(leads)
	engine, err := qualify.CompileJSON("large.json", data, nil)
	if err != nil {
		return nil, err
	}
	hand, err := newHandLarge(data)
	if err != nil {
		return nil, err
	}
	hand.decision.Fingerprint = engine.Fingerprint()
	d := engine.NewDecider()
	for i := range list {
		got, want := d.Decide(&list[i], AsOf), hand.Decide(&list[i], AsOf)
		if !sameDecision(got, want) {
			return nil, fmt.Errorf("lead %d (-hand +leadqual):\n%s", i, cmp.Diff(want.Clone(), got.Clone()))
		}
	}
	return []Contestant{
		OverLeads("leadqual", list, func(l *qualify.Lead) { d.Decide(l, AsOf) }),
		OverLeads("hand", list, func(l *qualify.Lead) { hand.Decide(l, AsOf) }),
	}, nil
}

// compileLargeGroup makes what decides of the JSON.
func compileLargeGroup(int) ([]Contestant, error) {
	data := largeRuleSet()
	return []Contestant{
		once("leadqual", func() { must(qualify.CompileJSON("large.json", data, nil)) }),
		once("hand", func() { must(newHandLarge(data)) }),
	}, nil
}

// largest is the greatest number of rules that everything is measured at.
var largest = slices.Max(sizes)
