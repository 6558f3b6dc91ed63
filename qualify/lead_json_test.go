package qualify_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// ParseLead finds every mistake at once, each with its path and place.
func TestParseLead(t *testing.T) {
	lead, err := qualify.ParseLead("l.json", []byte(`{"id": "L", "person": null, "created_at": null, "company": {"employees": 5, "name": null}, "custom": {"any": [1]},
	 "seen": {"company.employees": {"at": "2026-01-02T03:04:05Z", "source": "crm"}}, "activities": [{"id": "a", "custom": {"x": true}}]}`))
	if err != nil || lead.Company.Employees != qualify.Number(5) || lead.Seen["company.employees"].Source != "crm" || lead.Activities[0].Custom["x"] != true {
		t.Fatalf("%+v, %v", lead, err)
	}
	_, err = qualify.ParseLead("l.json", []byte("{\"compny\": {},\n \"created_at\": \"1.1.2026\",\n \"company\": {\"employees\": \"x\", \"technologies\": [\"sap\", null]},\n \"activities\": [{\"at\": \"soon\", \"typ\": \"x\"}, null],\n \"seen\": {\"company.employes\": {}}}"))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`l.json:1:2: compny: unknown key "compny": did you mean "company"?`, `l.json:2:16: created_at: want time like`,
		`l.json:3:27: company.employees: want number, have string`, `l.json:4:24: activities[0].at: want time like`, `activities[0].typ: unknown key`,
		`l.json:3:56: company.technologies[1]: null says nothing in a list`, `activities[1]: null says nothing in a list`,
		`l.json:5:31: seen["company.employes"]: company.employes: not the name of a lead's field; did you mean company.employees?`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %s in\n%v", want, err)
		}
	}
}

// encoding/json reads leads as it reads any struct.
func TestLeadJSON(t *testing.T) {
	var record struct {
		qualify.Lead
		Region string `json:"our_region"`
	}
	if err := json.Unmarshal([]byte(`{"id": "L", "our_region": "n", "answers": {"wants_contact": true}}`), &record); err != nil || record.Region != "n" || record.ID != "L" || !record.Answers.WantsContact.Value {
		t.Errorf("%+v, %v", record, err)
	}
	text, err := json.Marshal(record)
	if err != nil || string(text) != `{"id":"L","answers":{"wants_contact":true},"our_region":"n"}` {
		t.Errorf("%s, %v", text, err)
	}
	for _, unknown := range []string{`{"nmae": 1}`, `{"answers": {"nmae": 1}}`, `{"activities": [{"nmae": 1}]}`} {
		d := json.NewDecoder(strings.NewReader(unknown))
		d.DisallowUnknownFields()
		if err := d.Decode(new(qualify.Lead)); err == nil {
			t.Errorf("%s is read", unknown)
		}
	}
	err = json.Unmarshal([]byte(`{"company": {"employees": "x"}}`), new(qualify.Lead))
	if want := "json: cannot unmarshal string into Go struct field Company.company.employees of type float64"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestOpt(t *testing.T) {
	n := 5.0
	if o := qualify.FromPtr(&n); o != qualify.Number(5) || o.Or(7) != 5 {
		t.Errorf("%+v", o)
	}
	o := qualify.FromPtr[float64](nil)
	if v, known := o.Get(); known || v != 0 || o.Or(7) != 7 {
		t.Errorf("%+v", o)
	}
}
