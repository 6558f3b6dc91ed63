package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/stats"
	"github.com/leadqual/leadqual/qualify"
)

// What looks like a leak: a fact that was written down because of what it is to
// foretell.
const (
	leakKnown   = 0.01 // hardly any on one side know it ...
	leakUnknown = 0.05 // ... and more than this on the other
	leakAUC     = 0.95 // alone it tells nearly all
	oddKnown    = 0.3  // known so much more often on one side
	oddAUC      = 0.85
)

// A suspect is a fact or a rule that may be a leak.
type suspect struct {
	place string
	// knownHits of hits know it, and knownMisses of misses.
	knownHits, hits, knownMisses, misses int
	auc, low                             float64 // alone, cross-fitted; 0.5 where there is nothing to fit
}

// leak is why it must not be learned from, "" where it may.
func (x *suspect) leak(minLeads int) string {
	parts := func(few, of, many, ofMany int) bool {
		return few+many >= minLeads && of > 0 && ofMany > 0 &&
			stats.Wilson(few, of).High < leakKnown && stats.Wilson(many, ofMany).Low > leakUnknown
	}
	switch {
	case parts(x.knownHits, x.hits, x.knownMisses, x.misses), parts(x.knownMisses, x.misses, x.knownHits, x.hits):
		return x.known()
	case x.low >= leakAUC:
		return fmt.Sprintf("alone it tells the outcome too well to have been known before (AUC %.3f)", x.auc)
	}
	return ""
}

// odd is what is strange about it, "" where nothing is.
func (x *suspect) odd() string {
	switch {
	case x.hits > 0 && x.misses > 0 && math.Abs(share(x.knownHits, x.hits)-share(x.knownMisses, x.misses)) > oddKnown:
		return x.known()
	case x.auc >= oddAUC:
		return fmt.Sprintf("alone it tells the outcome very well (AUC %.3f)", x.auc)
	}
	return ""
}

func (x *suspect) known() string {
	return fmt.Sprintf("it is known of %s of the leads that reached the target and %s of the others", percent(share(x.knownHits, x.hits)), percent(share(x.knownMisses, x.misses)))
}

// dropLeaks takes facts and rules out that look like leaks, unless they were
// asked for by name, and names those that look odd.
func (s *suggester) dropLeaks() error {
	facts := s.suspectFacts()
	suspects, err := s.suspects(facts)
	if err != nil {
		return err
	}
	bad := map[string]string{}
	found := false
	for i := range suspects {
		x := &suspects[i]
		why := x.leak(s.options.MinLeads)
		asked := slices.Contains(s.options.Facts, x.place)
		switch odd := x.odd(); {
		case why != "" && !asked:
			found, bad[x.place] = true, why
			s.out.Refused = append(s.out.Refused, NotLearned{x.place, "looks like a leak: " + why})
		case why != "" || odd != "":
			found = true
			s.note("%s may be a leak: %s.", x.place, cmp.Or(why, odd))
		}
	}
	if !found {
		return nil
	}
	s.note("No statistic tells every leak from an honest fact: declare what is known only later with known_after, and ask by name for what was left out wrongly.")
	s.facts = slices.DeleteFunc(s.facts, func(f fact) bool { return bad[f.path] != "" })
	s.rules = slices.DeleteFunc(s.rules, func(i int) bool {
		r := &s.rs.Scoring.Rules[i]
		if bad["scoring."+r.ID] != "" {
			return true
		}
		for _, path := range reads(s.rs, ruleTexts(r)...) {
			if bad[path] != "" {
				s.out.Refused = append(s.out.Refused, NotLearned{"scoring." + r.ID, "reads " + path + ", which looks like a leak"})
				return true
			}
		}
		return false
	})
	return nil
}

// suspectFacts are those that tiers are made of or rules read.
func (s *suggester) suspectFacts() []fact {
	out := slices.Clone(s.facts)
	var texts []string
	for _, i := range s.rules {
		texts = append(texts, ruleTexts(&s.rs.Scoring.Rules[i])...)
	}
	for _, path := range reads(s.rs, texts...) {
		if f, ok := factAt(s.rs, path); ok && !slices.ContainsFunc(out, func(g fact) bool { return g.path == path }) {
			out = append(out, f)
		}
	}
	return out
}

