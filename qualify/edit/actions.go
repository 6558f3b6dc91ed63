package edit

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// An Action is an edit that mends a mistake.
type Action struct {
	Title   string     `json:"title"`
	Mistake Mistake    `json:"mistake"`
	Edits   []TextEdit `json:"edits"`
}

// mostTries bounds how often a text is compiled for one list of actions.
const mostTries = 100

// Actions returns what mends mistakes that lie, in part at least, in a stretch of a
// file: what the messages say is to be written instead. Each was tried: the mistake is
// gone then, and no other has come.
func (p *Project) Actions(name string, from, to int) (out []Action) {
	f := p.files[name]
	if f == nil {
		return nil
	}
	mistakes, tries := p.Mistakes(name), mostTries
	if slices.ContainsFunc(mistakes, func(m Mistake) bool { return m.Error.Code == qualify.CodeJSONSyntax }) {
		mistakes = append(slices.Clone(mistakes), p.MistakesAt(name, from)...) // which are not among them then
	}
	for _, m := range mistakes {
		if m.Range.File != name || m.Range.From > to || m.Range.To < from {
			continue
		}
		for _, e := range f.mendings(&m) {
			if tries--; tries >= 0 && p.mends(&m, e) {
				title := "Write " + strings.TrimSpace(e.Text)
				if strings.TrimSpace(e.Text) == "" {
					title = "Remove " + f.src[e.From:e.To]
				}
				out = append(out, Action{title, m, []TextEdit{e}})
				break
			}
		}
	}
	return out
}

var (
	didYouMean = regexp.MustCompile(`did you mean (.+?)\?(?:$| keys| ;)`)
	writeThis  = regexp.MustCompile(`(?:; |, |^)(?:[a-z ]+,? )?write (.+)$`)
	asideSaid  = regexp.MustCompile(`^(.*?)(?: for the number of.*| inside any.*| for it$|; to deny.*|, the instant.*)$`)
)

// instead lists what a message says is to be written instead, as the author of rules
// would write it.
func instead(message string) (out []string) {
	if m := didYouMean.FindStringSubmatch(message); m != nil {
		out = append(out, m[1])
	}
	if m := writeThis.FindStringSubmatch(message); m != nil {
		if aside := asideSaid.FindStringSubmatch(m[1]); aside != nil {
			out = append(out, aside[1])
		}
		out = append(out, m[1])
	}
	return slices.DeleteFunc(out, func(s string) bool { return strings.HasSuffix(s, "...") })
}

// mendings are edits that may mend a mistake, the likeliest first.
func (f *file) mendings(m *Mistake) (out []TextEdit) {
	add := func(r TextRange, text string) { out = append(out, TextEdit{r, text}) }
	of := m.Error
	at := find(f.root, f.src, min(m.Range.From+1, len(f.src)))
	if of.Text == "" {
		at := TextRange{f.name, m.Range.From, m.Range.From}
		switch {
		case of.Code == qualify.CodeJSONSyntax && strings.HasPrefix(of.Message, "trailing comma"):
			add(TextRange{f.name, at.From, min(at.From+1, len(f.src))}, "")
			return out
		case of.Code == qualify.CodeJSONSyntax && strings.HasPrefix(of.Message, "missing comma"):
			add(at, ",")
			return out
		}
		for _, write := range instead(of.Message) {
			add(m.Range, write)
			if quoted, err := json.Marshal(write); err == nil {
				add(m.Range, string(quoted))
			}
		}
		return out
	}
	if at.at == nil || at.at.kind != text {
		return nil
	}
	for _, write := range instead(of.Message) {
		add(m.Range, escaped(write))
		add(m.Range, escaped("'"+write+"'"))
		for _, t := range read(of.Text).tokens {
			if t.Kind == criteria.TextToken && of.From <= t.From && t.To <= of.To {
				quote := of.Text[t.From : t.From+1]
				add(f.rangeIn(at.at, t.From, t.To), escaped(quote+strings.Trim(write, `"`)+quote))
			}
		}
		add(m.Range, escaped(" "+write+" "))
		add(m.Range, escaped("("+write+")"))
		plain := strings.Join(strings.Fields(write), " ")
		for end := len(of.Text); end > of.To; end-- { // what is to be written repeats what follows
			if again := strings.TrimSpace(of.Text[of.From:end]); strings.Contains(plain, strings.Join(strings.Fields(again), " ")) {
				add(f.rangeIn(at.at, of.From, of.From+len(again)), escaped(write))
				break
			}
		}
	}
	return out
}

// mends tells whether a mistake is gone after an edit, and no other has come.
func (p *Project) mends(m *Mistake, e TextEdit) bool {
	same := func(of []Mistake) (n int) {
		for _, other := range of {
			if other.Error.Code == m.Error.Code && other.Error.Message == m.Error.Message {
				n++
			}
		}
		return n
	}
	after := p.with([]TextEdit{e})
	if m.Error.Text != "" {
		was, now := p.MistakesAt(e.File, m.Range.From), after.MistakesAt(e.File, e.From)
		return same(now) < same(was) && len(now) < len(was)
	}
	was, now := p.Mistakes(e.File), after.Mistakes(e.File)
	if m.Error.Code == qualify.CodeJSONSyntax { // the first of those of a text that is no JSON
		return len(now) == 0 || now[0].Range.From > m.Range.From && len(now) <= len(was) || now[0].Error.Code != qualify.CodeJSONSyntax
	}
	return same(now) < same(was) && len(now) < len(was)
}
