package lint

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// textUse is a comparison of a text with constants.
type textUse struct {
	c      *condition
	key    string // the fact's path, or the field's name with its dot
	plain  bool   // not through lower or upper
	equal  bool   // the whole text is compared
	consts []string
	node   *criteria.Node // the comparison
}

// checkTexts looks at what texts are compared with.
func (k *checker) checkTexts() {
	var all []textUse
	for _, c := range k.conditions {
		all = append(all, k.textUses(c)...)
	}
	k.checkFolded()
	k.checkTrimmed()
	k.checkSpellings(all)
	for _, u := range all {
		k.checkWholeWord(u)
	}
}

// textUses are the comparisons of texts with constants in a condition.
func (k *checker) textUses(c *condition) []textUse {
	var out []textUse
	walk(c.node, func(n *criteria.Node) {
		u := textUse{c: c, node: n}
		switch n.Op {
		case criteria.OpEq, criteria.OpNe, criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith:
			x, y := n.Args[0], n.Args[1]
			u.equal = n.Op == criteria.OpEq || n.Op == criteria.OpNe
			if u.equal && x.Op == criteria.OpConst {
				x, y = y, x
			}
			if y.Op != criteria.OpConst || y.Kind != criteria.String {
				return
			}
			u.key, u.plain = textKey(x)
			u.consts = []string{y.Text}
		case criteria.OpInList:
			if n.Args[1].Op != criteria.OpList || n.Args[0].Kind != criteria.String {
				return
			}
			u.key, u.plain = textKey(n.Args[0])
			u.equal, u.consts = true, n.Args[1].Texts
		}
		if u.key != "" {
			out = append(out, u)
		}
	})
	return out
}

// ofPeople begins the keys of what people have in rules about accounts.
const ofPeople = "people."

// name is how an expression has it.
func (u *textUse) name() string {
	if path, ok := strings.CutPrefix(u.key, ofPeople); ok {
		return "." + path
	}
	return u.key
}

// textKey names what a text term is made of; plain tells that no function
// changes its case.
func textKey(n *criteria.Node) (key string, plain bool) {
	switch n.Op {
	case criteria.OpFact:
		return n.Path(), true
	case criteria.OpField:
		return "." + n.Path(), true
	case criteria.OpPersonal:
		return ofPeople + n.Path(), true
	case criteria.OpTrim:
		return textKey(n.Args[0])
	case criteria.OpLower, criteria.OpUpper:
		key, _ = textKey(n.Args[0])
		return key, false
	}
	return "", false
}

// checkFolded finds comparisons of lower(...) and the like with texts that it
// never gives.
func (k *checker) checkFolded() {
	for _, c := range k.conditions {
		walk(c.node, func(n *criteria.Node) {
			if len(n.Args) != 2 || n.Args[0].Kind != criteria.String || c.reported {
				return
			}
			x, y := n.Args[0], n.Args[1]
			if x.Op == criteria.OpConst {
				x, y = y, x
			}
			var fold func(string) string
			switch x.Op {
			case criteria.OpLower, criteria.OpEmailDomain:
				fold = strings.ToLower
			case criteria.OpUpper:
				fold = strings.ToUpper
			default:
				return
			}
			var wrong []string
			for _, s := range constants(y) {
				if fold(s) != s {
					wrong = append(wrong, s)
				}
			}
			if len(wrong) == 0 {
				return
			}
			c.reported = true
			want := mapped(wrong, fold)
			s := advice{fmt.Sprintf("%v never has the letters of %s; write %s", x, list(wrong), list(want)), wrong, want}
			k.report(Finding{
				Code: CodeMixedCase, Severity: Error, Path: c.path, Text: c.text, Message: s.message, Mend: s.in(c.text),
				Proof: fmt.Sprintf("%v has no letter that %s would change", x, folds[x.Op]),
			})
		})
	}
}

// checkTrimmed finds trim(...) compared with texts that have blanks at their ends.
func (k *checker) checkTrimmed() {
	for _, c := range k.conditions {
		walk(c.node, func(n *criteria.Node) {
			if n.Op != criteria.OpEq && n.Op != criteria.OpInList || c.reported {
				return
			}
			x, y := n.Args[0], n.Args[1]
			if x.Op == criteria.OpConst {
				x, y = y, x
			}
			inner := x
			for inner.Op == criteria.OpLower || inner.Op == criteria.OpUpper {
				inner = inner.Args[0]
			}
			if inner.Op != criteria.OpTrim {
				return
			}
			var wrong []string
			for _, s := range constants(y) {
				if strings.TrimSpace(s) != s {
					wrong = append(wrong, s)
				}
			}
			if len(wrong) == 0 {
				return
			}
			c.reported = true
			want := mapped(wrong, strings.TrimSpace)
			s := advice{fmt.Sprintf("%v is never %s; write %s", x, list(wrong), list(want)), wrong, want}
			k.report(Finding{
				Code: CodeNeverMet, Severity: Error, Path: c.path, Text: c.text, Message: s.message, Mend: s.in(c.text),
				Proof: "trim leaves no blanks at the ends",
			})
		})
	}
}

