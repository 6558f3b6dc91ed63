package leadfile_test

import (
	"errors"
	"fmt"
	"io"
	"log"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// A row that cannot be read is left out, and the reader goes on after it.
func ExampleNewReader() {
	mapping, err := leadfile.ParseMap("map.json", []byte(`{"fields": {
	  "id": {"from": "Id"},
	  "company.employees": {"from": "Staff", "unknown": ["n/a"], "numbers": {"thousands": ".", "decimal": ","}},
	  "person.consent": {"from": "Opt-in", "booleans": {"true": ["ja"], "false": ["nein"]}}
	}}`), nil)
	if err != nil {
		log.Fatal(err)
	}
	file := strings.NewReader("Id,Staff,Opt-in\n00Q1,1.200,ja\n00Q2,n/a,nein\n00Q3,many,ja\n00Q4,12,\n")
	reader, err := leadfile.NewReader(file, leadfile.Options{Input: leadfile.CSV, Mapping: mapping, AsOf: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		log.Fatal(err) // such as a column that the file lacks
	}
	var lead qualify.Lead
	for {
		_, err := reader.Next(&lead)
		if err == io.EOF {
			break
		}
		if bad := (*leadfile.RowError)(nil); errors.As(err, &bad) {
			fmt.Println("left out:", bad)
			continue
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Println(lead.ID, lead.Company.Employees, lead.Person.Consent)
	}
	// Output:
	// 00Q1 1200 true
	// 00Q2 unknown false
	// left out: line 4: "Staff" (company.employees): want number, have "many"
	// 00Q4 12 unknown
}

// A record tells how old a fact is, and of an activity with an id and a field of
// its own.
func ExampleMap() {
	facts := map[string]qualify.Fact{"company.employees": {StaleDays: 365}, "activities.custom.minutes": {Type: "number"}}
	mapping, err := leadfile.ParseMap("map.json", []byte(`{
	  "fields": {
	    "id": {"from": "Id"},
	    "company.employees": {"from": "Staff"},
	    "seen.company.employees.at": {"from": "Staff as of"},
	    "seen.company.employees.source": {"value": "registry"}
	  },
	  "activities": [
	    {"type": {"value": "webinar"}, "id": {"from": "Session"}, "at": {"from": "Day"}, "custom": {"minutes": {"from": "Watched"}}}
	  ]
	}`), facts)
	if err != nil {
		log.Fatal(err)
	}
	file := strings.NewReader("Id,Staff,Staff as of,Session,Day,Watched\nL-1,320,2026-03-01,w7,2026-11-20,42\n")
	reader, err := leadfile.NewReader(file, leadfile.Options{Input: leadfile.CSV, Mapping: mapping})
	if err != nil {
		log.Fatal(err)
	}
	var lead qualify.Lead
	if _, err := reader.Next(&lead); err != nil {
		log.Fatal(err)
	}
	seen, webinar := lead.Seen["company.employees"], lead.Activities[0]
	fmt.Println(lead.Company.Employees.Or(0), seen.At.Format(time.DateOnly), seen.Source)
	fmt.Println(webinar.ID, webinar.Type, webinar.Custom["minutes"])
	// Output:
	// 320 2026-03-01 registry
	// w7 webinar 42
}

// Every mistake of a map comes at once, with its place.
func ExampleParseMap() {
	_, err := leadfile.ParseMap("map.json", []byte(`{
  "encoding": "utf8",
  "fields": {"company.employes": {"from": "Staff"}}
}`), nil)
	fmt.Println(err)
	// Output:
	// map.json:2:15: encoding: want "utf-8" or "windows-1252" or "latin1" or "utf-16le" or "utf-16be" [unknown_word]
	// map.json:3:34: fields["company.employes"]: a lead has no field "company.employes"; did you mean "company.employees"? [unknown_name]
}

// A value that may mean several things says what the map has to say for each.
func ExampleProblem() {
	file := strings.NewReader("id,company.employees,created_at\n1,50-200,22 Nov 2026\n2,\"1,200\",01/02/2026\n3,(7),11/22/2026\n")
	reader, err := leadfile.NewReader(file, leadfile.Options{Input: leadfile.CSV})
	if err != nil {
		log.Fatal(err)
	}
	var lead qualify.Lead
	for {
		_, err := reader.Next(&lead)
		if err == io.EOF {
			break
		}
		if bad := (*leadfile.RowError)(nil); errors.As(err, &bad) {
			for _, p := range bad.Problems {
				fmt.Printf("line %d, %s: %s\n  %s\n", bad.Line, p.From, p.Reason, p.Hint)
			}
			continue
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Println(lead.ID, lead.Company.Employees.Or(0), lead.CreatedAt.Format(time.DateOnly))
	}
	// Output:
	// line 2, company.employees: want number, have "50-200"
	//   "numbers": {"range":"low"}, or "high", or "middle"
	// line 3, company.employees: want number, have "1,200"
	//   "numbers": {"thousands":","} or {"decimal":","}
	// line 3, created_at: want date that fits day first or month first but not both, have "01/02/2026"
	//   "dates": {"layouts": ["day_first"]} or {"layouts": ["month_first"]}
	// 3 -7 2026-11-22
}
