package generate

import (
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// declare makes a rule set say of facts what absent ones count as, when they are
// too old, and how texts are compared.
func (g *Generator) declare(rs *qualify.RuleSet) {
	rs.Texts = pick(g, "", qualify.TextsExact, qualify.TextsFolded)
	for _, fact := range facts {
		f := rs.Facts[fact.Path]
		if fact.kind != instant && fact.Path != "stage" {
			switch {
			case fact.Path == "answers.wants_contact" && g.one(4):
				f.Default = false
			case g.one(8) && fact.Path != "answers.wants_contact":
				if f.Default = g.value(fact); f.Default == "" {
					f.Default = nil
				}
			}
			if g.one(5) {
				f.StaleDays = pick(g, 0.5, 30, 365)
			}
		}
		if fact.kind == text && g.one(6) {
			f.Fold = new(true)
		}
		if f.Default != nil || f.StaleDays != 0 || f.Fold != nil {
			rs.Facts[fact.Path] = f
		}
	}
}

// record makes a lead look like a CRM's: facts were seen at some time, texts are
// in another case or have blanks around, wishes may lie before a reset or ahead,
// and clocks may be wrong.
func (g *Generator) record(l *qualify.Lead) {
	for _, f := range facts {
		if g.one(3) {
			if l.Seen == nil {
				l.Seen = map[string]qualify.Seen{}
			}
			at := pick(g, ago(0.25), ago(20), ago(100), ago(500), ago(-3), time.Time{})
			l.Seen[f.Path] = qualify.Seen{At: at, Source: pick(g, "crm", "form")}
		}
		if v, err := l.Get(f.Path); err == nil && f.kind == text && g.one(6) {
			if t, isText := v.(string); isText && t != "" {
				f.Set(l, pick(g, strings.ToUpper(t), strings.ToLower(t), " "+t+"\t", "  "))
			}
		}
	}
	if g.one(3) {
		l.ResetAt = ago(pick(g, 1.0, 15, 30, 90))
	}
	if g.one(2) {
		l.Answers.WantsContact = qualify.Known(!g.one(3))
		l.Answers.WantsContactAt = pick(g, time.Time{}, time.Time{}, ago(0.5), ago(20), ago(100), ago(-2))
	}
	switch g.r.IntN(25) {
	case 0:
		l.CreatedAt = ago(-1)
	case 1:
		l.ResetAt = ago(-1)
	case 2:
		l.CreatedAt = l.ResetAt
	}
}

// Renderings are texts that are the same one where texts are folded.
func Renderings(text string) []string {
	return slices.Compact([]string{text, strings.ToUpper(text), " " + text + " "})
}
