package qualify_test

import (
	"fmt"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// A host with many customers, of whom most use the rule set that the host gave them,
// compiles each text once. The text is the key, as it holds all that decisions show;
// the Fingerprint leaves out names, versions and questions.
func ExampleCompileJSON_tenants() {
	standard := `{"name": "standard", "screening": [{"id": "staff", "when": "person.email endsWith '@us.example'"}]}`
	own := `{"name": "own", "screening": [{"id": "small", "when": "company.employees < 10"}]}`
	texts := map[string]string{"anna": standard, "bela": own, "cleo": standard}

	byText := map[string]*qualify.Engine{}
	engineOf := func(tenant string) (*qualify.Engine, error) {
		text := texts[tenant]
		if e := byText[text]; e != nil {
			return e, nil
		}
		e, err := qualify.CompileJSON(tenant, []byte(text), nil)
		if err == nil {
			byText[text] = e
		}
		return e, err
	}

	lead := &qualify.Lead{ID: "l1", Company: qualify.Company{Employees: qualify.Number(3)}, Person: qualify.Person{Email: "x@you.example"}}
	asOf := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	for _, tenant := range []string{"anna", "bela", "cleo"} {
		e, err := engineOf(tenant)
		if err != nil {
			fmt.Println(err)
			return
		}
		d := e.Decide(lead, asOf)
		fmt.Println(tenant, d.RuleSet, d.Status)
	}
	fmt.Println(len(byText), "engines")
	// Output:
	// anna standard nurture
	// bela own disqualified
	// cleo standard nurture
	// 2 engines
}
