package edit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTokens(t *testing.T) {
	const src = `{"name": "base", "facts": {"custom.plan": {"type": "string"}}, "lists": {"rivals": ["a.example"]}, "define": {"senior": "person.seniority == 'vp'"},
 "hand_raise": [{"id": "a", "when": "%s"}]}`
	for when, want := range map[string]string{
		"custom.plan == 'team' and not senior":          "fact custom.plan|operator ==|text 'team'|operator and|operator not|definition senior",
		`custom.plan == \"te\u00e9\" /* one */ or true`: `fact custom.plan|operator ==|text \"te\u00e9\"|operator or|constant true`,
		"company.domain in lists.rivals":                "fact company.domain|operator in|list lists.rivals",
		"any(activities, .type == 'x')":                 "function any|constant activities|field .type|operator ==|text 'x'",
		"let n = 5.5; custom.none > n ? n : 1":          "operator let|definition n|operator =|number 5.5|operator ;|name custom.none|operator >|definition n|operator ?|definition n|operator :|number 1",
		"status == 'mql' and count(activities, #.":      "result status|operator ==|text 'mql'|operator and|function count|constant activities|field #|field .",
		"company. == 'not closed":                       "name company.|operator ==|text 'not closed",
		"((( $ senior":                                  "name $|definition senior",
	} {
		p := New(nil)
		text := fmt.Sprintf(src, when)
		p.Set("rules.json", []byte(text))
		from := strings.Index(text, when)
		var got []string
		for _, token := range p.Tokens("rules.json", from, from+len(when)) {
			got = append(got, token.Kind+" "+text[token.From:token.To])
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", when, got, want)
		}
	}
}

// The tokens of a whole are those of its lines: what an editor asks for a screen is
// no other than what it asks for all.
func TestTokensOfLines(t *testing.T) {
	sets := ruleSets(t)
	for name, src := range sets {
		p := New(nil)
		p.Set(name, []byte(src))
		all := p.Tokens(name, 0, len(src))
		var lines []Token
		from := 0
		for line := range strings.SplitAfterSeq(src, "\n") {
			lines = append(lines, p.Tokens(name, from, from+len(line))...)
			from += len(line)
		}
		if len(all) == 0 && len(p.files[name].expressions) > 0 || !slices.Equal(all, lines) {
			t.Errorf("%s: %d tokens, and %d of its lines", name, len(all), len(lines))
		}
		if i := slices.IndexFunc(all, func(t Token) bool { return t.Kind == KindName }); i >= 0 {
			t.Errorf("%s: nothing declares %s", name, src[all[i].From:all[i].To])
		}
	}
	if p := New(nil); p.Tokens("none.json", 0, 5) != nil {
		t.Error("a file that is not there has tokens")
	}
}

// A screen of a large rule set has its colours at once.
func TestTokensOfLarge(t *testing.T) {
	src, offset := large(4000)
	p := New(nil)
	p.Set("rules.json", []byte(src))
	from := offset - 100*len(src)/4000
	took := median(25, func(int) {}, func(int) {
		if got := p.Tokens("rules.json", from, offset); len(got) < 100 {
			t.Fatalf("%d tokens", len(got))
		}
	})
	t.Logf("100 lines: %v", took)
	if took > 50*time.Millisecond {
		t.Errorf("100 lines take %v, ten times as long as promised", took)
	}
}