// suspects measures facts, rules and types of activities.
func (s *suggester) suspects(facts []fact) ([]suspect, error) {
	notes := s.out.Notes
	defer func() { s.out.Notes = notes }()
	var known []*sample
	for i := range s.leads {
		if s.leads[i].target.Known {
			known = append(known, &s.leads[i])
		}
	}
	var out []suspect
	var terms []term
	var of []int // suspect by term
	for _, f := range facts {
		x := suspect{place: f.path, auc: 0.5}
		for _, lead := range known {
			has := f.known(lead.lead)
			if lead.target.Value {
				x.hits++
				x.knownHits += one(has)
			} else {
				x.misses++
				x.knownMisses += one(has)
			}
		}
		for _, t := range s.factTerms(f, known) {
			terms, of = append(terms, t), append(of, len(out))
		}
		out = append(out, x)
	}
	for _, i := range s.rules {
		if t := ruleTerm(s.rs, i); !t.amount {
			terms, of = append(terms, t), append(of, len(out))
			out = append(out, suspect{place: "scoring." + t.id, auc: 0.5})
		}
	}
	if len(terms) == 0 {
		return out, nil
	}
	m, err := s.newMeter(terms)
	if err != nil {
		return nil, err
	}
	var levels []uint16
	for _, x := range known {
		levels, _ = m.measure(x, levels, nil)
	}
	for t := range terms {
		if auc, low := s.alone(known, levels, t, len(terms)); auc > out[of[t]].auc {
			out[of[t]].auc, out[of[t]].low = auc, max(low, out[of[t]].low)
		}
	}
	return out, nil
}

// known tells whether a lead knows the fact. An instant that is text counts.
func (f *fact) known(lead *qualify.Lead) bool {
	if f.kind == criteria.Time {
		v, err := lead.Get(f.path)
		return err == nil && v != nil
	}
	return f.get(lead).known
}

// alone is the mean AUC over the folds of the rates that a term's levels had in
// the other folds, and the low end of its 95 % interval.
func (s *suggester) alone(leads []*sample, levels []uint16, t, terms int) (auc, low float64) {
	size := 0
	for row := range leads {
		size = max(size, int(levels[row*terms+t])+1)
	}
	var counts [folds][]Count
	for fold := range counts {
		counts[fold] = make([]Count, size)
	}
	for row, x := range leads {
		counts[x.fold][levels[row*terms+t]].note(x.target)
	}
	n, sum, variance := 0.0, 0.0, 0.0
	for held := range folds {
		var all Count
		training := make([]Count, size)
		for fold := range folds {
			if fold == held {
				continue
			}
			for level := range training {
				training[level].add(counts[fold][level])
				all.add(counts[fold][level])
			}
		}
		if all.Known == 0 {
			continue
		}
		rate := share(all.Hits, all.Known)
		type ranked struct {
			worth float64
			Count
		}
		var list []ranked
		for level, c := range counts[held] {
			if c.Known > 0 {
				// One lead of the mean beside those of the level.
				worth := (float64(training[level].Hits) + rate) / (float64(training[level].Known) + 1)
				list = append(list, ranked{worth, c})
			}
		}
		slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Compare(a.worth, b.worth) })
		var buckets []bucket
		for i, r := range list {
			if i > 0 && r.worth == list[i-1].worth {
				buckets[len(buckets)-1].add(r.Count)
			} else {
				buckets = append(buckets, bucket{Count: r.Count})
			}
		}
		if a := aucOf(buckets); a != nil {
			n, sum, variance = n+1, sum+a.AUC, variance+a.Variance
		}
	}
	if n == 0 {
		return 0.5, 0
	}
	return sum / n, sum/n - stats.Z95*math.Sqrt(variance)/n
}
