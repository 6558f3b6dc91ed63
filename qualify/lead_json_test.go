package qualify_test

import (
	"encoding/json"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// A wrong kind is named as the record names it, however the lead is read.
func TestLeadJSONNamesWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		`{"company": {"employees": "x"}}`:      "json: cannot unmarshal string into Go struct field Lead.company.employees of type float64",
		`{"person": []}`:                       "json: cannot unmarshal array into Go struct field Lead.person of type qualify.Person",
		`{"answers": 5}`:                       "json: cannot unmarshal number into Go struct field Lead.answers of type qualify.Answers",
		`{"answers": {"budget": true}}`:        "json: cannot unmarshal bool into Go struct field Lead.answers.budget of type float64",
		`{"activities": [{"value": "x"}]}`:     "json: cannot unmarshal string into Go struct field Lead.activities.value of type float64",
		`{"activities": [{"at": "1.1.2026"}]}`: `parsing time "1.1.2026" as "2006-01-02T15:04:05Z07:00": cannot parse "1.1.2026" as "2006"`,
		`[1]`:                                  "json: cannot unmarshal array into Go value of type qualify.Lead",
	} {
		lead := qualify.Lead{ID: "kept"}
		if err := json.Unmarshal([]byte(text), &lead); err == nil || err.Error() != want {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
		if lead.ID != "kept" {
			t.Errorf("%s: a lead that cannot be read was changed", text)
		}
	}
}
