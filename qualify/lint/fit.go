package lint

import (
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify"
)

// checkICP looks at the profile's thresholds, grades and weights.
func (k *checker) checkICP() {
	p := k.rs.ICP
	if p == nil || len(p.Criteria) == 0 {
		return
	}
	for i := range p.Criteria {
		if c := &p.Criteria[i]; weightOf(c) == 0 && !c.Required {
			k.report(Finding{
				Code: CodeWeightNoEffect, Severity: Warning, Path: k.icp[i].path + ".weight",
				Message: "a criterion of weight 0 that is not required changes nothing; give it a weight, or make it required",
			})
		}
	}
	s := k.shares(false)
	if !s.ok || s.total == 0 {
		return
	}
	at := k.goodAt()
	switch {
	case !s.possible: // checkPairs says which exclude each other, if they are two
		if !k.found(CodeContradicts) {
			k.report(Finding{
				Code: CodeThresholdUnreachable, Severity: Error, Path: "icp.criteria",
				Message: "no lead meets all the required criteria together, so that nobody fits; mend one of them, or require less",
				Proof:   "what is required excludes itself",
			})
		}
		return
	case s.certain.High < at*s.total:
		if k.found(CodeContradicts) {
			return
		}
		k.report(Finding{
			Code: CodeThresholdUnreachable, Severity: Error, Path: "icp.good_at",
			Message: fmt.Sprintf("good fit takes a share of %v, and no lead has more than %v; set \"good_at\" no higher, or mend the criteria", share(at), shareText(s.certain.High, s.total)),
			Proof:   fmt.Sprintf("of a total weight of %v at most %v can be met at once", share(s.total), share(s.certain.High/one)),
		})
		return
	case s.apart.Low >= at*s.total && !k.requires():
		k.report(Finding{
			Code: CodeThresholdAlways, Severity: Warning, Path: "icp.good_at",
			Message: fmt.Sprintf("good fit takes a share of %v, which every lead has; raise \"good_at\", or leave out the profile", share(at)),
			Proof:   fmt.Sprintf("no lead has less than %v", shareText(s.apart.Low, s.total)),
		})
		return
	}
	k.checkGrades(s)
	k.checkWeights(s)
}

// shareText writes a sum of weights times shares as a share of the total,
// rounded down to three places.
func shareText(sum, total int64) icp.Share { return share(sum / total) }

// requires tells whether some criterion is required.
func (k *checker) requires() bool {
	for i := range k.rs.ICP.Criteria {
		if k.rs.ICP.Criteria[i].Required {
			return true
		}
	}
	return false
}

// found tells whether there is a finding with the code.
func (k *checker) found(code qualify.Code) bool {
	for i := range k.findings {
		if k.findings[i].Code == code {
			return true
		}
	}
	return false
}

// foundWithin tells whether there is a finding with the code at or below a
// path.
func (k *checker) foundWithin(code qualify.Code, path string) bool {
	for i := range k.findings {
		if f := &k.findings[i]; f.Code == code && strings.HasPrefix(f.Path, path+".") {
			return true
		}
	}
	return false
}

// shares are what sums of weights times shares can come to, in thousandths of
// thousandths.
type shares struct {
	ok       bool // known at all
	total    int64
	apart    milli.Range // of any lead
	certain  milli.Range // of those that have all that is required
	possible bool        // there may be such
	free     milli.Range // as certain, of any lead
	sums     []int64     // nil: too many
	items    []item      // of those that have all that is required
}

func (k *checker) shares(strict bool) shares {
	must, total, ok := k.shareItems(strict, true)
	all, _, _ := k.shareItems(strict, false)
	s := shares{ok: ok, total: total, items: must}
	if !ok {
		return s
	}
	s.apart = apart(all)
	s.certain, s.possible = k.together(must)
	s.free, _ = k.together(all)
	s.sums, _ = sums(must)
	return s
}

