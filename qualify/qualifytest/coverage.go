package qualifytest

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// A Coverage says what of a rule set the cases have seen. It is plain data.
type Coverage struct {
	// Points are what there is to see, in the order of the rule set.
	Points []Point `json:"points"`
	// Sides counts the sides of all points, Seen those that some case saw.
	Sides int `json:"sides"`
	Seen  int `json:"seen"`
	// Gaps are the sides that no case saw.
	Gaps []Gap `json:"gaps,omitempty"`
	// Tables are the tables of the rule set, sorted by name.
	Tables []TableRows `json:"tables,omitempty"`
	// NotMeasured are comparisons that cannot be looked at on their own, such
	// as those with a name that let gives.
	NotMeasured []string `json:"not_measured,omitempty"`
}

// A Point is a part of the rule set, a threshold in it, or a cell of the
// matrix.
type Point struct {
	// Place is the part's name, as in Question.For, with what follows it:
	// "icp.title.tiers[1]", "scoring.ready_at", "matrix.good_fit_ready".
	Place string `json:"place"`
	// Path is where it stands in the rule set, "" for a cell.
	Path string `json:"path,omitempty"`
	// Text is the expression or the comparison, "" where there is none.
	Text string `json:"text,omitempty"`
	// Sides are the ways in which it can come out.
	Sides []Side `json:"sides"`
}

// A Side is one way in which a point can come out: "met", "unmet", "unknown";
// "below" and "reached"; and so on.
type Side struct {
	Name  string `json:"name"`
	Cases int    `json:"cases"` // that saw it
}

// A Gap is a side that no case saw.
type Gap struct {
	// ID names the gap in File.Explained: "icp.size: never unknown". It does
	// not change when other parts come and go.
	ID string `json:"id"`
	// Path is the point's.
	Path string `json:"path,omitempty"`
	// Why is the explanation, "" where there is none.
	Why string `json:"why,omitempty"`
}

// Share is the share of the sides that were seen or whose gap is explained,
// from 0 to 1: a number to assert.
func (c *Coverage) Share() float64 {
	if c.Sides == 0 {
		return 1
	}
	return float64(c.Sides-len(c.Open())) / float64(c.Sides)
}

// Open are the gaps that nobody has explained.
func (c *Coverage) Open() []Gap {
	var open []Gap
	for _, g := range c.Gaps {
		if g.Why == "" {
			open = append(open, g)
		}
	}
	return open
}

// WriteText writes every point with its sides, and the gaps after them. The
// error is the writer's.
func (c *Coverage) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range c.Points {
		sides := make([]string, len(p.Sides))
		for i, s := range p.Sides {
			sides[i] = fmt.Sprintf("%s %d", s.Name, s.Cases)
			if s.Cases == 0 {
				sides[i] = "NEVER " + s.Name
			}
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", p.Place, short(p.Text), strings.Join(sides, ", "))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\ncoverage: %d of %d sides seen, %s\n", c.Seen, c.Sides, percent(c.Seen, c.Sides))
	for _, g := range c.Gaps {
		b.WriteString(gapLine(g.ID, g.Path, g.Why))
	}
	for _, t := range c.Tables {
		fmt.Fprintf(&b, "%s: %d of %d rows found, %s\n", t.Place, t.Seen, t.Rows, percent(t.Seen, t.Rows))
	}
	for _, text := range c.NotMeasured {
		fmt.Fprintf(&b, "not measured: %s\n", text)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// gapLine is a line about something that the cases leave open.
func gapLine(id, path, why string) string {
	if why != "" {
		return fmt.Sprintf("  %s (explained: %s)\n", id, why)
	}
	if path == "" {
		return fmt.Sprintf("  %s\n", id)
	}
	return fmt.Sprintf("  %s (%s)\n", id, path)
}

func percent(n, of int) string {
	if of == 0 {
		return "100.0 %"
	}
	return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(of))
}

// mostShown is how much of an expression is shown.
const mostShown = 60

// short is a text on one line of bounded length.
func short(text string) string {
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > mostShown {
		return string(runes[:mostShown-1]) + "…"
	}
	return string(runes)
}

// marshal writes JSON without escapes for HTML.
func marshal(v any) ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return []byte(b.String()), err
}
