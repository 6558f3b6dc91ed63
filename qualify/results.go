package qualify

import (
	"regexp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A resultFact is something that was decided and that the conditions of routes and
// experiments may name.
type resultFact struct {
	of     resultPart
	index  int // of a group or a checklist
	path   string
	kind   criteria.Kind
	enum   []string // of a text, all that it may be
	refuse string   // why nothing may name it
	lacks  string   // the part that decides it, where the rule set has none
}

// resultPart is what of a decision a result is.
type resultPart uint8

const (
	ofStatus resultPart = iota
	ofQuadrant
	ofCell
	ofFitVerdict
	ofGrade
	ofShare
	ofPoints
	ofBand
	ofGroup
	ofReadiness
	ofHandRaised
	ofBANT
	ofChecklist
)

// resultWord is what ids consist of that results are named by.
var resultWord = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

// results are what a rule set decides, in a fixed order, with those that it lacks
// a part for.
func (rs *RuleSet) results() []resultFact {
	qualified := []string{string(bant.Qualified), string(bant.Unqualified)}
	grades, bands, cells := rs.ladderNames()
	all := []resultFact{
		{of: ofStatus, path: "status", kind: criteria.String, enum: []string{string(matrix.StatusMQL), string(matrix.StatusSQL), string(matrix.StatusNurture), string(matrix.StatusResearch)}},
		{of: ofQuadrant, path: "quadrant", kind: criteria.String, enum: []string{string(matrix.GoodFitReady), string(matrix.GoodFitNotReady), string(matrix.PoorFitReady), string(matrix.PoorFitNotReady), string(matrix.Undetermined)}},
		{of: ofCell, path: "cell", kind: criteria.String, enum: cells},
		{of: ofFitVerdict, path: "fit.verdict", kind: criteria.String, enum: []string{string(icp.Good), string(icp.Poor)}},
		{of: ofGrade, path: "fit.grade", kind: criteria.String, enum: grades},
		{of: ofShare, path: "fit.share", kind: criteria.Number},
		{of: ofPoints, path: "score.points", kind: criteria.Number},
		{of: ofBand, path: "score.band", kind: criteria.String, enum: bands},
		{of: ofReadiness, path: "readiness.verdict", kind: criteria.String, enum: []string{string(Ready), string(NotReady)}},
		{of: ofHandRaised, path: "hand_raised", kind: criteria.Bool},
		{of: ofBANT, path: "bant.verdict", kind: criteria.String, enum: qualified},
	}
	if rs.Scoring != nil {
		for i, g := range rs.Scoring.Groups {
			all = append(all, resultFact{of: ofGroup, index: i, path: "score.groups." + g.ID, kind: criteria.Number, refuse: badWord(g.ID)})
		}
	}
	for i, l := range rs.Checklists {
		all = append(all, resultFact{of: ofChecklist, index: i, path: "checklists." + l.ID + ".verdict", kind: criteria.String, enum: qualified, refuse: badWord(l.ID)})
	}
	for i := range all {
		r := &all[i]
		switch {
		case (r.of == ofGrade || r.of == ofCell) && rs.ICP == nil:
			r.lacks = "icp"
		case (r.of == ofPoints || r.of == ofBand || r.of == ofCell) && rs.Scoring == nil:
			r.lacks = "scoring"
		case r.of == ofBANT && rs.BANT == nil:
			r.lacks = "bant"
		}
		if r.lacks != "" {
			r.refuse = r.path + " is decided by " + r.lacks + ", which the rule set lacks"
		}
	}
	return all
}

// ladderNames are what grades, bands and cells are called, the last "" for none.
func (rs *RuleSet) ladderNames() (grades, bands, cells []string) {
	if rs.ICP != nil {
		for _, g := range rs.ICP.Grades {
			grades = append(grades, g.Name)
		}
	}
	if rs.Scoring != nil {
		for _, band := range rs.Scoring.Bands {
			bands = append(bands, band.Name)
		}
	}
	for _, g := range grades {
		for _, band := range bands {
			cells = append(cells, g+band)
		}
	}
	return append(grades, ""), append(bands, ""), append(cells, "")
}

func badWord(id string) string {
	if resultWord.MatchString(id) {
		return ""
	}
	return "what was decided about \"" + id + "\" cannot be named: the id has other than letters, digits and _"
}

// AllResults lists what the conditions of routes may name besides facts: what was
// decided, each with its type and, where it is one of a few words, these as its
// Enum. Those of parts that the rule set lacks are left out. The list is the
// caller's.
func (rs *RuleSet) AllResults() []FactInfo {
	var all []FactInfo
	for _, r := range rs.results() {
		if r.refuse == "" {
			all = append(all, FactInfo{Path: r.path, Fact: Fact{Type: r.kind.FactType(), Enum: slices.Clone(r.enum)}})
		}
	}
	return all
}

// resultHeads are the first names of all results, which definitions must not take.
var resultHeads = func() (heads []string) {
	for _, r := range new(RuleSet).results() {
		head, _, _ := strings.Cut(r.path, ".")
		heads = append(heads, head)
	}
	return append(heads, "checklists")
}()

// resultFacts declares the results.
func (b *build) resultFacts() {
	b.results = b.rs.results()
	for _, r := range b.results {
		b.facts = append(b.facts, criteria.Fact{Path: r.path, Kind: r.kind, Result: true, Refused: r.refuse, Words: r.enum})
	}
}

// result finds the result of a path.
func (b *build) result(path string) *resultFact {
	return &b.results[slices.IndexFunc(b.results, func(r resultFact) bool { return r.path == path })]
}

// resultSlot is a slot of the frame that holds a result.
type resultSlot struct {
	of          resultPart
	index, slot int
}

// decided fills the slots of results by what the frame was judged to be. Each is
// unknown where the decision leaves it open.
func (d *Decider) decided(f *eval.Frame, out *Decision, s judgment) {
	if s.removedBy >= 0 { // no route is looked at
		return
	}
	for _, r := range d.e.resultSlots {
		f.Known[r.slot] = false
		switch r.of {
		case ofStatus:
			setResult(f, r.slot, string(out.Status), true)
		case ofQuadrant:
			setResult(f, r.slot, string(out.Quadrant), true)
		case ofHandRaised:
			f.SetBool(r.slot, out.Readiness.HandRaised)
		case ofFitVerdict:
			setResult(f, r.slot, string(out.Fit.Verdict), out.Fit.Verdict != icp.Undecided)
		case ofReadiness:
			setResult(f, r.slot, string(out.Readiness.Verdict), out.Readiness.Verdict != ReadinessUnknown)
		case ofBANT:
			setResult(f, r.slot, string(out.BANT.Verdict), out.BANT.Verdict != bant.Undecided)
		case ofChecklist:
			verdict := out.Checklists[r.index].Verdict
			setResult(f, r.slot, string(verdict), verdict != bant.Undecided)
		case ofShare:
			if out.Fit.Low == out.Fit.High {
				f.SetNumber(r.slot, out.Fit.Low)
			}
		case ofPoints:
			setPoints(f, r.slot, &out.Score.Column)
		case ofGroup:
			setPoints(f, r.slot, &out.Score.Groups[r.index].Column)
		case ofGrade:
			grade, known := d.grade(f).Name(&d.e.profile)
			setResult(f, r.slot, grade, known)
		case ofBand:
			band, known := d.e.bandOf(&out.Score)
			setResult(f, r.slot, band, known)
		case ofCell:
			grade, gradeKnown := d.grade(f).Name(&d.e.profile)
			band, bandKnown := d.e.bandOf(&out.Score)
			cell, known := d.e.cellOf(grade, gradeKnown, band, bandKnown)
			setResult(f, r.slot, cell, known)
		}
	}
}

// setResult sets a text, which may be "" and known.
func setResult(f *eval.Frame, slot int, s string, known bool) { f.Str[slot], f.Known[slot] = s, known }

func setPoints(f *eval.Frame, slot int, c *scoring.Column) {
	if c.Low == c.High {
		f.SetNumber(slot, float64(c.Low))
	}
}

// grade is what is known of the grade.
func (d *Decider) grade(f *eval.Frame) icp.GradeRange {
	d.truths = d.truths[:0]
	for _, c := range d.e.icpConds {
		d.truths = append(d.truths, f.Outcome(c))
	}
	return d.e.profile.GradeRange(d.truths)
}

// bandOf is the band of a closed score, "" for none.
func (e *Engine) bandOf(s *scoring.Score) (name string, known bool) {
	low, high := e.bandStep(s.Low), e.bandStep(s.High)
	if low != high {
		return "", false
	}
	if low == len(e.bands) {
		return "", true
	}
	return e.bandNames[low], true
}

// bandStep is the index of the first band that points reach, or the number of
// bands where they reach none.
func (e *Engine) bandStep(p scoring.Points) int {
	for i, at := range e.bands {
		if p >= at {
			return i
		}
	}
	return len(e.bands)
}

// cellOf is the cell of a grade and a band, "" where one of them is surely none.
func (e *Engine) cellOf(grade string, gradeKnown bool, band string, bandKnown bool) (name string, known bool) {
	switch {
	case gradeKnown && grade == "", bandKnown && band == "":
		return "", true
	case !gradeKnown || !bandKnown:
		return "", false
	}
	return e.cells[[2]string{grade, band}], true
}

// routed is the outcome of a route's or an experiment's condition. Those that name
// results are found here, by the results that decided filled in.
func (d *Decider) routed(f *eval.Frame, r *routing) truth.Truth {
	if r.results {
		return d.e.program.Evaluate(f, r.cond)
	}
	return outcome(f, r.cond)
}
