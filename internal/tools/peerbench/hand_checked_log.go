package peerbench

import (
	"cmp"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// checkedLog goes over activities of which any may be wrong.
type checkedLog struct {
	open uint64 // rules that are unknown unless they are met, for want of a value

	once []qualify.Activity // those of a log with doubles
	byID map[string]int
}

// count tallies the activities of a lead that have happened and still count.
func (g *checkedLog) count(t *tally, lead *qualify.Lead, asOf time.Time, issues []qualify.Issue) []qualify.Issue {
	reset := lead.ResetAt
	if reset.After(asOf) {
		reset = time.Time{}
		issues = append(issues, qualify.Issue{Code: qualify.LaterThanAsOf, Path: "reset_at"})
	}
	named, wrong := g.pass(t, lead.Activities, asOf, reset)
	if named > 1 {
		if log := g.single(lead.Activities, asOf, reset); len(log) < len(lead.Activities) {
			_, wrong = g.pass(t, log, asOf, reset)
		}
	}
	if wrong {
		issues = g.faults(lead.Activities, asOf, reset, issues)
	}
	return issues
}

// pass goes once over the activities. It tells how many have an id, and
// whether any are faulty.
func (g *checkedLog) pass(t *tally, activities []qualify.Activity, asOf, reset time.Time) (named int, wrong bool) {
	*t = tally{demo: math.Inf(-1), demo30: math.Inf(-1), best: math.Inf(-1)}
	g.open = 0
	const day = 24 * 60 * 60
	now, nano := asOf.Unix(), asOf.Nanosecond()
	from7, from30, from90 := now-7*day, now-30*day, now-90*day
	after := int64(math.MinInt64)
	if !reset.IsZero() {
		after = reset.Unix()
	}
	var value, purchased exactSum
	for i := range activities {
		a := &activities[i]
		at := a.At.Unix()
		// The last whole second that is as old.
		if a.At.Nanosecond() < nano {
			at--
		}
		if a.Type == "" || a.At.IsZero() {
			wrong = true
			continue
		}
		if at >= now && a.At.After(asOf) || at <= after && !a.At.After(reset) {
			continue
		}
		t.all++
		if a.ID != "" {
			named++
		}
		in7, in30, in90 := at >= from7, at >= from30, at >= from90
		t.active7 = t.active7 || in7
		t.active90 = t.active90 || in90
		v := a.Value
		if v-v != 0 {
			wrong, v = true, math.NaN()
			g.open |= unsureValue(a.Type, in30, in90)
		} else {
			if v != 0 {
				value.add(v)
			}
			if v > t.best {
				t.best = v
			}
		}
		switch a.Type {
		case "page_view":
			if in90 {
				t.views90++
			}
			if in30 {
				t.views30++
			}
			if strings.Contains(a.URL, "/pricing") {
				t.pricing = true
				if in30 {
					t.pricing30++
				}
			}
			if strings.HasPrefix(a.URL, "/docs") {
				t.docs++
			}
		case "email_open":
			if in30 {
				t.opens30++
			}
		case "email_click":
			if in30 {
				t.clicks30++
			}
		case "demo_request":
			if v > t.demo {
				t.demo = v
			}
			if in30 && v > t.demo30 {
				t.demo30 = v
			}
		case "webinar_attend":
			if in90 {
				t.webinars90++
			}
		case "content_download":
			if in90 {
				t.downloads90++
			}
		case "purchase":
			if in90 && v == v {
				purchased.add(v)
			}
		case "email_bounce":
			t.bounces++
		case "unsubscribe":
			t.unsubscribed = true
		case "form_submit":
			if in30 {
				t.forms30++
			}
		case "trial_login":
			if in7 {
				t.logins7++
			}
		}
	}
	t.value, t.purchases90 = g.sum(&value, allValue), g.sum(&purchased, purchases)
	return named, wrong
}

// unsureValue are the rules that ask for the value of an activity.
func unsureValue(kind string, in30, in90 bool) uint64 {
	open := uint64(1<<allValue | 1<<best)
	switch {
	case kind == "demo_request":
		open |= 1<<demo | one(in30)<<demo30
	case kind == "purchase" && in90:
		open |= 1 << purchases
	}
	return open
}

// sum is a sum, NaN where its rule is unknown.
func (g *checkedLog) sum(s *exactSum, rule int) float64 {
	v := s.value()
	if math.IsInf(v, 0) {
		g.open |= 1 << rule
	}
	if g.open>>rule&1 == 1 {
		return math.NaN()
	}
	return v
}

// counts tells whether an activity has happened and still counts.
func counts(a *qualify.Activity, asOf, reset time.Time) bool {
	return a.Type != "" && !a.At.IsZero() && !a.At.After(asOf) && (reset.IsZero() || a.At.After(reset))
}

// single is the log without the activities that count no more than once: of
// several with one id the earliest does.
func (g *checkedLog) single(log []qualify.Activity, asOf, reset time.Time) []qualify.Activity {
	if g.byID == nil {
		g.byID = map[string]int{}
	}
	clear(g.byID)
	for i := range log {
		a := &log[i]
		if a.ID == "" || !counts(a, asOf, reset) {
			continue
		}
		if first, known := g.byID[a.ID]; !known || before(a, &log[first]) {
			g.byID[a.ID] = i
		}
	}
	g.once = g.once[:0]
	for i := range log {
		if a := &log[i]; a.ID == "" || !counts(a, asOf, reset) || g.byID[a.ID] == i {
			g.once = append(g.once, *a)
		}
	}
	return g.once
}

// before orders activities of one id by what the rules look at.
func before(a, b *qualify.Activity) bool {
	return cmp.Or(
		a.At.Compare(b.At), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.URL, b.URL),
		cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Campaign, b.Campaign), cmp.Compare(a.Value, b.Value),
	) < 0
}

