package lint

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// compare looks for the like of every part of one rule set in the other, and
// doubts those that have none.
func (d *differ) compare() {
	d.facts()
	d.rest()
	if len(d.doubts) > 0 && d.old.a != d.new.a {
		return // the expressions were not compiled together
	}
	d.chain("screening", d.screening(d.old), d.screening(d.new))
	d.bag(d.criteria(d.old), d.criteria(d.new))
	d.bag(d.checklists(d.old), d.checklists(d.new))
	d.bag(d.rules(d.old), d.rules(d.new))
	d.raises()
	if d.wants(SameOwner) {
		d.chain("experiments", d.experiments(d.old), d.experiments(d.new))
	}
	d.routes()
}

// facts doubts what is said of facts that texts name and that changes what they
// may be.
func (d *differ) facts() {
	used := map[string]bool{}
	for _, k := range []*checker{d.old, d.new} {
		_, facts := k.uses()
		for path := range facts {
			used[path] = true
		}
	}
	bare := func(f qualify.Fact) qualify.Fact {
		f.Doc, f.Ask, f.Note, f.KnownAfter, f.Actionable, f.Prior = "", "", "", "", false, nil
		f.Type = ""
		return f
	}
	for _, k := range []*checker{d.old, d.new} { // what a text reads of activities is not listed
		for path := range k.rs.Facts {
			if strings.HasPrefix(path, "activities.") {
				used[path] = true
			}
		}
	}
	for _, k := range []*checker{d.old, d.new} {
		if m := k.rs.Scoring; m != nil && m.StaysReadyAt != nil {
			used["stage"] = true // which stays_ready_in goes by
		}
	}
	for _, path := range sortedKeys(used) {
		if !reflect.DeepEqual(bare(d.old.rs.Facts[path]), bare(d.new.rs.Facts[path])) {
			d.doubt(true, "facts."+path, "")
		}
	}
}

// rest doubts what has no expressions: policies, thresholds, groups, cells.
func (d *differ) rest() {
	old, now := d.old.rs, d.new.rs
	if d.old.policy() != d.new.policy() {
		d.doubt(true, "readiness", "")
	}
	if (old.WhenUnknown == qualify.UnknownUnmet) != (now.WhenUnknown == qualify.UnknownUnmet) {
		d.doubt(true, "when_unknown", "")
	}
	if x, y := d.old.goodAt(), d.new.goodAt(); x != y && (old.ICP == nil || now.ICP == nil || !d.old.sharesMiss(min(x, y), max(x, y))) {
		d.doubt(true, "icp.good_at", "")
	}
	if (old.Scoring == nil) != (now.Scoring == nil) {
		d.doubt(true, "scoring", "")
	} else if old.Scoring != nil {
		x, y := *old.Scoring, *now.Scoring
		x.Rules, y.Rules, x.Note, y.Note = nil, nil, "", ""
		x.Groups, y.Groups = byID(x.Groups), byID(y.Groups)
		if !d.wants(SameBand) && !d.namesResult("cell", "score.band") {
			x.Bands, y.Bands = nil, nil
		}
		d.fields("scoring", &x, &y)
	}
	// What is not looked at below has to be the same to the letter, so that a
	// new part of rule sets can be no hole in a proof.
	v, w := reflect.ValueOf(old).Elem(), reflect.ValueOf(now).Elem()
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if !slices.Contains(looked, key) && !reflect.DeepEqual(said(v.Field(i).Interface()), said(w.Field(i).Interface())) {
			d.doubt(true, key, "")
		}
	}
	// Nor can expressions that are not looked into, whose definitions may differ.
	for _, rs := range []*qualify.RuleSet{old, now} {
		for p := range rs.Parts() {
			if len(p.Texts) > 0 && !slices.Contains(looked, p.Section) {
				d.doubt(rs == now, p.Path, p.Texts[0].Text())
			}
		}
	}
	for _, cell := range matrix.Cells() {
		for _, raised := range []bool{false, true} {
			if x, y := old.Matrix.At(cell, raised), now.Matrix.At(cell, raised); x != y && len(d.doubts) < 100 {
				d.doubt(true, "matrix."+string(cell), "")
				break
			}
		}
	}
	if d.namesResult("cell", "fit.grade") && old.ICP != nil && now.ICP != nil && !reflect.DeepEqual(old.ICP.Grades, now.ICP.Grades) {
		d.doubt(true, "icp.grades", "")
	}
}

