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
	head     string
	leads    int
	badRows  int
	issues   int
	screened int                     // removed by screening
	quadrant map[matrix.Quadrant]int // of the leads that screening left
	status   map[matrix.Status]int
	owner    map[matrix.Owner]int
	steps    []string       // of the rule set
	removed  map[string]int // by step
}

func newSummary(engine *qualify.Engine, asOf time.Time) *summary {
	rs := engine.RuleSet()
	rules := strings.TrimSpace(rs.Name + " " + rs.Version)
	s := &summary{
		head:     fmt.Sprintf("as of %s by %s (%.19s)", asOf.Format(time.RFC3339), rules, engine.Fingerprint()),
		quadrant: map[matrix.Quadrant]int{}, status: map[matrix.Status]int{}, owner: map[matrix.Owner]int{},
		removed: map[string]int{},
	}
	for _, step := range rs.Screening {
		s.steps = append(s.steps, step.ID)
	}
	return s
}

func (s *summary) add(d *qualify.Decision) {
	s.leads++
	if d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded {
		s.screened++
	} else {
		s.quadrant[d.Quadrant]++
	}
	s.status[d.Status]++
	owner := d.Owner
	owner.Route = "" // the same person by another way
	s.owner[owner]++
	if step := removedBy(d); step != "" {
		s.removed[step]++
	}
	if len(d.Issues) > 0 {
		s.issues++
	}
}

// print writes the summary, each part with the most frequent first but for the
// quadrants, which have an order of their own, and the screening steps, which are
// listed in the order in which they are tried, also those that removed nobody.
func (s *summary) print(w io.Writer) {
	fmt.Fprintf(w, "%s decided %s\n", plural(s.leads, "lead"), s.head)
	fmt.Fprintln(w, "quadrant")
	for _, q := range []matrix.Quadrant{matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined} {
		s.row(w, string(q), s.quadrant[q])
	}
	if s.screened > 0 {
		s.row(w, audit.RemovedByScreening, s.screened)
	}
	fmt.Fprintln(w, "status")
	for _, status := range frequent(s.status) {
		s.row(w, string(status), s.status[status])
	}
	fmt.Fprintln(w, "owner")
	for _, owner := range frequent(s.owner) {
		s.row(w, ownerText(owner), s.owner[owner])
	}
	if len(s.steps) > 0 {
		fmt.Fprintln(w, "removed by screening")
	}
	for _, step := range s.steps {
		s.row(w, printable(step), s.removed[step])
	}
	if s.issues > 0 {
		fmt.Fprintf(w, "%s with bad data; see issues in the decisions\n", plural(s.issues, "lead"))
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
