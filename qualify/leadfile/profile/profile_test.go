package profile_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

func ExampleNew() {
	engine, err := qualify.CompileJSON("rules.json", []byte(`{
		"name": "desk", "icp": {"good_at": 1, "criteria": [
			{"id": "trade", "when": "company.industry in ['software', 'retail']"},
			{"id": "size", "when": "company.employees >= 50"}]}
	}`), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	file := "id,company.industry,company.employees\n"
	for i := range 30 {
		file += fmt.Sprintf("L-%d,%s,%d\n", i, []string{"software", "retail", "Software"}[i%3], 40+i)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	r, err := leadfile.NewReader(strings.NewReader(file), leadfile.Options{Name: "leads.csv", AnyColumns: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	p := profile.New(engine, profile.Options{AsOf: asOf})
	if err := p.Read(context.Background(), "leads.csv", p.Watch("leads.csv", r, false)); err != nil {
		fmt.Println(err)
		return
	}
	report := p.Report()
	for _, f := range report.Findings {
		fmt.Printf("%s: %s\n", f.About(), f.Sentence())
	}
	fmt.Println(report.Decided.Settled, "of", report.Decided.Leads, "are settled")
	// Output:
	// "company.industry": icp.trade says "software"; 10 leads have "Software"; line 4 ...
	// 30 of 30 are settled
}
