package audit

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A PartRow has the outcomes of the leads by one rule, criterion or other part,
// for the leads that screening left.
type PartRow struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Points or weight, as the rule set gives them: "10", "20 / 10 / 5", "3".
	// "" where there are none or the rule set is not known.
	Worth string `json:"worth,omitempty"`
	// Sign is 1 where the rule set takes the part for good, -1 where it takes it
	// for bad, 0 where it does not say.
	Sign int `json:"sign,omitempty"`
	// Met, Unmet and Unknown are the leads by outcome.
	Met     Count `json:"met"`
	Unmet   Count `json:"unmet"`
	Unknown Count `json:"unknown"`
	// The rates are those of the target.
	MetRate     Rate `json:"met_rate"`
	UnmetRate   Rate `json:"unmet_rate"`
	UnknownRate Rate `json:"unknown_rate"`
	// Lift compares the leads that met it with those that did not; those for
	// which it is unknown are left out. That the leads that meet a part were won
	// more often does not say that the part is why.
	Lift Lift `json:"lift"`
	// Anyway compares them among the leads that sales calls with the part or
	// without it: those whose points without it make them ready. There the part
	// did not choose who was worked. Nil where nothing is unknown, or there are
	// none. It rests on sales following the score.
	Anyway *AnywayRow `json:"anyway,omitempty"`
	// Explored compares them by what chance had sales work, each layer of leads
	// by its share; nil where there was no experiment.
	Explored *Lift `json:"explored,omitempty"`
	// Like compares them among leads with like points otherwise; nil where
	// there are too few on either side.
	Like *LikePoints `json:"like,omitempty"`
	// Backwards says that the data show the opposite of what the rule set takes
	// for granted, also among leads with like points otherwise: points for a
	// rule that good leads meet less often, or negative points for one that they
	// meet more often.
	Backwards bool `json:"backwards,omitempty"`
	// Telling is what would tell, where too few leads were worked to.
	Telling *Telling `json:"telling,omitempty"`
	// Steps are the amounts that a scoring rule was worth, the most first,
	// where there are several: its tiers, or numbers of matches. Then they say
	// more than the rule as a whole.
	Steps []StepRow `json:"steps,omitempty"`
}

// A StepRow is an amount that a rule was worth.
type StepRow struct {
	// From and To are the amounts, which are equal unless there are many.
	From  scoring.Points `json:"from"`
	To    scoring.Points `json:"to"`
	Count Count          `json:"count"`
	Rate  Rate           `json:"rate"`
	// Lift compares these leads with all others for which the rule is known.
	Lift Lift `json:"lift"`
}

// steps are those of a rule that has several.
func steps(worth *Histogram, unmet Count) []StepRow {
	buckets := worth.sorted(func(c Count) bool { return c.Leads > 0 })
	if len(buckets) < 2 {
		return nil
	}
	all := worth.total()
	all.add(unmet)
	var rows []StepRow
	for _, b := range slices.Backward(buckets) {
		rows = append(rows, StepRow{From: b.from, To: b.to, Count: b.Count, Rate: b.Rate(), Lift: LiftOf(b.Count, all.minus(b.Count))})
	}
	return rows
}

// worths is the step's amount for people.
func (s *StepRow) worths() string {
	if s.From == s.To {
		return s.From.String()
	}
	return s.From.String() + " to " + s.To.String()
}

// sign is what a rule set takes a part for: 1 for good, -1 for bad, 0 for
// either.
type sign int

// part is what a rule set says about a part.
type part struct {
	id, name, worth string
	sign            sign
}

