package profile

import (
	"cmp"
	"maps"
	"math/bits"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// decided is what decisions say of the data: which facts they miss, and what is
// wrong with leads.
type decided struct {
	decider *qualify.Decider
	leads   int
	settled int
	asked   map[string]*MissingFact
	bit     map[string]int // of the facts in sets, in the order in which they came
	sets    map[uint64]int // leads by the facts that they miss
	rest    int            // leads in no set
	issues  map[issueKey]*tally
}

type issueKey struct {
	code qualify.IssueCode
	path string
}

const (
	mostSets   = 1 << 16
	mostIssues = 1000
)

func newDecided(e *qualify.Engine) *decided {
	return &decided{decider: e.NewDecider(), asked: map[string]*MissingFact{}, bit: map[string]int{}, sets: map[uint64]int{}, issues: map[issueKey]*tally{}}
}

func (d *decided) add(lead *qualify.Lead, asOf time.Time, at place) {
	decision := d.decider.Decide(lead, asOf)
	d.leads++
	for _, issue := range decision.Issues {
		key := issueKey{issue.Code, ofAll(issue.Path)}
		t := d.issues[key]
		if t == nil {
			if len(d.issues) == mostIssues {
				continue
			}
			key.path = strings.Clone(key.path)
			t = &tally{}
			d.issues[key] = t
		}
		t.add(at, nil)
	}
	if decision.Certain {
		d.settled++
		return
	}
	set, whole := uint64(0), true
	for _, q := range decision.Ask {
		if q.ForRecord {
			continue
		}
		m := d.asked[q.Path]
		if m == nil {
			m = &MissingFact{Path: strings.Clone(q.Path), Question: strings.Clone(q.Question)}
			d.asked[m.Path] = m
			if len(d.bit) < 64 {
				d.bit[m.Path] = len(d.bit)
			}
		}
		m.Leads++
		if q.Decisive {
			m.Decisive++
		}
		if q.Why == qualify.WhyStale {
			m.Stale++
		}
		if bit, ok := d.bit[q.Path]; ok {
			set |= 1 << bit
		} else {
			whole = false
		}
	}
	if _, ok := d.sets[set]; whole && set != 0 && (ok || len(d.sets) < mostSets) {
		d.sets[set]++
	} else {
		d.rest++
	}
}

var item = regexp.MustCompile(`\[\d+\]`)

// ofAll is a path without the numbers of items.
func ofAll(path string) string { return item.ReplaceAllString(path, "[]") }

// missing ranks the facts: each time the one that, with those before it, settles
// most leads; of as many the one that is decisive for most, and is asked for of
// most.
func (d *decided) missing() []MissingFact {
	left := slices.Sorted(maps.Keys(d.asked))
	var out []MissingFact
	have, done := uint64(0), 0
	for len(left) > 0 {
		settles := map[string]int{}
		for set, n := range d.sets {
			if rest := set &^ have; bits.OnesCount64(rest) == 1 {
				for path, bit := range d.bit {
					if rest == 1<<bit {
						settles[path] += n
					}
				}
			}
		}
		slices.SortStableFunc(left, func(a, b string) int {
			x, y := d.asked[a], d.asked[b]
			return cmp.Or(cmp.Compare(settles[b], settles[a]), cmp.Compare(y.Decisive, x.Decisive), cmp.Compare(y.Leads, x.Leads), strings.Compare(a, b))
		})
		path := left[0]
		left = left[1:]
		m := *d.asked[path]
		done += settles[path]
		m.Settled = done
		if bit, ok := d.bit[path]; ok {
			have |= 1 << bit
		}
		out = append(out, m)
	}
	return out
}
