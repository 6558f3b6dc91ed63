package agreement

import (
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

func TestPhrases(t *testing.T) {
	w := &writer{rs: &qualify.RuleSet{Facts: map[string]qualify.Fact{"custom.seats": {Doc: "licences wanted"}}}, words: explain.English()}
	for code, want := range map[string]string{
		"company.employees >= 1_000":                           "number of employees at least 1000",
		"custom.seats<10":                                      "licences wanted below 10",
		"answers.budget in 5 .. 50":                            "budget from 5 to 50",
		"person.seniority == 'vp_sales'":                       "seniority is “vp_sales”",
		"has_word(person.job_title, \"vp\")":                   "job title has the word “vp”",
		"custom.other == nil":                                  "custom.other is unknown",
		"company.employees >= 10 and custom.seats > 5":         "",
		"has_word(person.job_title, 'vp', 'head')":             "",
		"company.employees >= answers.budget":                  "",
		"source == 'a' or source == 'b'":                       "",
		"any(activities, .type == 'webinar' and .value > 100)": "",
	} {
		if got := w.inWords(code, comparisons()); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]string{
		"-10 * floor(idle_days / 30)":                   "-10 for each full 30 of: days without activity",
		"floor(idle_days / 30) * -10":                   "-10 for each full 30 of: days without activity",
		"0.5 * custom.seats":                            "0.5 times licences wanted",
		"custom.seats / 10":                             "1 for each 10 of: licences wanted",
		"custom.seats":                                  "as many as: licences wanted",
		"-idle_days":                                    "less as many as: days without activity",
		"2 * count(activities, .type == 'page_view')":   "2 for each activity “page_view”",
		"min(custom.seats, 10)":                         "",
		"custom.seats * company.employees":              "",
		"count(activities, .type == 'a' or .value > 1)": "",
	} {
		if got := w.inWords(code, amounts()); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// A list is printed wherever a condition rests on it, however it gets there:
// whoever signs a name signs what it stands for.
func TestListsBehindNames(t *testing.T) {
	const (
		head = `{"name": "r", "lists": {"rivals": ["rival.example"]}, "define": {"rival": "domain_in(company.domain, lists.rivals)", "bad": "rival or source == 'x'"}, `
		tail = `}`
	)
	for name, part := range map[string]string{
		"named step":      `"screening": [{"id": "a", "name": "N", "when": "bad"}]`,
		"named criterion": `"icp": {"criteria": [{"id": "a", "name": "N", "when": "not bad"}]}`,
		"noted tier":      `"icp": {"criteria": [{"id": "a", "name": "N", "tiers": [{"when": "not bad", "note": "fine"}]}]}`,
		"named rule":      `"scoring": {"rules": [{"id": "a", "name": "N", "when": "bad", "points": 5}]}`,
		"gate":            `"scoring": {"rules": [{"id": "a", "name": "N", "each": ".type == 'x'", "when": "bad", "points": 5}]}`,
		"amount":          `"scoring": {"rules": [{"id": "a", "name": "N", "compute": "bad ? 1 : 2", "min": 0, "max": 9}]}`,
		"item":            `"checklists": [{"id": "c", "items": [{"id": "a", "name": "N", "when": "bad"}]}]`,
		"raise":           `"hand_raise": [{"id": "a", "name": "N", "when": "bad"}]`,
		"route":           `"routes": [{"id": "a", "name": "N", "when": "bad", "team": "sales", "roster": "r"}]`,
	} {
		e, err := qualify.CompileJSON("r.json", []byte(head+part+tail), nil)
		if err != nil {
			t.Fatal(err)
		}
		page, err := Markdown(e.RuleSet())
		if err != nil || !strings.Contains(string(page), "rival.example") {
			t.Errorf("%s: the list is not printed: %v\n%s", name, err, page)
		}
	}
}
