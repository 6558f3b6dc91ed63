package audit

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/leadqual/leadqual/matrix"
)

// WriteText writes the comparison for a terminal. The error is the writer's.
func (c *Comparison) WriteText(w io.Writer) error {
	t := &textReport{}
	of := "leads"
	if c.People != nil {
		of = "accounts"
	}
	c.write(t, of, strings.TrimSuffix(of, "s"))
	if c.People != nil {
		t.flush()
		fmt.Fprintln(&t.out)
		c.People.write(t, "people", "person")
	}
	t.flush()
	_, err := w.Write(t.out.Bytes())
	return err
}

// write writes what changes of so many, each of which is one.
func (c *Comparison) write(t *textReport, of, one string) {
	fmt.Fprintf(&t.out, "%d %s: %d moved (%s), %d have other points", c.Leads, of, c.Moved, percent(share(c.Moved, c.Leads)), c.Rescored)
	if len(c.Roles.Entries) > 0 {
		fmt.Fprintf(&t.out, ", %d have another role", c.Recast)
	}
	fmt.Fprintln(&t.out)
	if c.Brief > 0 {
		fmt.Fprintf(&t.out, "%d of them were decided in brief, so that parts are not compared of them\n", c.Brief)
	}
	t.matrix("QUADRANTS, FROM LEFT TO RIGHT", &c.Quadrants)
	t.matrix("STATUSES, FROM LEFT TO RIGHT", &c.Statuses)
	t.section("TEAMS")
	t.row("TEAM", "BEFORE", "AFTER", "")
	for _, e := range c.Teams.Entries {
		t.row(named(e.Name), fmt.Sprint(e.Value.Before), fmt.Sprint(e.Value.After), fmt.Sprintf("%+d", e.Value.After-e.Value.Before))
	}
	c.owners(t, of)
	c.roles(t)
	c.parts(t, of)
	if len(c.Largest) > 0 {
		t.section("LARGEST CHANGES")
		t.row(strings.ToUpper(one), "BEFORE", "AFTER", "FROM", "TO")
		for _, s := range c.Largest {
			t.row(s.LeadID, s.Before.String(), s.After.String(), s.From, s.To)
		}
	}
}

// roles lists the changes of people's roles, with the first of those that changed.
func (c *Comparison) roles(t *textReport) {
	if c.Recast == 0 {
		return
	}
	t.section("ROLES CHANGED")
	t.row("FROM", "TO", "PEOPLE", "SUCH AS")
	for _, e := range c.Roles.Entries {
		m := e.Value
		if m.From == m.To {
			continue
		}
		var ids []string
		for _, s := range m.Samples[:min(len(m.Samples), 5)] {
			ids = append(ids, s.LeadID)
		}
		t.row(m.From, m.To, fmt.Sprint(m.Leads), strings.Join(ids, " "))
	}
}

// parts lists what was changed, and what follows from that.
func (c *Comparison) parts(t *textReport, of string) {
	if len(c.Parts.Entries) == 0 {
		return
	}
	explained := c.Several + c.Joint
	t.section("CHANGED PARTS")
	t.row("PART", "CHANGE", strings.ToUpper(of), "MOVED", "OF ALL MOVED", "ALONE", "POINTS")
	for _, e := range c.Parts.Entries {
		p := e.Value
		alone := fmt.Sprint(p.Alone)
		if p.What == "" { // it is not changed itself
			alone = ""
		}
		explained += p.Alone
		t.row(e.Name, p.What, fmt.Sprint(p.Leads), fmt.Sprint(p.Moved), percent(share(p.Moved, c.Moved)), alone, p.Points.String())
	}
	if explained > 0 {
		t.row("by more than one alone", "", "", "", "", fmt.Sprint(c.Several))
		t.row("joint: by none alone", "", "", "", "", fmt.Sprint(c.Joint))
	}
}

// owners lists the changes of owner, the most frequent first.
func (c *Comparison) owners(t *textReport, of string) {
	var moves []Move
	for _, e := range c.Owners.Entries {
		if e.Value.From != e.Value.To {
			moves = append(moves, e.Value)
		}
	}
	if len(moves) == 0 {
		return
	}
	slices.SortStableFunc(moves, func(a, b Move) int { return cmp.Compare(b.Leads, a.Leads) })
	t.section("OWNERS CHANGED")
	t.row("FROM", "TO", strings.ToUpper(of))
	for _, m := range moves[:min(len(moves), 20)] {
		t.row(m.From, m.To, fmt.Sprint(m.Leads))
	}
	if rest := len(moves) - 20; rest > 0 {
		t.row(fmt.Sprintf("and %d more", rest))
	}
}

// matrix writes moves as a table of from by to.
func (t *textReport) matrix(title string, moves *Table[Move]) {
	cells, listed := map[[2]string]int{}, map[string]bool{}
	for _, e := range moves.Entries {
		cells[[2]string{e.Value.From, e.Value.To}] = e.Value.Leads
		listed[e.Value.From], listed[e.Value.To] = true, true
	}
	var names []string
	for _, name := range moveOrder {
		if listed[name] {
			names = append(names, name)
		}
	}
	t.section(title)
	t.tabs = tabwriter.NewWriter(&t.out, 0, 0, 2, ' ', 0)
	t.row(append([]string{""}, names...)...)
	for _, from := range names {
		row := []string{from}
		for _, to := range names {
			row = append(row, fmt.Sprint(cells[[2]string{from, to}]))
		}
		t.row(row...)
	}
}

// moveOrder is the order of quadrants and statuses in matrices.
var moveOrder = [...]string{
	string(matrix.GoodFitReady), string(matrix.GoodFitNotReady), string(matrix.PoorFitReady), string(matrix.PoorFitNotReady), string(matrix.Undetermined), RemovedByScreening,
	string(matrix.StatusSQL), string(matrix.StatusMQL), string(matrix.StatusResearch), string(matrix.StatusNurture), string(matrix.StatusDisqualified), string(matrix.StatusExcluded),
}
