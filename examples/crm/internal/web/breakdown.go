package web

import (
	"cmp"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// line is a condition with its outcome.
type line struct {
	Name    string
	Outcome truth.Truth
	Note    string
}

// worth is a line of the score. They add up to the total.
type worth struct {
	Name    string
	Note    string
	Points  string
	Unknown bool // it may still become something else: Low to High
	Low     string
	High    string
}

// list is a checklist.
type list struct {
	Name    string
	Verdict string
	Lines   []line
}

// breakdown is a decision with the names of its rule set.
type breakdown struct {
	Screening, Fit, Raises []line
	Score                  []worth
	Checklists             []list
}

func breakDown(set *qualify.RuleSet, d *qualify.Decision) breakdown {
	var b breakdown
	for i, s := range d.Screening {
		if i < len(set.Screening) {
			l := line{Name: cmp.Or(set.Screening[i].Name, set.Screening[i].Reason, s.ID), Outcome: s.Outcome}
			if s.Lifted {
				l.Note = "lifted by the raised hand"
			}
			b.Screening = append(b.Screening, l)
		}
	}
	for i, c := range d.Fit.Criteria {
		l := line{Name: c.ID, Outcome: c.Outcome, Note: "weight " + c.Weight.String()}
		if set.ICP != nil && i < len(set.ICP.Criteria) {
			l.Name = cmp.Or(set.ICP.Criteria[i].Name, c.ID)
			if set.ICP.Criteria[i].Required {
				l.Note += ", required"
			}
		}
		b.Fit = append(b.Fit, l)
	}
	for _, raise := range set.HandRaise {
		l := line{Name: cmp.Or(raise.Name, raise.ID), Outcome: truth.Unmet}
		for _, id := range d.Readiness.Raised {
			if id == raise.ID {
				l.Outcome = truth.Met
			}
		}
		b.Raises = append(b.Raises, l)
	}
	b.Score = score(set.Scoring, &d.Score)
	if set.BANT != nil {
		b.Checklists = append(b.Checklists, checklist("BANT", set.BANT.Checklist(), bant.Assessment(d.BANT)))
	}
	for i, a := range d.Checklists {
		if i < len(set.Checklists) {
			b.Checklists = append(b.Checklists, checklist(cmp.Or(set.Checklists[i].Name, a.ID), set.Checklists[i], a))
		}
	}
	return b
}

// score lists the rules that count, what clips take or add, and nothing else,
// so that the lines add up to the total.
func score(model *scoring.Model, s *scoring.Score) []worth {
	if model == nil {
		return nil
	}
	names := map[string]string{}
	for _, r := range model.Rules {
		names[r.ID] = r.Name
	}
	var lines []worth
	for _, r := range s.Rules {
		w := worthOf(cmp.Or(names[r.ID], r.ID), r.Column)
		if r.Matches > 0 {
			w.Note = count(r.Matches, "time")
		}
		lines = append(lines, w)
	}
	for i, g := range s.Groups {
		if g.Clip != (scoring.Column{}) && i < len(model.Groups) {
			lines = append(lines, worthOf("limit: "+cmp.Or(model.Groups[i].Name, g.ID), g.Clip))
		}
	}
	if s.Clip != (scoring.Column{}) {
		lines = append(lines, worthOf("limit of the score", s.Clip))
	}
	return lines
}

func worthOf(name string, c scoring.Column) worth {
	w := worth{Name: name, Points: signed(c.Points)}
	if c.Low != c.High {
		// What a clip takes at the low end of a score may be more than at the
		// high end.
		w.Unknown, w.Low, w.High = true, signed(min(c.Low, c.High)), signed(max(c.Low, c.High))
	}
	return w
}

func checklist(name string, c bant.Checklist, a bant.Assessment) list {
	l := list{Name: name, Verdict: words(a.Verdict)}
	for i, item := range a.Items {
		title := words(item.ID)
		if i < len(c.Items) {
			title = cmp.Or(c.Items[i].Name, title)
		}
		l.Lines = append(l.Lines, line{Name: title, Outcome: item.Outcome})
	}
	return l
}
