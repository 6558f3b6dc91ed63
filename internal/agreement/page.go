package agreement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

// document is what both forms show, as text without any markup.
type document struct {
	Name, Version, Note, Fingerprint string

	Of    string // what the agreement is about, as "lead"
	Roles []role // of rules about accounts
	Parts []*page
}

// page is what a document says of one rule set.
type page struct {
	about
	Version, Note string // the part's own

	GoodLead   []string
	Unknown    string
	Screening  []screened
	Criteria   []criterion
	GoodAt     string
	Grades     string
	FitNote    string
	Raises     []named
	Groups     []group
	Limits     string
	Bands      string
	Chances    string
	ScoreNote  string
	Checklists []checklist
	Cells      []cell
	Routes     []route
	Trials     []trial
	Terms      []term
	Meanings   []string
}

// condition is a condition in words, as code, or as code behind what it is about.
type condition struct{ Words, Code string }

type (
	role struct {
		ID string
		item
	}
	named struct {
		What condition
		Note string
	}
	trial struct {
		named
		Name string
		Arms []string
	}
	screened struct {
		named
		Then string
	}
	tier struct {
		What  condition
		Worth string
	}
	criterion struct {
		named
		Tiers    []tier
		Weight   string
		Required bool
	}
	rule struct {
		named
		Tiers  []tier
		Points string
		How    string
	}
	group struct {
		Name, Limits, Note string
		Rules              []rule
	}
	item struct {
		named
		Questions []string
	}
	checklist struct {
		Name, Needed, Note string
		Items              []item
	}
	cell struct {
		Fit, Ready, Team, Action, Status, Note string
	}
	route struct {
		named
		Team, Owners string
	}
	term struct {
		Name string
		What condition
	}
)

// writer collects a page from a rule set.
type writer struct {
	about
	rs    *qualify.RuleSet
	roles []qualify.Role
	words *explain.Words
	codes []string // expressions that the page shows
	named []string // expressions that the page shows by their names
}

// ofRuleSet is the document of a rule set about leads.
func ofRuleSet(rs *qualify.RuleSet) (*document, error) {
	engine, err := qualify.Compile(rs, nil)
	if err != nil {
		return nil, err
	}
	d := &document{Of: aboutLeads.One, Name: rs.Name, Version: rs.Version, Note: rs.Note, Fingerprint: engine.Fingerprint()}
	p := newWriter(rs, aboutLeads).page()
	p.Note = rs.Note
	d.Parts = append(d.Parts, p)
	return d, nil
}

func newWriter(rs *qualify.RuleSet, of about) *writer {
	return &writer{about: of, rs: rs, words: explain.English()}
}

func (w *writer) page() *page {
	p := &page{about: w.about}
	w.screening(p)
	w.fit(p)
	w.raises(p)
	w.points(p)
	w.checklists(p)
	w.matrix(p)
	w.routes(p)
	w.experiments(p)
	w.goodLead(p)
	w.terms(p)
	w.meanings(p)
	return p
}

// condition prefers the name to the expression.
func (w *writer) condition(name, when string) condition {
	if name != "" {
		w.named = append(w.named, when)
		return condition{Words: name}
	}
	if when == "" {
		return condition{Words: "always"}
	}
	w.codes = append(w.codes, when)
	return condition{Code: strings.Join(strings.Fields(when), " ")}
}

func (w *writer) screening(p *page) {
	for _, s := range w.rs.Screening {
		then := "disqualified"
		if s.Status == matrix.StatusExcluded {
			then = w.excluded
		}
		if s.UnlessHandRaised && w.rs.Readiness != qualify.ScoreOnly {
			then += ", unless a hand is raised"
		}
		what := w.condition(cmp.Or(s.Name, s.Reason), s.When)
		if s.Name != "" && s.Reason != "" && s.Reason != s.Name {
			what.Words += ": " + s.Reason
		}
		p.Screening = append(p.Screening, screened{named{what, s.Note}, then})
	}
}

func (w *writer) fit(p *page) {
	profile := w.rs.ICP
	if profile == nil || len(profile.Criteria) == 0 {
		return
	}
	at := icp.Share(1)
	if profile.GoodAt != nil {
		at = *profile.GoodAt
	}
	p.FitNote = profile.Note
	p.GoodAt = percent(at)
	var grades []string
	for _, g := range profile.Grades {
		grades = append(grades, fmt.Sprintf("%s from %s", g.Name, percent(g.Min)))
	}
	p.Grades = strings.Join(grades, ", ")
	for _, c := range profile.Criteria {
		weight := icp.Weight(1)
		if c.Weight != nil {
			weight = *c.Weight
		}
		row := criterion{named: named{Note: c.Note}, Weight: weight.String(), Required: c.Required}
		if len(c.Tiers) == 0 {
			row.What = w.condition(c.Name, c.When)
		} else {
			row.What = condition{Words: cmp.Or(c.Name, c.ID)}
		}
		for _, t := range c.Tiers {
			share := icp.Share(1)
			if t.Share != nil {
				share = *t.Share
			}
			row.Tiers = append(row.Tiers, tier{w.tierCondition(t.Note, t.When), percent(share)})
		}
		p.Criteria = append(p.Criteria, row)
	}
}

