package audit

import (
	"cmp"
	"fmt"
	"io"
	"slices"
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
	c.write(t, of)
	if c.People != nil {
		t.flush()
		fmt.Fprintln(&t.out)
		c.People.write(t, "people")
	}
	t.flush()
	_, err := w.Write(t.out.Bytes())
	return err
}

func (c *Comparison) write(t *textReport, of string) {
	fmt.Fprintf(&t.out, "%d %s: %d moved (%s), %d have other points\n", c.Leads, of, c.Moved, percent(share(c.Moved, c.Leads)), c.Rescored)
	t.matrix("QUADRANTS, FROM LEFT TO RIGHT", &c.Quadrants)
	t.matrix("STATUSES, FROM LEFT TO RIGHT", &c.Statuses)
	t.section("TEAMS")
	t.row("TEAM", "BEFORE", "AFTER", "")
	for _, e := range c.Teams.Entries {
		t.row(named(e.Name), fmt.Sprint(e.Value.Before), fmt.Sprint(e.Value.After), fmt.Sprintf("%+d", e.Value.After-e.Value.Before))
	}
	c.owners(t)
	c.parts(t)
	if len(c.Largest) > 0 {
		t.section("LARGEST CHANGES")
		t.row("LEAD", "BEFORE", "AFTER", "FROM", "TO")
		for _, s := range c.Largest {
			t.row(s.LeadID, s.Before.String(), s.After.String(), s.From, s.To)
		}
	}
}

// parts lists what was changed, and what follows from that.
func (c *Comparison) parts(t *textReport) {
	if len(c.Parts.Entries) == 0 {
		return
	}
	explained := c.Several + c.Joint
	t.section("CHANGED PARTS")
	t.row("PART", "CHANGE", "LEADS", "MOVED", "OF ALL MOVED", "ALONE", "POINTS")
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
func (c *Comparison) owners(t *textReport) {
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
	t.row("FROM", "TO", "LEADS")
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
