package account_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify/account"
)

// What the rules about people never decide, rules about accounts cannot ask.
func TestResultsThatPeopleLack(t *testing.T) {
	const (
		icp     = `"icp": {"criteria": [{"id": "c", "when": "company.employees > 5"}], "grades": [{"name": "A", "min": 1}]}`
		scoring = `"scoring": {"rules": [{"id": "s", "each": "true", "points": 5}], "bands": [{"name": "1", "min": 5}]}`
		lacks   = `[not_supported] .%s is decided by %s, which the rules about people lack; give "person" one`
	)
	lacking := func(field, part string) string { return fmt.Sprintf(lacks, field, part) }
	for _, c := range []struct{ person, text, want string }{
		{"", "any(people, .points > 3)", lacking("points", "scoring")},
		{icp, "sum(people, .points) > 3", lacking("points", "scoring")},
		{scoring, "any(people, .points > 3)", ""},
		{"", "any(people, .band == '1')", lacking("band", "scoring")},
		{scoring, "any(people, .band == '1')", ""},
		{"", "any(people, .grade == 'A')", lacking("grade", "icp")},
		{scoring, "any(people, .grade == 'A')", lacking("grade", "icp")},
		{icp, "any(people, .grade == 'A')", ""},
		{"", "any(people, .cell == 'A1')", lacking("cell", "icp")},
		{icp, "any(people, .cell == 'A1')", lacking("cell", "scoring")},
		{icp + ", " + scoring, "any(people, .cell == 'A1')", ""},
		{"", "any(people, .status == 'mql' or .hand_raised)", ""},
		{"", "any(people, .pints > 3)", `[unknown_name] a person has no .pints; it has .activities .id .role .status .hand_raised`},
	} {
		_, err := account.CompileJSON("r.json", fmt.Appendf(nil, `{"name": "x", "person": {%s}, "account": {"icp": {"criteria": [{"id": "a", "when": %q}]}}}`, c.person, c.text), nil)
		switch {
		case c.want == "":
			if err != nil {
				t.Errorf("%s with %q: %v", c.text, c.person, err)
			}
		case err == nil:
			t.Errorf("%s with %q compiles", c.text, c.person)
		default:
			code, message, _ := strings.Cut(c.want[1:], "] ")
			have := err.Error()
			if !strings.Contains(have, "account.icp.criteria[0].when") || !strings.Contains(have, message) || !strings.Contains(have, "["+code+"]") || !strings.Contains(have, "^") {
				t.Errorf("%s with %q: %s, want %s", c.text, c.person, have, c.want)
			}
		}
	}
}