// folds names what changes the letters of a text as a function does.
var folds = map[criteria.Op]string{criteria.OpLower: "lower", criteria.OpEmailDomain: "lower", criteria.OpUpper: "upper"}

// constants are the texts of a constant or a constant list.
func constants(n *criteria.Node) []string {
	switch {
	case n.Op == criteria.OpConst && n.Kind == criteria.String:
		return []string{n.Text}
	case n.Op == criteria.OpList:
		return n.Texts
	}
	return nil
}

func mapped(texts []string, f func(string) string) []string {
	out := make([]string, len(texts))
	for i, s := range texts {
		out[i] = f(s)
	}
	return out
}

// checkSpellings finds facts that are compared with one word in two cases, or
// in lower case here and as they are there. A fact with an enum has its values
// in one spelling, and a single condition that names several spellings means
// to.
func (k *checker) checkSpellings(all []textUse) {
	type spelling struct {
		word string
		c    *condition
	}
	first := map[[2]string]spelling{} // by key and folded word
	folded := map[string]*condition{} // keys that some condition folds
	for _, u := range all {
		if !u.plain && u.equal {
			if _, ok := folded[u.key]; !ok {
				folded[u.key] = u.c
			}
		}
	}
	told := map[[2]string]bool{}
	for _, u := range all {
		if !u.plain || !u.equal || len(k.rs.Facts[u.key].Enum) > 0 || len(k.theirs[u.name()]) > 0 || u.c.reported {
			continue
		}
		for _, w := range u.consts {
			low := strings.ToLower(w)
			at := [2]string{u.key, low}
			have, seen := first[at]
			switch {
			case !seen:
				first[at] = spelling{w, u.c}
			case have.word != w && have.c != u.c && !told[at]:
				told[at] = true
				k.report(Finding{
					Code: CodeMixedCase, Severity: Warning, Path: u.c.path, Text: u.c.text,
					Message: fmt.Sprintf("%s is compared with %q here and with %q in %s, and the case of letters counts; write one of them, or lower(%s) and both in lower case", u.name(), w, have.word, have.c.path, u.name()),
					Witness: k.otherCase(u.c, w, have.word),
				})
				continue
			}
			if other := folded[u.key]; other != nil && other != u.c && low != w && !told[at] {
				told[at] = true
				k.report(Finding{
					Code: CodeMixedCase, Severity: Warning, Path: u.c.path, Text: u.c.text,
					Message: fmt.Sprintf("%s puts %s into lower case first, and here the case of letters counts; write lower(%s) and %q", other.path, u.name(), u.name(), low),
					Witness: k.otherCase(u.c, w, low),
				})
			}
		}
	}
}

// otherCase is a lead that meets the condition with one spelling and, as given,
// does not with the other.
func (k *checker) otherCase(c *condition, word, other string) *Example {
	for _, picks := range k.a.Picks(c.cases.Met, 8) {
		lead := k.newLead()
		if c.each {
			lead.Activities = activities(picks, 1, 0)
		} else {
			k.apply(lead, picks)
		}
		if have, ok := k.outcome(c, lead); !ok || have != truth.Met {
			continue
		}
		respelt := clone(lead)
		if !respell(respelt, word, other) {
			continue
		}
		for _, want := range []truth.Truth{truth.Unmet, truth.Unknown} {
			if e := k.example(c, respelt, want, fmt.Sprintf("with %q in the place of %q the condition is %v", other, word, want)); e != nil {
				return e
			}
		}
	}
	return nil
}

// respell puts one text in the place of another wherever a lead and its
// activities have it, and tells whether they do.
func respell(l *qualify.Lead, word, other string) (changed bool) {
	for _, f := range qualify.LeadFields() {
		if v, _ := l.Get(f.Name); v == word {
			changed = l.Set(f.Name, other) == nil || changed
		}
	}
	for name, v := range l.Custom {
		if v == word {
			l.Custom[name], changed = other, true
		}
	}
	for i := range l.Activities {
		a := &l.Activities[i]
		for _, f := range qualify.ActivityFields() {
			if v, _ := a.Get(f.Name); v == word {
				changed = a.Set(f.Name, other) == nil || changed
			}
		}
	}
	return changed
}

