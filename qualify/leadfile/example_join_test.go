package leadfile_test

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// What leads did stands in a file of its own.
func ExampleJoin() {
	leads := "id,person.name\n1,Ann\n2,Bo\n"
	visits := "Lead,Visited,Page\n2,2026-11-20,/pricing\n3,2026-11-20,/\n2,2026-11-21,/demo\n"
	mapping, err := leadfile.ParseMap("visits.map.json", []byte(`{
		"fields": {"id": {"from": "Lead"}},
		"activities": [{"type": {"value": "page_view"}, "at": {"from": "Visited"}, "url": {"from": "Page"}}]
	}`), nil)
	if err != nil {
		panic(err)
	}
	main, err := leadfile.NewReader(strings.NewReader(leads), leadfile.Options{Name: "leads.csv"})
	if err != nil {
		panic(err)
	}
	side, err := leadfile.NewReader(strings.NewReader(visits), leadfile.Options{Name: "visits.csv", Mapping: mapping})
	if err != nil {
		panic(err)
	}
	joined, err := leadfile.Join(context.Background(), main, []leadfile.SideFile{{Name: "visits.csv", Leads: side}}, leadfile.JoinOptions{})
	if err != nil {
		panic(err)
	}
	defer joined.Close()
	var lead qualify.Lead
	for {
		if _, err := joined.Next(&lead); err == io.EOF {
			break
		} else if err != nil {
			panic(err)
		}
		fmt.Println(lead.Person.Name, len(lead.Activities))
	}
	fmt.Println("without a lead:", joined.Report().Sides[0].Unmatched)
	// Output:
	// Ann 0
	// Bo 2
	// without a lead: {1 1 [{3 3}]}
}