// sharesMiss tells that no lead has a share of the weight from low on and below
// high, so that both are reached by the same leads. It is asked of criteria that
// both rule sets have; other ones are in doubt anyway.
func (k *checker) sharesMiss(low, high int64) bool {
	const most = 100_000
	sums, total := map[int64]bool{0: true}, int64(0)
	for _, c := range k.rs.ICP.Criteria {
		weight := one
		if c.Weight != nil {
			weight = milli.Nearest(*c.Weight)
		}
		total += weight
		shares := []int64{0}
		for _, t := range c.Tiers {
			share := one
			if t.Share != nil {
				share = milli.Nearest(*t.Share)
			}
			shares = append(shares, share)
		}
		if len(c.Tiers) == 0 {
			shares = append(shares, one)
		}
		next := make(map[int64]bool, len(sums)*2)
		for sum := range sums {
			for _, share := range shares {
				next[sum+weight*share] = true
			}
		}
		if sums = next; len(sums) > most {
			return false
		}
	}
	for sum := range sums {
		if low*total <= sum && sum < high*total {
			return false
		}
	}
	return true
}

// byID are groups in an order of their own, as that of a rule set has no meaning.
func byID(groups []scoring.Group) []scoring.Group {
	return slices.SortedFunc(slices.Values(groups), func(a, b scoring.Group) int { return strings.Compare(a.ID, b.ID) })
}

// looked are the keys of a rule set that Differ looks into, or that decide
// nothing by themselves.
var looked = []string{
	"format", "name", "version", "note", "facts", "lists", "define", "screening", "icp", "bant", "checklists", "scoring",
	"hand_raise", "readiness", "when_unknown", "matrix", "routes", "experiments", "vendors",
}

// fields doubts the fields of a struct that are not deeply equal, by their keys.
func (d *differ) fields(path string, x, y any) {
	v, w := reflect.ValueOf(x).Elem(), reflect.ValueOf(y).Elem()
	for i := range v.NumField() {
		if !reflect.DeepEqual(said(v.Field(i).Interface()), said(w.Field(i).Interface())) {
			key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			d.doubt(true, path+"."+key, "")
		}
	}
}

// said is a value without names and notes, and an empty list like none.
func said(v any) any {
	rv := reflect.ValueOf(v)
	if rv.Kind() != reflect.Slice {
		return v
	}
	if rv.Len() == 0 {
		return nil
	}
	out := reflect.MakeSlice(rv.Type(), rv.Len(), rv.Len())
	reflect.Copy(out, rv)
	for i := range out.Len() {
		if e := out.Index(i); e.Kind() == reflect.Struct {
			for _, name := range []string{"Name", "Note"} {
				// The name of a grade or band is its id.
				if f := e.FieldByName(name); f.IsValid() && (name == "Note" || e.FieldByName("ID").IsValid()) {
					f.SetZero()
				}
			}
		}
	}
	return out.Interface()
}

// namesResult tells whether a route, or another text, goes by a result.
func (d *differ) namesResult(paths ...string) bool {
	for _, k := range []*checker{d.old, d.new} {
		for _, c := range k.conditions {
			if slices.ContainsFunc(c.node.Facts, func(p string) bool { return slices.Contains(paths, p) }) {
				return true
			}
		}
	}
	return false
}

func (d *differ) screening(k *checker) (out []piece) {
	for i, c := range k.screening {
		like := k.rs.Screening[i]
		like.ID, like.Name, like.Note, like.Reason, like.When = "", "", "", "", ""
		if like.Status == "" {
			like.Status = matrix.StatusDisqualified
		}
		out = append(out, piece{path: fmt.Sprintf("screening[%d]", i), conditions: []*condition{c}, metOnly: true, lifted: like.UnlessHandRaised, rest: like})
	}
	return out
}

func (d *differ) criteria(k *checker) (out []piece) {
	for i, l := range k.icp {
		like := k.rs.ICP.Criteria[i]
		if k.goodAt() == 0 && !like.Required && !d.namesResult("cell", "fit.grade", "fit.share") {
			continue // any share is enough
		}
		like.ID, like.Name, like.Note, like.When = "", "", "", ""
		if like.Weight == nil {
			like.Weight = new(icp.Weight(1))
		}
		like.Tiers = slices.Clone(like.Tiers)
		for j := range like.Tiers {
			like.Tiers[j].When, like.Tiers[j].Note = "", ""
			if like.Tiers[j].Share == nil {
				like.Tiers[j].Share = new(icp.Share(1))
			}
		}
		out = append(out, piece{path: l.path, conditions: l.steps, tiers: len(l.steps), rest: like})
	}
	return out
}

