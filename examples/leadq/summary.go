package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// summary counts decisions.
type summary struct {
	head    string
	decided map[counted]int
	steps   []string // of the rule set
	badRows int
	leads   int // of print
}

// counted is what is counted of a decision.
type counted struct {
	status    matrix.Status
	quadrant  matrix.Quadrant // "" of a lead that screening removed
	owner     matrix.Owner    // without the route: the same person by another way
	removedBy string
	badData   bool
}

// of takes what is counted of a decision.
func (c *counted) of(d *qualify.Decision) {
	*c = counted{d.Status, d.Quadrant, d.Owner, removedBy(d), len(d.Issues) > 0}
	c.owner.Route = ""
	if d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded {
		c.quadrant = ""
	}
}

func newSummary(engine *qualify.Engine, asOf time.Time) *summary {
	rs := engine.RuleSet()
	rules := strings.TrimSpace(rs.Name + " " + rs.Version)
	s := &summary{
		head:    fmt.Sprintf("as of %s by %s (%.19s)", asOf.Format(time.RFC3339), rules, engine.Fingerprint()),
		decided: map[counted]int{},
	}
	for _, step := range rs.Screening {
		s.steps = append(s.steps, step.ID)
	}
	return s
}

func (s *summary) add(c *counted) { s.decided[*c]++ }

// tally counts what of says of each decision.
func tally[K comparable](s *summary, of func(*counted) K) map[K]int {
	counts := map[K]int{}
	for c, n := range s.decided {
		counts[of(&c)] += n
	}
	return counts
}

// print writes the summary, each part with the most frequent first but for the
// quadrants, which have an order of their own, and the screening steps, which are
// listed in the order in which they are tried, also those that removed nobody.
func (s *summary) print(w io.Writer) {
	s.leads = tally(s, func(*counted) string { return "" })[""]
	fmt.Fprintf(w, "%s decided %s\n", plural(s.leads, "lead"), s.head)
	fmt.Fprintln(w, "quadrant")
	quadrants := tally(s, func(c *counted) matrix.Quadrant { return c.quadrant })
	for _, q := range []matrix.Quadrant{matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined} {
		s.row(w, string(q), quadrants[q])
	}
	if screened := quadrants[""]; screened > 0 {
		s.row(w, audit.RemovedByScreening, screened)
	}
	fmt.Fprintln(w, "status")
	statuses := tally(s, func(c *counted) matrix.Status { return c.status })
	for _, status := range frequent(statuses) {
		s.row(w, string(status), statuses[status])
	}
	fmt.Fprintln(w, "owner")
	owners := tally(s, func(c *counted) matrix.Owner { return c.owner })
	for _, owner := range frequent(owners) {
		s.row(w, ownerText(owner), owners[owner])
	}
	if len(s.steps) > 0 {
		fmt.Fprintln(w, "removed by screening")
	}
	removed := tally(s, func(c *counted) string { return c.removedBy })
	for _, step := range s.steps {
		s.row(w, printable(step), removed[step])
	}
	if bad := tally(s, func(c *counted) bool { return c.badData })[true]; bad > 0 {
		fmt.Fprintf(w, "%s with bad data; see issues in the decisions\n", plural(bad, "lead"))
	}
	if s.badRows > 0 {
		fmt.Fprintf(w, "%s left out\n", plural(s.badRows, "bad row"))
	}
}

func (s *summary) row(w io.Writer, name string, n int) {
	fmt.Fprintf(w, "  %-30s %9s %5.1f %%\n", name, thousands(n), 100*float64(n)/float64(max(s.leads, 1)))
}

// frequent are the keys from the greatest count, equal ones by their text.
func frequent[K comparable](counts map[K]int) []K {
	keys := slices.Collect(maps.Keys(counts))
	slices.SortFunc(keys, func(a, b K) int {
		if d := counts[b] - counts[a]; d != 0 {
			return d
		}
		return strings.Compare(fmt.Sprint(a), fmt.Sprint(b))
	})
	return keys
}

// ownerText is "sales call ana", "marketing nurture", or "nobody" for a lead
// that was removed.
func ownerText(o matrix.Owner) string {
	if o == (matrix.Owner{}) {
		return "nobody"
	}
	return strings.Join(slices.DeleteFunc([]string{o.Team, o.Action, o.ID}, func(s string) bool { return s == "" }), " ")
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return thousands(n) + " " + what
}

// thousands is n as 12,345.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
