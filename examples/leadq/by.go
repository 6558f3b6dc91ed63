package main

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// byMonth groups leads by the month that they are decided in.
const byMonth = "month"

// grouping puts leads into groups by a fact or by the month. The zero grouping has
// none.
type grouping struct {
	by    string
	ranks map[string]float64 // of groups that have an order, by name
}

// check looks whether a lead can have the fact.
func (g *grouping) check() error {
	if g.by == "" || g.by == byMonth {
		return nil
	}
	if _, err := new(qualify.Lead).Get(g.by); err != nil {
		if _, ok := nearest.To(g.by, []string{byMonth}); ok {
			return misusef("-by %s: did you mean %s?", g.by, byMonth)
		}
		return misusef("-by: %v", err)
	}
	return nil
}

// ofMonth is the group of a lead decided at an instant, "" where groups are not
// of months.
func (g *grouping) ofMonth(at time.Time) string {
	if g.by != byMonth {
		return ""
	}
	return g.month(at)
}

// ofFact is the group of a lead by a fact, "" where it is in none.
func (g *grouping) ofFact(lead *qualify.Lead) string {
	if g.by == "" || g.by == byMonth {
		return ""
	}
	v, err := lead.Get(g.by)
	if err != nil {
		return ""
	}
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case string:
		return v
	case time.Time:
		return g.month(v)
	case float64:
		return g.span(v)
	case []string:
		v = slices.Clone(v)
		slices.Sort(v)
		return strings.Join(slices.Compact(v), ", ")
	}
	return ""
}

// ranked is a group with its rank.
func (g *grouping) ranked(name string, rank float64) string {
	if g.ranks == nil {
		g.ranks = map[string]float64{}
	}
	g.ranks[name] = rank
	return name
}

func (g *grouping) month(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	year, month, _ := at.UTC().Date()
	return g.ranked(at.UTC().Format("2006-01"), float64(12*year+int(month)))
}

// ends are where the groups of numbers end: 0.001, 0.002, 0.005, 0.01 and so on
// to a million millions. They do not depend on the numbers, so that two files
// have the same groups.
var ends = func() []float64 {
	var out []float64
	for power := -3; power <= 12; power++ {
		for _, digit := range []string{"1", "2", "5"} {
			x, _ := strconv.ParseFloat(digit+"e"+strconv.Itoa(power), 64)
			out = append(out, x)
		}
	}
	return out
}()

// span is the group of a number: 0, 1 to below 2, 2 to below 5, 5 to below 10, 10
// to below 20 and so on.
func (g *grouping) span(x float64) string {
	text := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	i, _ := slices.BinarySearch(ends, math.Abs(x))
	switch {
	case x != x:
		return ""
	case x == 0:
		return g.ranked("0", 0)
	case x < 0 && i == 0:
		return g.ranked(text(-ends[0])+" to below 0", -ends[0])
	case x < 0 && i == len(ends):
		return g.ranked("below "+text(-ends[i-1]), math.Inf(-1))
	case x < 0:
		return g.ranked(text(-ends[i])+" to below "+text(-ends[i-1]), -ends[i])
	case i < len(ends) && ends[i] == x:
		i++
	}
	switch i {
	case 0:
		return g.ranked("above 0 to below "+text(ends[0]), ends[0]/2)
	case len(ends):
		return g.ranked(text(ends[i-1])+" or more", ends[i-1])
	}
	return g.ranked(text(ends[i-1])+" to below "+text(ends[i]), ends[i-1])
}

// order puts months and numbers in their own order, the groups without one last.
func (g *grouping) order(rows []audit.GroupRow) {
	if len(g.ranks) == 0 {
		return
	}
	rank := func(row *audit.GroupRow) float64 {
		if rank, ok := g.ranks[row.Name]; ok {
			return rank
		}
		return math.Inf(1)
	}
	slices.SortStableFunc(rows, func(a, b audit.GroupRow) int { return cmp.Compare(rank(&a), rank(&b)) })
}
