package profile_test

import (
	"context"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

// Numbers are what the map reads, and what is to be written in it can be.
func TestAsTheMapReads(t *testing.T) {
	const rules = `{"name": "r", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50 and company.annual_revenue > 0"}, {"id": "need", "when": "answers.need != nil"}]}}`
	const maps = `{"delimiter": ";", "fields": {"id": {"from": "Nr"},
		"company.employees": {"from": "Mitarbeiter", "numbers": {"decimal": ",", "thousands": ".", "range": "low", "strip": ["ca."]}},
		"company.annual_revenue": {"from": "Umsatz", "numbers": {"decimal": ",", "thousands": ".", "strip": ["€"]} UNKNOWN},
		"answers.need": {"from": "Bedarf" NEED}}}`
	csv := "Nr;Mitarbeiter;Umsatz;Bedarf\n"
	for i := range 40 {
		csv += string(rune('a'+i%26)) + strings.Repeat("x", 1+i/26) + ";" + []string{"1.200", "ca. 40", "50-200", "<300"}[i%4] + ";" + []string{"25.000 €", "0,00 €", "7.500,50 €"}[i%3] + ";" + []string{"ja", ""}[i%2] + "\n"
	}
	report := func(rules, unknown, need string) *profile.Report {
		t.Helper()
		var engine *qualify.Engine
		if rules != "" {
			var err error
			if engine, err = qualify.CompileJSON("rules.json", []byte(rules), nil); err != nil {
				t.Fatal(err)
			}
		}
		m, err := leadfile.ParseMap("map.json", []byte(strings.NewReplacer("UNKNOWN", unknown, "NEED", need).Replace(maps)), nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := leadfile.NewReader(strings.NewReader(csv), leadfile.Options{Input: leadfile.CSV, Mapping: m, AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		p := profile.New(engine, profile.Options{AsOf: asOf})
		if err := p.Read(context.Background(), "leads.csv", p.Watch("leads.csv", r, false)); err != nil {
			t.Fatal(err)
		}
		return p.Report()
	}
	do := func(r *profile.Report, code profile.FindingCode) string {
		for _, f := range r.Findings {
			if f.Code == code {
				return f.Do
			}
		}
		return ""
	}

	r := report(rules, "", "")
	for _, c := range r.Columns {
		if want := map[string]string{"Mitarbeiter": "0 to 1200", "Umsatz": "0 to 25000"}[c.Name]; want != "" && c.Least+" to "+c.Most != want {
			t.Errorf("%s: %s to %s, want %s", c.Name, c.Least, c.Most, want)
		}
	}
	if have := do(r, profile.CodeOddKind); have != "" {
		t.Errorf("values that the map reads are of another kind: %s", have)
	}
	zero, need := do(r, profile.CodeZeroUnknown), do(r, profile.CodeYesOrBlank)
	if !strings.Contains(zero, `"unknown": ["0,00 €"]`) || !strings.Contains(need, `"facts": {"answers.need": {"default": "nein"}} in the rule set`) {
		t.Errorf("%s\n%s", zero, need)
	}
	if have := do(report("", "", ""), profile.CodeYesOrBlank); !strings.Contains(have, `write "default": "nein" in`) {
		t.Error(have)
	}

	// What it says mends it.
	r = report(strings.Replace(rules, `"icp"`, `"facts": {"answers.need": {"default": "nein"}}, "icp"`, 1), `, "unknown": ["0,00 €"]`, "")
	if zero, need := do(r, profile.CodeZeroUnknown), do(r, profile.CodeYesOrBlank); zero != "" || need != "" {
		t.Errorf("%s\n%s", zero, need)
	}
	if have := do(report("", "", `, "default": "nein"`), profile.CodeYesOrBlank); have != "" {
		t.Error(have)
	}
}
