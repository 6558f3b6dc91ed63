package lint

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/cases"
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

// piece is a part by what it says: its conditions, and all else as a value that
// two alike parts have equal.
type piece struct {
	path       string
	conditions []*condition
	rest       any
	metOnly    bool
	tiers      int  // so many of the last conditions are a ladder, of which the first met counts
	lifted     bool // of a step that a raised hand lifts: whoever meets it may come further
}

// bag doubts the pieces of either side that have no like on the other. Their
// order does not matter.
func (d *differ) bag(old, now []piece) { d.doubtful(d.lone(old, now)) }

// lone are the pieces of either side that have no like on the other.
func (d *differ) lone(old, now []piece) (oldLeft, newLeft []piece) {
	newLeft = slices.Clone(now)
	for _, p := range old {
		i := slices.IndexFunc(newLeft, func(q piece) bool { return d.likePiece(&p, &q) })
		if i < 0 {
			oldLeft = append(oldLeft, p)
			continue
		}
		newLeft = slices.Delete(newLeft, i, i+1)
	}
	return oldLeft, newLeft
}

func (d *differ) likePiece(p, q *piece) bool {
	return len(p.conditions) == len(q.conditions) && reflect.DeepEqual(p.rest, q.rest) && d.apartAt(p, q) < 0
}

// apartAt is the first of the conditions of two pieces that may not be alike; -1
// where all are. Of a ladder a condition counts only where none before it is met.
func (d *differ) apartAt(p, q *piece) int {
	left := cases.Everything()
	for i, x := range p.conditions {
		y := at(q.conditions, i)
		if !d.alike(left, x, y, p.metOnly) {
			return i
		}
		if x != nil && i >= len(p.conditions)-p.tiers {
			left = d.a.And(left, x.cases.NotMet)
		}
	}
	return -1
}

// doubtful doubts pieces, and keeps on which leads their conditions differ.
func (d *differ) doubtful(old, now []piece) {
	for i := range old {
		d.doubtPiece(false, &old[i], at(now, i))
	}
	for i := range now {
		d.doubtPiece(true, &now[i], at(old, i))
	}
	for i := range max(len(old), len(now)) {
		var x, y []*condition
		if i < len(old) {
			x = old[i].conditions
		}
		if i < len(now) {
			y = now[i].conditions
		}
		for j := range max(len(x), len(y)) {
			d.keepApart(at(x, j), at(y, j))
		}
	}
}

// at is an element of a list, its zero value beyond the end.
func at[T any](list []T, i int) (x T) {
	if i < len(list) {
		return list[i]
	}
	return x
}

// doubtPiece names the condition of a piece that stands in the way: the first
// that is not alike in the piece that may have come of it.
func (d *differ) doubtPiece(ofNew bool, p *piece, other piece) {
	from := 0
	if i := d.apartAt(p, &other); other.path != "" && d.old.a == d.new.a && i >= 0 {
		from = i
	}
	for _, c := range p.conditions[from:] {
		if c != nil {
			path := p.path
			if from > 0 {
				path = c.path
			}
			d.doubt(ofNew, path, c.text)
			return
		}
	}
	d.doubt(ofNew, p.path, "")
}

// keepApart keeps the leads on which two conditions may differ, or that meet the
// one there is.
func (d *differ) keepApart(x, y *condition) {
	add := func(sets ...cases.Set) {
		for _, s := range sets {
			if !s.Empty() {
				d.apart = append(d.apart, s)
			}
		}
	}
	switch {
	case x != nil && y != nil && x.each == y.each && d.old.a == d.new.a:
		p, q := x.cases, y.cases
		add(d.a.And(p.Met, q.NotMet), d.a.And(p.NotMet, q.Met), d.a.And(p.Unmet, q.NotUnmet), d.a.And(p.NotUnmet, q.Unmet))
		add(p.Met, q.Met)
	case x != nil:
		add(x.cases.Met, x.cases.Unmet)
	case y != nil:
		add(y.cases.Met, y.cases.Unmet)
	}
}

// chain doubts pieces of which the first met counts. Neighbours that come to the
// same are one; those that nobody can meet are none.
func (d *differ) chain(path string, old, now []piece) {
	if d.likeChain(d.grouped(old), d.grouped(now)) {
		return
	}
	before := len(d.doubts)
	d.bag(old, now)
	if len(d.doubts) == before { // the same parts in another order
		d.doubt(true, path, "")
		for _, p := range slices.Concat(old, now) {
			for _, c := range p.conditions {
				d.keepApart(c, nil)
			}
		}
	}
}

// always tells that no lead comes further than a piece.
func (p *piece) always() bool {
	return !p.lifted && len(p.conditions) == 1 && (p.conditions[0] == nil || p.conditions[0].cases.NotMet.Empty())
}

func (d *differ) grouped(list []piece) (groups [][]piece) {
	for _, p := range list {
		if c := p.conditions[0]; c != nil && c.cases.Met.Empty() && (p.metOnly || c.cases.NotUnmet.Empty()) {
			continue
		}
		if n := len(groups); n > 0 && groups[n-1][0].always() {
			break // nobody comes this far
		} else if n > 0 && reflect.DeepEqual(groups[n-1][0].rest, p.rest) {
			groups[n-1] = append(groups[n-1], p)
			continue
		}
		groups = append(groups, []piece{p})
	}
	return groups
}

// likeChain tells whether two chains come to the same for every lead.
func (d *differ) likeChain(x, y [][]piece) bool {
	if len(x) != len(y) {
		return false
	}
	left := cases.Everything() // the leads that come this far
	for i := range x {
		if !d.likeGroup(left, x[i], y[i]) {
			return false
		}
		if c := x[i][0].conditions[0]; c != nil && !x[i][0].lifted {
			left = d.a.And(left, c.cases.NotMet)
		}
	}
	return true
}

// likeGroup tells whether two groups of neighbours that come to the same are met
// by the same of the leads that come this far.
func (d *differ) likeGroup(left cases.Set, x, y []piece) bool {
	if !reflect.DeepEqual(x[0].rest, y[0].rest) {
		return false
	}
	old, now := d.lone(x, y)
	return len(old) == 0 && len(now) == 0 || d.sameOf(left, d.anyOf(x), d.anyOf(y), x[0].metOnly)
}

func (d *differ) anyOf(group []piece) *cases.Cases {
	var list []*condition
	for _, p := range group {
		if p.conditions[0] == nil {
			return &cases.Cases{Met: cases.Everything(), NotUnmet: cases.Everything()}
		}
		list = append(list, p.conditions[0])
	}
	return d.any(list)
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
