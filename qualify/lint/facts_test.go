package lint

import (
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// Each fact that a text can name can be set, and its value gets where a
// decision finds it.
func TestLeadFacts(t *testing.T) {
	texts := map[criteria.Kind]struct {
		when  string
		value any
	}{
		criteria.String:  {` == "x"`, "x"},
		criteria.Number:  {" == 7", 7.0},
		criteria.Bool:    {" == true", true},
		criteria.Time:    {` == date("2026-01-02")`, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)},
		criteria.Strings: {"", []string{"x"}},
	}
	k := &checker{}
	for _, f := range new(qualify.RuleSet).AllFacts() {
		x := texts[criteria.FactKind(f.Type)]
		if f.Path == "stage" { // it has words of its own
			x.when, x.value = ` == "sql"`, "sql"
		}
		when := f.Path + x.when
		if f.Type == "strings" {
			when = `"x" in ` + f.Path
		}
		e, err := qualify.Compile(&qualify.RuleSet{Name: "a", Screening: []qualify.Step{{ID: "a", When: when}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		outcome := truth.Unknown
		if f.Path == "stage" { // which is never missing
			when, x.value, outcome = "stage == 'mql'", "mql", truth.Unmet
			if e, err = qualify.Compile(&qualify.RuleSet{Name: "a", Screening: []qualify.Step{{ID: "a", When: when}}}, nil); err != nil {
				t.Fatal(err)
			}
		}
		lead := k.newLead()
		if d := e.Decide(lead, asOf()); d.Screening[0].Outcome != outcome {
			t.Errorf("%s: %v of an empty lead", when, d.Screening[0].Outcome)
		}
		k.setFact(lead, f.Path, x.value)
		if d := e.Decide(lead, asOf()); d.Screening[0].Outcome != truth.Met {
			t.Errorf("%s: %v once it is set", when, d.Screening[0].Outcome)
		}
		k.setFact(lead, f.Path, nil)
		if d := e.Decide(lead, asOf()); d.Screening[0].Outcome != outcome {
			t.Errorf("%s: %v once it is unknown again", when, d.Screening[0].Outcome)
		}
	}
}

func TestIsProtected(t *testing.T) {
	for path, want := range map[string]bool{
		"custom.age": true, "custom.Gender": true, "custom.marital_status": true, "custom.date_of_birth": true, "custom.dob": true,
		"custom.age_group": true, "custom.is_disabled": true, "custom.religion": true,
		"custom.account_age": false, "custom.page": false, "custom.seats": false, "company.region": false, "custom.agent": false,
		"person.country": false, "custom.stage": false, "custom.unions": false,
	} {
		if isProtected(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}
