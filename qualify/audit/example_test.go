package audit_test

import (
	"fmt"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func Example() {
	rs := &qualify.RuleSet{Name: "shop", Screening: []qualify.Step{{ID: "student", When: "has_word(person.job_title, 'student')"}}}
	engine, err := qualify.Compile(rs, nil)
	if err != nil {
		panic(err)
	}
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	var a audit.Audit
	for i, title := range []string{"buyer", "student", "CFO", "buyer"} {
		decision := engine.Decide(&qualify.Lead{ID: fmt.Sprint(i), Person: qualify.Person{JobTitle: title}}, at)
		a.Add(&decision, audit.Outcome{Source: "webinar", Won: qualify.Known(title == "buyer")})
	}
	report := a.Report(rs)
	fmt.Println(report.Rate)
	fmt.Println(report.Screening[0].ID, "removed", report.Screening[0].Removed.Leads)
	// Output:
	// 50.0 % (15.0 to 85.0)
	// student removed 1
}