func (w *writer) raises(p *page) {
	if w.rs.Readiness == qualify.ScoreOnly {
		return
	}
	for _, r := range w.rs.HandRaise {
		p.Raises = append(p.Raises, named{w.condition(r.Name, r.When), r.Note})
	}
}

func (w *writer) checklists(p *page) {
	list := func(name string, c bant.Checklist, titles bool) {
		needed := c.QualifiedAt
		if needed == 0 {
			needed = len(c.Items)
		}
		out := checklist{Name: name, Needed: fmt.Sprintf("%d of %d", needed, len(c.Items)), Note: c.Note}
		for _, i := range c.Items {
			what := w.condition(i.Name, i.When)
			if i.Role != "" {
				what = condition{Words: w.held(&i)}
			}
			if titles && i.Name == "" {
				what.Words = strings.ToUpper(i.ID[:1]) + i.ID[1:]
			}
			out.Items = append(out.Items, item{named{what, i.Note}, w.questions(i.When)})
		}
		p.Checklists = append(p.Checklists, out)
	}
	if b := w.rs.BANT; b != nil {
		list("BANT", b.Checklist(), true)
	}
	for _, c := range w.rs.Checklists {
		list(cmp.Or(c.Name, c.ID), c, false)
	}
}

func (w *writer) matrix(p *page) {
	for _, c := range []struct {
		cell       matrix.Cell
		fit, ready string
	}{
		{matrix.CellGoodFitReady, "good", "ready"}, {matrix.CellGoodFitNotReady, "good", "not ready"},
		{matrix.CellPoorFitReady, "poor", "ready"}, {matrix.CellPoorFitNotReady, "poor", "not ready"},
		{matrix.CellFitUnknownReady, "unknown", "ready"}, {matrix.CellFitUnknownNotReady, "unknown", "not ready"},
		{matrix.CellReadinessUnknown, "any", "unknown"},
	} {
		if !w.reachable(c.cell) {
			continue
		}
		byScore, byHand := w.rs.Matrix.At(c.cell, false), w.rs.Matrix.At(c.cell, true)
		team := w.either(w.team(byHand.Team), w.team(byScore.Team))
		action := w.either(w.action(byHand.Action), w.action(byScore.Action))
		note := cmp.Or(w.rs.Matrix[c.cell].Note, w.rs.Matrix[c.cell.Raised()].Note)
		p.Cells = append(p.Cells, cell{c.fit, c.ready, team, action, w.status(c.cell), note})
	}
}

// either says what holds for a lead that asked, and for one that its score made
// ready.
func (w *writer) either(byHand, byScore string) string {
	switch {
	case byHand == byScore || !w.byScore():
		return byHand
	case w.byHand():
		return byHand + "; where the score made " + w.Them + " ready: " + byScore
	}
	return byScore
}

// reachable tells whether leads can come to stand in a cell.
func (w *writer) reachable(c matrix.Cell) bool {
	unmet := w.rs.WhenUnknown == qualify.UnknownUnmet
	noFit := w.rs.ICP == nil || len(w.rs.ICP.Criteria) == 0
	switch c {
	case matrix.CellGoodFitReady, matrix.CellPoorFitReady, matrix.CellFitUnknownReady:
		if !w.byScore() && !w.byHand() {
			return false
		}
	}
	switch c {
	case matrix.CellPoorFitReady, matrix.CellPoorFitNotReady:
		return !noFit
	case matrix.CellFitUnknownReady, matrix.CellFitUnknownNotReady:
		return !noFit && !unmet
	case matrix.CellReadinessUnknown:
		return w.byScore() && !unmet
	}
	return true
}

// byScore tells whether a score can make a lead ready.
func (w *writer) byScore() bool {
	return w.rs.Readiness != qualify.HandRaiseOnly && w.rs.Scoring != nil && w.rs.Scoring.ReadyAt != nil
}

func (w *writer) byHand() bool { return w.rs.Readiness != qualify.ScoreOnly && len(w.rs.HandRaise) > 0 }

