package qualifytest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	for _, x := range []struct{ text, want string }{
		{"company.employees in 50..5_000", "company.employees in 50 .. 5_000"},
		{`any(activities, .type == "a \" b" and .url contains '/x')`, `any ( activities , .type == "a \" b" and .url contains '/x' )`},
		{"-1.5e-3*x >= 0xff // and more", "- 1.5e-3 * x >= 0xff"},
		{"a /* b */ ?? c ? `d\\` : #.e", "a ?? c ? `d\\` : # .e"},
		{"(x ?? 0) > 1; y", "( x ?? 0 ) > 1 ; y"},
		{"notable and not inside", "notable and not inside"},
		{"größe != ''", "größe != ''"},
		{"'open", "'open"},
	} {
		var have []string
		for _, tok := range scan(x.text) {
			if x.text[tok.from:tok.to] != tok.text {
				t.Errorf("%s: %q is not at %d", x.text, tok.text, tok.from)
			}
			have = append(have, tok.text)
		}
		if got := strings.Join(have, " "); got != x.want {
			t.Errorf("%s: %s, want %s", x.text, got, x.want)
		}
	}
}

func TestComparisons(t *testing.T) {
	for _, x := range []struct {
		text string
		want []string
	}{
		{"company.employees >= 100 and source == 'x'", []string{"company.employees|100||"}},
		{"not (a < -b + 1 or c)", []string{"a|-b + 1||"}},
		{"x in 50..2*100", []string{"x|50..2*100|50 to 2*100|"}},
		{"x not in 1..2", []string{"x|1..2|1 to 2|"}},
		{"x in ['a', 'b']", nil},
		{"count(activities, .type == 'v' and .days_ago <= 30) >= 3", []string{".days_ago|30||activities", "count(activities, .type == 'v' and .days_ago <= 30)|3||"}},
		{"sum(filter(activities, .value > 1), .value) > 5", []string{".value|1||activities", "sum(filter(activities, .value > 1), .value)|5||"}},
		{"any(filter(activities, has_word(.subject, 'a', 'b')), max(.value, 1) > 5)", []string{"max(.value, 1)|5||filter(activities, has_word(.subject, 'a', 'b'))"}},
		{"a > 1 ? b < 2 : c", []string{"a|1||", "b|2||"}},
		{".value > 7", []string{".value|7||the list"}},
		{"any(activities, created_days_ago > 3)", []string{"created_days_ago|3||"}},
		{"count(people, .role == 'x' and any(.activities, .days_ago < 14)) >= 3", []string{".days_ago|14||.activities of people", "count(people, .role == 'x' and any(.activities, .days_ago < 14))|3||"}},
		{"any(.activities, .value > 1)", []string{".value|1||.activities of the list"}},
		{"> 3", nil},
		{"a >", nil},
	} {
		var have []string
		for _, c := range comparisons(x.text, scan(x.text), "the list") {
			bounds := ""
			if c.low != "" {
				bounds = c.low + " to " + c.high
			}
			have = append(have, fmt.Sprintf("%s|%s|%s|%s", c.left, c.right, bounds, strings.Join(c.lists, " of ")))
		}
		if !slices.Equal(have, x.want) {
			t.Errorf("%s:\n%q, want\n%q", x.text, have, x.want)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add("any(activities, .type == 'x' and .days_ago <= 30) or a in 1..2 ?? ..")
	f.Add("))((in..<=")
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		tokens := scan(text)
		for _, tok := range tokens {
			if tok.from < end || tok.to <= tok.from || text[tok.from:tok.to] != tok.text {
				t.Fatalf("%q: %+v", text, tok)
			}
			end = tok.to
		}
		for _, c := range comparisons(text, tokens, "activities") {
			if !strings.HasPrefix(text[c.from:], c.left) || !strings.HasSuffix(text[:c.to], c.right) {
				t.Fatalf("%q: %+v", text, c)
			}
		}
	})
}