// faults says what is wrong with activities.
func (g *checkedLog) faults(log []qualify.Activity, asOf, reset time.Time, issues []qualify.Issue) []qualify.Issue {
	for i := range log {
		code := qualify.BadActivity
		switch a := &log[i]; {
		case a.Type == "" || a.At.IsZero():
		case a.Value-a.Value != 0 && counts(a, asOf, reset):
			code = qualify.NotFinite
		default:
			continue
		}
		issues = append(issues, qualify.Issue{Code: code, Path: "activities[" + strconv.Itoa(i) + "]"})
	}
	return issues
}

// exactSum adds numbers without rounding: in two parts, as long as these hold
// all, and else in as many bits as it takes.
type exactSum struct {
	high, low float64
	wide      *big.Float
}

func (s *exactSum) add(v float64) {
	sum := s.high + v
	w := sum - s.high
	if lost := (s.high - (sum - w)) + (v - w); lost == 0 && s.wide == nil {
		s.high = sum
		return
	}
	s.addRest(v)
}

func (s *exactSum) addRest(v float64) {
	if s.wide == nil {
		high, lost := twoSum(s.high, v)
		low, gone := twoSum(s.low, lost)
		if gone == 0 && !math.IsInf(high, 0) && low-low == 0 {
			s.high, s.low = high, low
			return
		}
		s.wide = new(big.Float).SetPrec(2200).SetFloat64(s.high) // enough for all float64
		s.wide.Add(s.wide, big.NewFloat(s.low))
	}
	s.wide.Add(s.wide, big.NewFloat(v))
}

// twoSum is a sum, and what its rounding lost.
func twoSum(a, b float64) (sum, lost float64) {
	sum = a + b
	w := sum - a
	return sum, (a - (sum - w)) + (b - w)
}

func (s *exactSum) value() float64 {
	if s.wide != nil {
		v, _ := s.wide.Float64()
		return v
	}
	return s.high + s.low
}