func (w *writer) status(c matrix.Cell) string {
	byScore, byHand := w.words.Statuses[c.Status(false)], w.words.Statuses[c.Status(true)]
	switch {
	case byScore == byHand || !w.byHand():
		return byScore
	case !w.byScore():
		return byHand
	}
	return byScore + "; by hand raise " + byHand
}

func (w *writer) team(id string) string   { return cmp.Or(w.words.Teams[id], id) }
func (w *writer) action(id string) string { return cmp.Or(w.words.Actions[id], id) }

func (w *writer) routes(p *page) {
	for _, r := range w.rs.Routes {
		owners := make([]string, len(r.Owners))
		uneven := slices.ContainsFunc(r.Owners, func(c matrix.Candidate) bool { return c.Weight != nil && *c.Weight != 1 })
		for i, o := range r.Owners {
			owners[i] = o.ID
			if uneven {
				weight := matrix.Weight(1)
				if o.Weight != nil {
					weight = *o.Weight
				}
				owners[i] += fmt.Sprintf(" (share %v)", weight)
			}
		}
		if r.Roster != "" {
			owners = []string{"roster " + r.Roster}
		}
		p.Routes = append(p.Routes, route{named{w.condition(r.Name, r.When), r.Note}, w.team(r.Team), strings.Join(owners, ", ")})
	}
}

func (w *writer) experiments(p *page) {
	for _, x := range w.rs.Experiments {
		t := trial{named: named{w.condition(x.Name, x.When), x.Note}, Name: fmt.Sprintf("%s (%s)", cmp.Or(x.Name, x.ID), x.Salt)}
		for _, a := range x.Arms {
			gets := "as the table says"
			switch {
			case a.Team != "" && a.Action != "":
				gets = w.team(a.Team) + ": " + w.action(a.Action)
			case a.Team != "":
				gets = w.team(a.Team)
			case a.Action != "":
				gets = w.action(a.Action)
			}
			t.Arms = append(t.Arms, fmt.Sprintf("%v of 1000: %s", a.Share.Thousandths(), gets))
		}
		p.Trials = append(p.Trials, t)
	}
}

// goodLead says in sentences what the tables add up to.
func (w *writer) goodLead(p *page) {
	say := func(format string, args ...any) { p.GoodLead = append(p.GoodLead, fmt.Sprintf(format, args...)) }
	if p.GoodAt == "" {
		say("Every %s that is not screened out fits.", w.One)
	} else {
		sentence := fmt.Sprintf("%s fits if %s %s of the profile by weight", w.A, w.meets, p.GoodAt)
		if slices.ContainsFunc(p.Criteria, func(c criterion) bool { return c.Required }) {
			sentence += " and everything that is required"
		}
		say("%s.", sentence)
	}
	var ways []string
	if w.byHand() {
		ways = append(ways, w.asks+" for contact in one of the ways below")
	}
	if w.byScore() {
		way := fmt.Sprintf("%s score reaches %v", w.their, *w.rs.Scoring.ReadyAt)
		for _, g := range w.rs.Scoring.Groups {
			if g.ReadyAt != nil {
				way += fmt.Sprintf(", with %v from %s", *g.ReadyAt, cmp.Or(g.Name, g.ID))
			}
		}
		for _, l := range w.rs.Gates() {
			way += fmt.Sprintf(", and %s is qualified", cmp.Or(l.Name, l.ID))
		}
		ways = append(ways, way)
	}
	switch {
	case len(ways) == 0:
		say("No %s is ready by these rules.", w.One)
	case w.rs.Readiness == qualify.HandRaiseOnly:
		say("%s is ready only if %s.", w.A, ways[0])
	default:
		say("%s is ready if %s.", w.A, strings.Join(ways, ", or if "))
	}
	if w.byScore() && w.rs.Scoring.StaysReadyAt != nil {
		while := "While sales has " + w.Them
		if in := w.rs.Scoring.StaysReadyIn; len(in) > 0 {
			while = "While " + w.their + " stage is " + strings.Join(in, " or ")
		}
		say("%s, %s stays ready down to a score of %v.", while, strings.ToLower(w.A), *w.rs.Scoring.StaysReadyAt)
	}
	p.Unknown = fmt.Sprintf("What nobody knows yet is neither yes nor no: such %s waits in a place of %s own until somebody finds out.", strings.ToLower(w.A), w.their)
	if w.rs.WhenUnknown == qualify.UnknownUnmet {
		p.Unknown = "What nobody knows yet counts as not met."
	}
}

func percent(s icp.Share) string { return milli.String(100*s) + "%" }