// checklists are those that gate readiness, or that something goes by.
func (d *differ) checklists(k *checker) (out []piece) {
	if b := k.rs.BANT; b != nil && (b.Gate || d.namesResult("bant.verdict")) {
		like := *b
		like.Budget, like.Authority, like.Need, like.Timeline, like.Note = nil, nil, nil, nil, ""
		if like.QualifiedAt == 0 {
			like.QualifiedAt = len(k.bant)
		}
		out = append(out, piece{path: "bant", rest: like, conditions: k.bant})
	}
	for i, l := range k.rs.Checklists {
		if !l.Gate && !d.namesResult("checklists."+l.ID+".verdict") {
			continue
		}
		like := l
		like.Name, like.Note, like.Items = "", "", nil
		if like.QualifiedAt == 0 {
			like.QualifiedAt = len(l.Items)
		}
		out = append(out, piece{path: fmt.Sprintf("checklists[%d]", i), rest: like, conditions: k.checklists[i]})
	}
	return out
}

func (d *differ) rules(k *checker) (out []piece) {
	for _, r := range k.rules {
		if worthless(r.Rule) || r.each == nil && r.num == nil && len(r.tiers) == 0 && r.when.cases.NotUnmet.Empty() {
			continue // worth nothing to anybody
		}
		like := *r.Rule
		like.ID, like.Name, like.Note, like.When, like.Each, like.Compute = "", "", "", "", "", ""
		like.Tiers = slices.Clone(like.Tiers)
		for i := range like.Tiers {
			like.Tiers[i].When, like.Tiers[i].Note = "", ""
		}
		out = append(out, piece{path: r.path, conditions: append([]*condition{r.when, r.each}, r.tiers...), tiers: len(r.tiers), rest: []any{like, r.num}})
	}
	return out
}

// worthless tells whether a rule is worth no points whatever is met.
func worthless(r *scoring.Rule) bool {
	return r.Compute == "" && (r.Points == nil || *r.Points == 0) &&
		!slices.ContainsFunc(r.Tiers, func(t scoring.Tier) bool { return t.Points != 0 })
}

// raises compares who raises a hand; by which way does not matter.
func (d *differ) raises() {
	if d.old.policy() == qualify.ScoreOnly && d.new.policy() == qualify.ScoreOnly {
		return
	}
	pieces := func(k *checker) (out []piece) {
		for i, c := range k.raises {
			out = append(out, piece{path: fmt.Sprintf("hand_raise[%d]", i), conditions: []*condition{c}, metOnly: true})
		}
		return out
	}
	old, now := d.lone(pieces(d.old), pieces(d.new))
	if len(old)+len(now) > 0 && !d.same(d.any(d.old.raises), d.any(d.new.raises), true) {
		d.doubtful(old, now)
	}
}

// routes compares those of each team.
func (d *differ) routes() {
	if !d.wants(SameOwner) {
		return
	}
	byTeam := func(k *checker) map[string][]piece {
		out := map[string][]piece{}
		for i, c := range k.routes {
			r := k.rs.Routes[i]
			like := r
			like.ID, like.Name, like.When, like.Note = "", "", "", ""
			like.Owners = slices.Clone(r.Owners)
			for j := range like.Owners {
				like.Owners[j].Note = ""
			}
			slices.SortFunc(like.Owners, func(a, b matrix.Candidate) int { return strings.Compare(a.ID, b.ID) })
			out[r.Team] = append(out[r.Team], piece{path: fmt.Sprintf("routes[%d]", i), conditions: []*condition{c}, rest: like, metOnly: true})
		}
		return out
	}
	old, now := byTeam(d.old), byTeam(d.new)
	teams := map[string]bool{}
	for team := range old {
		teams[team] = true
	}
	for team := range now {
		teams[team] = true
	}
	for _, team := range sortedKeys(teams) {
		if d.old.gives(team) || d.new.gives(team) {
			d.chain("routes", old[team], now[team])
		}
	}
}

// experiments are pieces that come to the same where salt and arms do.
func (d *differ) experiments(k *checker) (out []piece) {
	for i, c := range k.trials {
		like := k.rs.Experiments[i]
		like.ID, like.Name, like.When, like.Note = "", "", "", ""
		like.Arms = slices.Clone(like.Arms)
		for j := range like.Arms {
			like.Arms[j].ID, like.Arms[j].Name, like.Arms[j].Note = "", "", ""
		}
		out = append(out, piece{path: fmt.Sprintf("experiments[%d]", i), conditions: []*condition{c}, rest: like, metOnly: true})
	}
	return out
}

// gives tells whether some cell, or some arm of an experiment, gives leads to a team.
func (k *checker) gives(team string) bool {
	for _, x := range k.rs.Experiments {
		if slices.ContainsFunc(x.Arms, func(a matrix.Arm) bool { return a.Team == team }) {
			return true
		}
	}
	return slices.ContainsFunc(matrix.Cells(), func(c matrix.Cell) bool {
		return k.rs.Matrix.At(c, false).Team == team || k.rs.Matrix.At(c, true).Team == team
	})
}