// prose are the facts and fields that people fill with words.
var prose = []string{
	ofPeople + "job_title", ofPeople + "department",
	"person.job_title", "person.department", "person.seniority", "company.name", "company.industry",
	"answers.need", "answers.authority", "answers.current_vendor", ".subject",
}

// larger are words that hold others which people search for: a title with one
// of them is found by contains, and not meant.
var larger = []string{
	"VPN administrator", "director", "recruiter", "auditor", "digital artist", "administrator", "assistant", "accountant",
	"security guard", "hospitality manager", "internal auditor", "international sales", "chromatographer", "officer cadet",
	"headhunter", "editor", "architect", "chief engineer", "salesforce consultant", "coordinator", "doctor", "researcher",
	"preceptor", "cashier", "itinerant worker", "marketplace seller", "financer", "information officer", "thread cutter",
	"ceremony host", "spider keeper", "overseer", "deputy", "studentship", "unmanaged", "copywriter", "bidder", "copilot",
	"cfor", "socioeconomist", "svp", "avp", "ghrelin analyst", "christmas seller", "operations", "campaigner",
}

// checkWholeWord finds short words that are searched with contains, which finds
// them within longer ones too.
func (k *checker) checkWholeWord(u textUse) {
	if u.node.Op != criteria.OpContains || !slices.Contains(prose, u.key) && !strings.HasPrefix(u.key, "custom.") && !strings.HasPrefix(u.key, ofPeople+"custom.") {
		return
	}
	part := u.consts[0]
	if part == "" || strings.ContainsFunc(part, func(r rune) bool { return !unicode.IsLetter(r) }) || len(part) > 8 {
		return
	}
	witness, found := k.withinWord(u, part)
	if found == "" && len(part) > 3 {
		return
	}
	term := u.node.Args[0]
	for term.Op == criteria.OpLower || term.Op == criteria.OpUpper || term.Op == criteria.OpTrim {
		term = term.Args[0]
	}
	message := fmt.Sprintf("contains finds %q within other words too; write has_word(%v, %q), which looks for whole words in any case of letters", part, term, strings.ToLower(part))
	if found != "" {
		message = fmt.Sprintf("contains finds %q within other words too, as in %q; write has_word(%v, %q), which looks for whole words in any case of letters", part, found, term, strings.ToLower(part))
	}
	k.report(Finding{Code: CodeWholeWord, Severity: Warning, Path: u.c.path, Text: u.c.text, Message: message, Witness: witness})
}

// withinWord is a lead that a search for a word finds by a longer one.
func (k *checker) withinWord(u textUse, part string) (e *Example, found string) {
	tries := 8
	for _, base := range larger {
		for _, text := range []string{base, strings.ToLower(base), strings.ToUpper(base), title(base)} {
			met, ok := u.node.Test(text)
			if x := u.node.Args[0]; x.Op == criteria.OpLower {
				met, ok = u.node.Test(strings.ToLower(text))
			} else if x.Op == criteria.OpUpper {
				met, ok = u.node.Test(strings.ToUpper(text))
			}
			if !ok || !met || slices.Contains(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }), strings.ToLower(part)) {
				continue
			}
			if found == "" {
				found = text
			}
			if tries--; tries < 0 {
				return nil, found
			}
			shows := fmt.Sprintf("the word %q is not in %q, and the condition is met", part, text)
			for _, picks := range k.a.Picks(u.c.cases.Met, 4) {
				if e := k.example(u.c, k.withText(u, picks, text), truth.Met, shows); e != nil {
					return e, text
				}
			}
		}
	}
	return nil, found
}

// withText is a lead with the picks and, where they look, the text.
func (k *checker) withText(u textUse, picks []cases.Pick, text string) *qualify.Lead {
	lead := k.newLead()
	if u.c.each {
		lead.Activities = activities(picks, 1, 0)
	} else {
		k.apply(lead, picks)
	}
	if !strings.HasPrefix(u.key, ".") && !strings.HasPrefix(u.key, ofPeople) {
		k.setFact(lead, u.key, text)
	}
	for i := range lead.Activities {
		if u.key == ".subject" {
			lead.Activities[i].Subject = text
		}
	}
	return lead
}

// title is a text with its words in title case.
func title(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}