// gradeReason says why nobody can have a grade; "" where somebody may.
func (k *checker) gradeReason(i int, s shares) string {
	grades := k.rs.ICP.Grades
	low, high := milli.Nearest(grades[i].Min)*s.total, int64(-1)
	if i > 0 {
		high = milli.Nearest(grades[i-1].Min) * s.total
	}
	switch {
	case !s.ok:
		return ""
	case s.total == 0: // a share of 1
		if i > 0 {
			return "the criteria have no weight, so that every share is 1"
		}
		return ""
	case !s.possible:
		return "no lead meets all the required criteria together"
	case s.certain.High < low:
		return fmt.Sprintf("no lead has a share above %v", shareText(s.certain.High, s.total))
	case high >= 0 && s.certain.Low >= high:
		return fmt.Sprintf("no lead with all that is required has a share below %v", grades[i-1].Min)
	case s.sums != nil && !between(s.sums, low, high):
		return fmt.Sprintf("no sum of the weights is in it, of %v in all", share(s.total))
	}
	return ""
}

// between tells whether some element is at least low and, unless high is
// negative, below high.
func between(list []int64, low, high int64) bool {
	for _, x := range list {
		if x >= low && (high < 0 || x < high) {
			return true
		}
	}
	return false
}

func (k *checker) checkGrades(s shares) {
	for i, g := range k.rs.ICP.Grades {
		if reason := k.gradeReason(i, s); reason != "" {
			k.report(Finding{
				Code: CodeGradeUnreachable, Severity: Warning, Path: fmt.Sprintf("icp.grades[%d]", i), Proof: reason,
				Message: fmt.Sprintf("nobody can have grade %q; move its \"min\" or the one above, or leave it out", g.Name),
			})
		}
	}
}

// maxWeighed is the greatest number of criteria whose weights are tried.
const maxWeighed = 40

// checkWeights finds criteria that change neither verdict nor grade, whatever
// the others come to.
func (k *checker) checkWeights(s shares) {
	p := k.rs.ICP
	if len(p.Criteria) > maxWeighed || s.sums == nil {
		return
	}
	steps := []int64{k.goodAt() * s.total}
	for _, g := range p.Grades {
		steps = append(steps, milli.Nearest(g.Min)*s.total)
	}
	for i := range p.Criteria {
		c := &p.Criteria[i]
		if weightOf(c) == 0 || c.Required {
			continue
		}
		others := append(append([]item(nil), s.items[:i]...), s.items[i+1:]...)
		rest, ok := sums(others)
		own, known := s.items[i].values()
		if !ok || !known || crosses(rest, own, steps) {
			continue
		}
		k.report(Finding{
			Code: CodeWeightNoEffect, Severity: Warning, Path: k.icp[i].path,
			Message: "met or unmet, this criterion changes neither whether a lead fits nor its grade; give it more weight, or leave it out",
			Proof:   fmt.Sprintf("whatever the other criteria come to, of %v in all, its weight of %v reaches no step", share(s.total), share(weightOf(c))),
		})
	}
}

// crosses tells whether adding one of own to one of rest reaches some step
// that it was below.
func crosses(rest, own, steps []int64) bool {
	for _, sum := range rest {
		for _, v := range own {
			for _, step := range steps {
				if (sum >= step) != (sum+v >= step) {
					return true
				}
			}
		}
	}
	return false
}

// checkChecklists looks at how many items of a checklist can be met.
func (k *checker) checkChecklists() {
	if k.rs.BANT != nil {
		k.checkQualified("bant", k.rs.BANT.QualifiedAt, k.bant)
	}
	for i, l := range k.rs.Checklists {
		k.checkQualified(fmt.Sprintf("checklists[%d]", i), l.QualifiedAt, k.checklists[i])
	}
}

func (k *checker) checkQualified(at string, need int, list []*condition) {
	if need == 0 {
		need = len(list)
	}
	sum, _ := k.together(countItems(list, false))
	if sum.High >= int64(need) || k.foundWithin(CodeContradicts, at) {
		return
	}
	k.report(Finding{
		Code: CodeThresholdUnreachable, Severity: Error, Path: at + ".qualified_at",
		Message: fmt.Sprintf("it takes %d items, and no lead meets more than %d at once; lower \"qualified_at\", or mend the items", need, sum.High),
		Proof:   "the items that look at the same fact exclude each other",
	})
}

// countItems are conditions as items that count one each.
func countItems(list []*condition, strict bool) []item {
	var out []item
	for _, c := range list {
		out = append(out, item{steps: []step{{of(c, strict), milli.Exactly(1), []int64{1}}}})
	}
	return out
}