// rows are those of the parts, in order, then those that were counted but are
// not among the parts. They have no verdicts yet.
func (a *Audit) rows(t *Table[PartCount], parts []part) []PartRow {
	listed := map[string]bool{}
	for _, p := range parts {
		listed[nameOf(p.id)] = true
	}
	for _, id := range others(listed, names(t)) {
		parts = append(parts, part{id: id})
	}
	var rows []PartRow
	for _, p := range parts {
		c := t.get(p.id)
		unmet := a.Remaining.minus(c.Met).minus(c.Unknown)
		row := PartRow{
			ID: p.id, Name: p.name, Worth: p.worth, Met: c.Met, Unmet: unmet, Unknown: c.Unknown,
			MetRate: c.Met.Rate(), UnmetRate: unmet.Rate(), UnknownRate: c.Unknown.Rate(), Lift: LiftOf(c.Met, unmet),
			Steps: steps(&c.Worth, unmet), Like: a.like(&c), Sign: int(p.sign),
		}
		row.Anyway = a.anyway(&c, &row)
		row.Explored = a.exploredLift(&c, &row)
		rows = append(rows, row)
	}
	return rows
}

// parts are the rows of all parts, with what stands before their ids in places.
func (r *Report) parts() []partRows {
	return []partRows{{"scoring.", r.Rules}, {"icp.", r.Criteria}, {"", r.Items}, {"hand_raise.", r.HandRaises}, {"roles.", r.Roles}}
}

type partRows struct {
	prefix string
	rows   []PartRow
}

// judge gives the parts of a report their verdicts, all as one family.
func (r *Report) judge() {
	var f family
	each := func(do func(*PartRow)) {
		for _, x := range r.parts() {
			for i := range x.rows {
				do(&x.rows[i])
			}
		}
	}
	each(func(row *PartRow) {
		f.put(&row.Lift, row.Met, row.Unmet)
		if x := row.Anyway; x != nil {
			f.put(&x.Lift, x.Met, x.Unmet)
		}
		if x := row.Explored; x != nil {
			f = append(f, comparison{x, x.Lift > 1})
		}
	})
	f.judge()
	each(func(row *PartRow) {
		row.Backwards = row.backwards()
		if row.Lift.Verdict == TooFewWorked {
			row.Telling = telling(row.Met, row.Unmet)
		}
	})
}

func names[T any](t *Table[T]) []string {
	out := make([]string, len(t.Entries))
	for i := range t.Entries {
		out[i] = t.Entries[i].Name
	}
	return out
}

