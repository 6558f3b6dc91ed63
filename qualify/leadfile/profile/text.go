package profile

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteText writes the report for people. The error is the writer's.
func (r *Report) WriteText(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, r.headline())
	for _, part := range []struct {
		s     Severity
		title string
	}{{Fault, "What is wrong"}, {Suspicion, "What to look at"}} {
		titled := false
		for i := range r.Findings {
			if f := &r.Findings[i]; f.Severity == part.s {
				if !titled {
					fmt.Fprintf(out, "\n%s\n", part.title)
					titled = true
				}
				f.write(out)
			}
		}
	}
	if len(r.Findings) == 0 && r.Rows > 0 {
		fmt.Fprintln(out, "\nNothing wrong was found.")
	}
	r.writeDecided(out)
	r.writeColumns(out)
	r.writeAges(out)
	for _, l := range r.Limits {
		fmt.Fprintf(out, "\nLeft out to stay in bounded memory: %s.\n", l)
	}
	return out.Flush()
}

// headline is what was looked at.
func (r *Report) headline() string {
	s := fmt.Sprintf("%s in %s, %s", plural(r.Rows, "row"), list(r.Files), plural(len(r.Columns), "column"))
	if r.LeftOut > 0 {
		s += fmt.Sprintf("; %s could not be read and %s left out", count(r.LeftOut), verb(r.LeftOut, "is", "are"))
	}
	if r.RuleSet != "" {
		s += "; rules: " + r.RuleSet
	}
	if r.AsOf != nil {
		s += "; as of " + r.AsOf.Format(time.RFC3339)
	}
	return s
}

// About is what the finding is about, for a heading: the column, and the fact that
// is read of it.
func (f *Finding) About() string {
	switch {
	case f.Column == "" && f.Path == "":
		return "rows"
	case f.Column == "":
		return f.Path
	case f.Path == "" || f.Path == f.Column:
		return strconv.Quote(f.Column)
	}
	return strconv.Quote(f.Column) + " (" + f.Path + ")"
}

// Sentence is the message with examples and places.
func (f *Finding) Sentence() string {
	s := f.Message
	if f.Estimated {
		s += " (estimated)"
	}
	if len(f.Examples) > 0 {
		s += ", such as " + strings.Join(quoted(f.Examples), ", ")
	}
	if len(f.First) > 0 {
		var at []string
		for _, p := range f.First {
			at = append(at, p.String())
		}
		s += "; " + verb(len(at), "line ", "lines ") + strings.Join(at, ", ")
		if f.Count > len(at) {
			s += " ..."
		}
	}
	return s
}

// String is the line, with the file where there are several.
func (p Place) String() string {
	if p.File != "" {
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return strconv.Itoa(p.Line)
}

func quoted(texts []string) []string {
	var out []string
	for _, t := range texts {
		out = append(out, strconv.Quote(t))
	}
	return out
}

func (f *Finding) write(w io.Writer) {
	fmt.Fprintf(w, "  %s: %s\n      -> %s [%s]\n", f.About(), f.Sentence(), f.Do, f.Code)
}

// share is a part of a whole, for people.
func share(part, of int) string {
	if of == 0 {
		return "0 %"
	}
	p := 100 * float64(part) / float64(of)
	if part > 0 && p < 0.1 {
		return "< 0.1 %"
	}
	return strconv.FormatFloat(p, 'f', 1, 64) + " %"
}

func (r *Report) writeDecided(w io.Writer) {
	d := r.Decided
	if d == nil {
		return
	}
	fmt.Fprintf(w, "\n%s of %s are settled (%s): nothing that is missing could change what happens to them\n", count(d.Settled), plural(d.Leads, "lead"), share(d.Settled, d.Leads))
	if len(d.Missing) == 0 {
		return
	}
	fmt.Fprintf(w, "What to collect or buy first\n  %-32s %10s %10s %14s  %s\n", "FACT", "MISSED BY", "DECISIVE", "THEN SETTLED", "QUESTION")
	for _, m := range d.Missing {
		fmt.Fprintf(w, "  %-32s %10s %10s %14s  %s\n", m.Path, count(m.Leads), count(m.Decisive), "+"+count(m.Settled), m.Question)
	}
}

func (r *Report) writeColumns(w io.Writer) {
	if len(r.Columns) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%-36s %8s %-14s %9s  %s\n", "COLUMN", "FILLED", "KIND", "DISTINCT", "VALUES")
	for i := range r.Columns {
		c := &r.Columns[i]
		distinct := count(c.Distinct)
		if c.Estimated {
			distinct = "~" + distinct
		}
		if c.File != "" && (i == 0 || r.Columns[i-1].File != c.File) {
			fmt.Fprintf(w, "%s, %s:\n", c.File, plural(c.Rows, "row"))
		}
		name := c.Name
		if len(c.Fields) > 0 && c.Fields[0] != c.Name {
			name += " -> " + strings.Join(c.Fields, ", ")
		}
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%-36s %8s %-14s %9s  %s", printable(cmp.Or(name, "(no header)")), share(c.Filled, c.Rows), c.Kind, distinct, c.Says()), " "))
		for _, u := range c.Compared {
			if u.Leads == 0 {
				fmt.Fprintf(w, "%-36s   %s: no lead has %q\n", "", strings.Join(u.Places, ", "), u.Text)
			}
		}
	}
}

// Says are the values of a column, for people.
func (c *ColumnReport) Says() string {
	var say []string
	if c.Least != "" {
		say = append(say, c.Least+" to "+c.Most)
	} else {
		for _, v := range c.Values {
			text := v.Text
			if !c.Personal {
				text = strconv.Quote(text) + " (" + count(v.Count) + ")"
			}
			say = append(say, printable(text))
		}
	}
	s := strings.Join(say, ", ")
	if c.Personal && s != "" {
		s = "such as " + s
	}
	if c.Unused != "" {
		s = strings.TrimPrefix(s+"; "+c.Unused, "; ")
	}
	return s
}

// printable takes out what a terminal would obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}

func (r *Report) writeAges(w io.Writer) {
	if len(r.Ages) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%-36s %9s %9s %12s %12s  %s\n", "AGE OF", "DATED", "UNDATED", "MEDIAN DAYS", "90 % WITHIN", "OLDER THAN ITS STALE_DAYS")
	for _, a := range r.Ages {
		older := ""
		if a.StaleDays > 0 {
			older = fmt.Sprintf("%s (%s days)", share(a.Stale, a.Dated), figure(a.StaleDays))
		}
		fmt.Fprintln(w, strings.TrimRight(fmt.Sprintf("%-36s %9s %9s %12s %12s  %s", a.Path, count(a.Dated), count(a.Undated), count(a.MedianDays), count(a.P90Days), older), " "))
	}
}
