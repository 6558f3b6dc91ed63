package main

import (
	"context"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

type decideInput struct {
	rulesInput
	leadsInput
	Limit  int  `json:"limit,omitempty" jsonschema:"how many leads to list, at most 100; default 20. All are counted"`
	Values bool `json:"values,omitempty" jsonschema:"show the leads' values of the facts that the rules use"`
}

// A decided lead. But for its id nothing is the lead's, unless values are wanted.
type decided struct {
	LeadID    string            `json:"lead_id,omitempty"`
	Status    string            `json:"status"`
	Quadrant  string            `json:"quadrant"`
	Certain   bool              `json:"certain" jsonschema:"no missing fact could change quadrant, status or team"`
	RemovedBy string            `json:"removed_by,omitempty" jsonschema:"the screening step"`
	Fit       string            `json:"fit" jsonschema:"good, poor or unknown"`
	Readiness string            `json:"readiness" jsonschema:"ready, not_ready or unknown"`
	Cell      string            `json:"cell,omitempty" jsonschema:"grade and band"`
	Owner     *owner            `json:"owner,omitempty"`
	Score     *score            `json:"score,omitempty"`
	Met       []string          `json:"met,omitempty" jsonschema:"parts of the rule set that are met: icp.ID, scoring.ID, hand_raise.ID, bant.ITEM, checklists.ID.ITEM"`
	Unmet     []string          `json:"unmet,omitempty" jsonschema:"criteria and items that are not met"`
	Unknown   []string          `json:"unknown,omitempty" jsonschema:"parts that missing facts leave open"`
	Missing   []missing         `json:"missing,omitempty" jsonschema:"facts that are missing, decisive ones first"`
	Issues    []qualify.Issue   `json:"issues,omitempty" jsonschema:"what is wrong with the lead's data"`
	Values    map[string]string `json:"values,omitempty"`
}

type owner struct {
	Team   string `json:"team"`
	Action string `json:"action"`
	Route  string `json:"route,omitempty"`
	ID     string `json:"id,omitempty"`
	Roster string `json:"roster,omitempty"`
}

type score struct {
	Points float64            `json:"points"`
	Low    float64            `json:"low" jsonschema:"the least that it can become as facts become known"`
	High   float64            `json:"high"`
	Band   string             `json:"band,omitempty"`
	Rules  map[string]float64 `json:"rules,omitempty" jsonschema:"points by rule, before groups and the total are clipped"`
}

type missing struct {
	Path     string `json:"path"`
	Decisive bool   `json:"decisive,omitempty" jsonschema:"some value of it alone changes quadrant, status, team or owner"`
}

type decideAnswer struct {
	asOf
	Fingerprint string         `json:"fingerprint"`
	Leads       int            `json:"leads" jsonschema:"how many were decided"`
	Statuses    map[string]int `json:"statuses" jsonschema:"how many by status"`
	Decisions   []decided      `json:"decisions"`
	NotShown    int            `json:"not_shown,omitempty" jsonschema:"how many more were decided; name them by ids to see them"`
	readLeads
}

// How many leads an answer lists, unless the call wants another number.
const (
	usualLeads = 20
	mostLeads  = 100
)

func (s *server) decide(ctx context.Context, in decideInput) (*decideAnswer, error) {
	engine, at, err := s.prepare(in.rulesInput, &in.leadsInput)
	if err != nil {
		return nil, err
	}
	most := usualLeads
	if in.Limit > 0 {
		most = min(in.Limit, mostLeads)
	}
	var used map[string]bool
	if in.Values {
		used = usedFacts(engine)
	}
	a := &decideAnswer{asOf: at, Fingerprint: engine.Fingerprint(), Statuses: map[string]int{}, Decisions: []decided{}}
	decider := engine.NewDecider()
	a.readLeads, err = s.each(ctx, &in.leadsInput, engine.RuleSet(), at.AsOf, in.Values, func(lead *qualify.Lead) error {
		d := decider.Decide(lead, at.AsOf)
		a.Leads++
		a.Statuses[string(d.Status)]++
		if len(a.Decisions) == most {
			a.NotShown++
			return nil
		}
		out := brief(d)
		if in.Values {
			out.Values = lead.Values()
			for path := range out.Values {
				if !used[path] {
					delete(out.Values, path)
				}
			}
		}
		a.Decisions = append(a.Decisions, out)
		return nil
	})
	return a, err
}

// usedFacts are the facts that some expression reads.
func usedFacts(engine *qualify.Engine) map[string]bool {
	used := map[string]bool{}
	for _, f := range engine.Describe().Facts {
		used[f.Path] = f.Used
	}
	return used
}

// brief is the decision in short. It keeps nothing of the decider's.
func brief(d *qualify.Decision) decided {
	out := decided{
		LeadID: d.LeadID, Status: string(d.Status), Quadrant: string(d.Quadrant), Certain: d.Certain,
		Fit: string(d.Fit.Verdict), Readiness: string(d.Readiness.Verdict), Cell: d.Cell,
		Issues: append([]qualify.Issue(nil), d.Issues...),
	}
	if d.Owner != (matrix.Owner{}) {
		o := owner(d.Owner)
		out.Owner = &o
	}
	removed := d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded
	for _, step := range d.Screening {
		if removed && out.RemovedBy == "" && step.Outcome == truth.Met && !step.Lifted {
			out.RemovedBy = step.ID
		}
		if step.Outcome == truth.Unknown {
			out.Unknown = append(out.Unknown, "screening."+step.ID)
		}
	}
	out.parts(d)
	for _, q := range d.Ask {
		out.Missing = append(out.Missing, missing{q.Path, q.Decisive})
	}
	return out
}

// parts lists the parts of the rule set by their outcomes.
func (out *decided) parts(d *qualify.Decision) {
	list := func(place string, outcome truth.Truth) {
		switch outcome {
		case truth.Met:
			out.Met = append(out.Met, place)
		case truth.Unmet:
			out.Unmet = append(out.Unmet, place)
		default:
			out.Unknown = append(out.Unknown, place)
		}
	}
	for _, c := range d.Fit.Criteria {
		list("icp."+c.ID, c.Outcome)
	}
	if d.Score.Scored {
		out.Score = &score{Points: float64(d.Score.Points), Low: float64(d.Score.Low), High: float64(d.Score.High), Band: d.Score.Band, Rules: map[string]float64{}}
	}
	for _, r := range d.Score.Rules {
		list("scoring."+r.ID, r.Outcome)
		if r.Points != 0 {
			out.Score.Rules[r.ID] = float64(r.Points)
		}
	}
	for _, id := range d.Readiness.Raised {
		list("hand_raise."+id, truth.Met)
	}
	for _, item := range d.BANT.Items {
		list("bant."+item.ID, item.Outcome)
	}
	for _, c := range d.Checklists {
		for _, item := range c.Items {
			list("checklists."+c.ID+"."+item.ID, item.Outcome)
		}
	}
}