// others are the names that are not listed, sorted and each once.
func others(listed map[string]bool, lists ...[]string) []string {
	var out []string
	for _, list := range lists {
		for _, name := range list {
			if !listed[name] {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func ruleParts(rs *qualify.RuleSet) []part {
	if rs == nil || rs.Scoring == nil {
		return nil
	}
	var out []part
	for i := range rs.Scoring.Rules {
		r := &rs.Scoring.Rules[i]
		p := part{id: r.ID, name: r.Name}
		low, high := scoring.Points(0), scoring.Points(0)
		see := func(x scoring.Points) { low, high = min(low, x), max(high, x) }
		switch {
		case len(r.Tiers) > 0:
			worth := make([]string, len(r.Tiers))
			for j, t := range r.Tiers {
				worth[j] = t.Points.String()
				see(t.Points)
			}
			p.worth = strings.Join(worth, " / ")
		case r.Compute != "":
			p.worth = pointsOr0(r.Min).String() + " to " + pointsOr0(r.Max).String()
			see(pointsOr0(r.Min))
			see(pointsOr0(r.Max))
		default:
			p.worth = pointsOr0(r.Points).String()
			see(pointsOr0(r.Points))
			if r.Each != "" {
				p.worth += " each"
			}
		}
		if low == 0 && high > 0 {
			p.sign = 1
		} else if low < 0 && high == 0 {
			p.sign = -1
		}
		out = append(out, p)
	}
	return out
}

func pointsOr0(p *scoring.Points) scoring.Points {
	if p == nil {
		return 0
	}
	return *p
}

func criterionParts(rs *qualify.RuleSet) []part {
	if rs == nil || rs.ICP == nil {
		return nil
	}
	var out []part
	for i := range rs.ICP.Criteria {
		c := &rs.ICP.Criteria[i]
		p := part{id: c.ID, name: c.Name, worth: "1", sign: 1}
		if c.Weight != nil {
			p.worth = c.Weight.String()
		}
		if c.Required {
			p.worth += ", required"
		}
		out = append(out, p)
	}
	return out
}

func itemParts(rs *qualify.RuleSet) []part {
	if rs == nil {
		return nil
	}
	var out []part
	list := func(prefix string, c bant.Checklist) {
		for i := range c.Items {
			out = append(out, part{id: prefix + c.Items[i].ID, name: c.Items[i].Name, sign: 1})
		}
	}
	if rs.BANT != nil {
		list("bant.", rs.BANT.Checklist())
	}
	for _, c := range rs.Checklists {
		list("checklists."+c.ID+".", c)
	}
	return out
}

func raiseParts(rs *qualify.RuleSet) []part {
	if rs == nil {
		return nil
	}
	var out []part
	for i := range rs.HandRaise {
		out = append(out, part{id: rs.HandRaise[i].ID, name: rs.HandRaise[i].Name, sign: 1})
	}
	return out
}

// never lists the parts of the rule set that no lead met.
func (a *Audit) never(rs *qualify.RuleSet) []string {
	if rs == nil || a.All.Leads == 0 {
		return nil
	}
	var out []string
	unmet := func(t *Table[PartCount], prefix string, parts []part) {
		for _, p := range parts {
			if t.get(p.id).Met.Leads == 0 {
				out = append(out, prefix+p.id)
			}
		}
	}
	for i := range rs.Screening {
		if id := rs.Screening[i].ID; a.Steps.get(id).Met.Leads == 0 {
			out = append(out, "screening."+id)
		}
	}
	unmet(&a.Criteria, "icp.", criterionParts(rs))
	unmet(&a.Items, "", itemParts(rs))
	for _, p := range ruleParts(rs) {
		if a.Rules.get(p.id).Met.Leads == 0 {
			out = append(out, "scoring."+p.id)
		}
	}
	if rs.Readiness != qualify.ScoreOnly {
		unmet(&a.Raises, "hand_raise.", raiseParts(rs))
	}
	for i := range rs.Routes {
		if id := rs.Routes[i].ID; a.Routes.get(id).Leads == 0 {
			out = append(out, "routes."+id)
		}
	}
	return out
}

// A FactRow is a fact that was missing.
type FactRow struct {
	Path string `json:"path"`
	// Question is what the rule set would ask.
	Question string `json:"question,omitempty"`
	// Missing are the leads that would have been asked, Decisive those of them
	// for which some value of this fact alone would have changed quadrant,
	// status or team.
	Missing  Count `json:"missing"`
	Decisive Count `json:"decisive"`
	// Share and DecisiveShare are those of the leads that screening left.
	Share         float64 `json:"share"`
	DecisiveShare float64 `json:"decisive_share"`
	// Rate is that of the target among the leads for which it was decisive:
	// a high one says that good leads are held up by this fact.
	Rate Rate `json:"rate"`
}

func (a *Audit) facts(rs *qualify.RuleSet) []FactRow {
	var rows []FactRow
	row := func(path string, c FactCount) {
		f := FactRow{
			Path: path, Missing: c.Missing, Decisive: c.Decisive, Rate: c.Decisive.Rate(),
			Share: share(c.Missing.Leads, a.Remaining.Leads), DecisiveShare: share(c.Decisive.Leads, a.Remaining.Leads),
		}
		if rs != nil {
			f.Question = rs.Facts[path].Ask
		}
		rows = append(rows, f)
	}
	for _, e := range a.Facts.Entries {
		row(e.Name, e.Value)
	}
	slices.SortStableFunc(rows, func(x, y FactRow) int {
		if d := y.Decisive.Leads - x.Decisive.Leads; d != 0 {
			return d
		}
		return y.Missing.Leads - x.Missing.Leads
	})
	if a.Facts.Other != nil {
		row(OtherGroup, *a.Facts.Other)
	}
	return rows
}
