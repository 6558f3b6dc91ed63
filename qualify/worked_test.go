package qualify_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// The decision that the design works out by hand, with the rule set that it
// shows for the format: the fingerprint aside, which depends on the library,
// and the line that it shows for the shape of an issue only.
func TestWorkedDecision(t *testing.T) {
	e, err := qualify.Load(os.DirFS("testdata/worked"), "rules.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	l := qualify.Lead{
		ID:      "L-1",
		Person:  qualify.Person{Email: "m@shore.example", JobTitle: "VP Sales", Region: "EMEA"},
		Company: qualify.Company{Domain: "shore.example", Employees: qualify.Number(320)},
		Answers: qualify.Answers{Budget: qualify.Number(30000), TimelineDays: qualify.Number(60)},
	}
	for day := range 5 {
		l.Activities = append(l.Activities, qualify.Activity{Type: "page_view", At: asOf.AddDate(0, 0, -day-1)})
	}
	l.Activities = append(l.Activities, qualify.Activity{Type: "webinar", At: asOf.AddDate(0, 0, -15)})

	d := e.Decide(&l, asOf)
	d.Fingerprint = "sha256:..."
	have, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("testdata/worked/decision.json")
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := json.Compact(&want, text); err != nil {
		t.Fatal(err)
	}
	if string(have) != want.String() {
		t.Errorf("have %s\nwant %s", have, want.String())
	}
}
