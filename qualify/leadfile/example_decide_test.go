package leadfile_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// A nightly run keeps status and points of each row, and goes on behind bad rows.
func ExampleDecideFile() {
	engine, err := qualify.CompileJSON("rules.json", []byte(`{"name": "demo", "scoring": {"ready_at": 10, "rules": [
	  {"id": "size", "when": "company.employees >= 50", "points": 10}
	]}}`), nil)
	if err != nil {
		log.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	file := strings.NewReader("id,company.employees\nL-1,320\nL-2,many\nL-3,\n")
	reader, err := leadfile.NewReader(file, leadfile.Options{Input: leadfile.CSV, AsOf: asOf})
	if err != nil {
		log.Fatal(err)
	}
	line := func(lead *qualify.Lead, d *qualify.Decision, out *[]byte) error { // in a worker
		*out = fmt.Appendf((*out)[:0], "%s,%s,%v,%v,%v", lead.ID, d.Status, d.Score.Points, d.Score.Low, d.Score.High)
		return nil
	}
	for line, err := range leadfile.DecideFile(context.Background(), engine, reader, line, asOf, &qualify.BatchOptions{Detail: qualify.Brief}) {
		if bad := (*leadfile.RowError)(nil); errors.As(err, &bad) {
			fmt.Println("left out:", bad)
			continue
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s\n", line) // used before the loop goes on
	}
	// Output:
	// L-1,mql,10,10,10
	// left out: line 3: "company.employees" (company.employees): want number, have "many"
	// L-3,nurture,0,0,10
}

// One file has the leads of several customers, each with rules of its own.
func ExampleReader_Next_tenants() {
	deciders := map[string]*qualify.Decider{}
	for tenant, least := range map[string]int{"anna": 50, "bela": 500} {
		engine, err := qualify.CompileJSON(tenant, fmt.Appendf(nil,
			`{"name": %q, "icp": {"criteria": [{"id": "size", "when": "company.employees >= %d"}]}}`, tenant, least), nil)
		if err != nil {
			log.Fatal(err)
		}
		deciders[tenant] = engine.NewDecider()
		deciders[tenant].Detail = qualify.Brief
	}
	mapping, err := leadfile.ParseMap("map.json", []byte(`{"fields": {
	  "id": {"from": "Id"}, "company.employees": {"from": "Staff"}, "custom.tenant": {"from": "Customer", "type": "string"}
	}}`), nil)
	if err != nil {
		log.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	file := strings.NewReader("Customer,Id,Staff\nanna,1,320\nbela,1,320\ncleo,1,320\n")
	reader, err := leadfile.NewReader(file, leadfile.Options{Input: leadfile.CSV, Mapping: mapping, AsOf: asOf})
	if err != nil {
		log.Fatal(err)
	}
	var lead qualify.Lead
	for {
		line, err := reader.Next(&lead)
		if err == io.EOF {
			break
		} else if err != nil { // a *RowError is of this row alone; see NewReader
			log.Fatal(err)
		}
		tenant, _ := lead.Custom["tenant"].(string)
		decider := deciders[tenant]
		if decider == nil {
			fmt.Printf("line %d: no customer %q\n", line, tenant)
			continue
		}
		d := decider.Decide(&lead, asOf) // valid until its next call
		fmt.Println(tenant, d.LeadID, d.Fit.Verdict)
	}
	// Output:
	// anna 1 good
	// bela 1 poor
	// line 4: no customer "cleo"
}
