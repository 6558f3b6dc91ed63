package leadfile

import (
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

func TestJSONLines(t *testing.T) {
	for _, c := range []struct {
		name, mapping, text string
		want                result
	}{
		{"as the library writes it", "", `{"id": "1", "company": {"employees": 5}, "unknown key": 1}` + "\n\n \r\n" + `{"id": "2", "custom": {"plan": "team"}}`, result{
			Leads: []qualify.Lead{{ID: "1", Company: qualify.Company{Employees: qualify.Number(5)}}, plan("2", "team")}, Lines: []int{1, 4}}},
		{"with a map", `{"fields": {"id": {"from": "Id"}, "custom.plan": {"from": "Deal.Plans[1]"}, "person.name": {"from": "[\"a.b\"]"}}}`,
			`{"Id": 7, "Deal": {"Plans": ["x", "team"]}, "a.b": "Ann"}` + "\n" + `{"Id": null, "Deal": {"Plans": ["x"]}}` + "\n" + `{"Deal": {"Plans": {"1": "team"}}}` + "\n" + `{"Deal": ["Plans"]}` + "\n" + `{"Deal": 1}`, result{
				Leads: []qualify.Lead{{ID: "7", Person: qualify.Person{Name: "Ann"}, Custom: map[string]any{"plan": "team"}}, {}, {}, {}, {}}, Lines: []int{1, 2, 3, 4, 5}}},
		{"a list of other things", `{"fields": {"company.technologies": {"from": "t"}}}`, `{"t": [true]}`, result{
			Bad: []badValue{{Line: 1, From: "t", Field: "company.technologies", Reason: "want a list of texts, have other items in it"}}}},
		{"byte-order mark", "", "\xEF\xBB\xBF{\"id\": \"1\"}\n", result{Leads: []qualify.Lead{plan("1", "")}, Lines: []int{1}}},
		{"latin1", `{"encoding": "latin1", "fields": {"id": {"from": "id"}}}`, "{\"id\": \"\xe9\"}\n", result{Leads: []qualify.Lead{plan("é", "")}, Lines: []int{1}}},
		{"empty file", "", "", result{}},

		{"not JSON", "", "{\"id\": tru}\n{\"id\": \"2\"}\n", result{
			Leads: []qualify.Lead{plan("2", "")}, Lines: []int{2},
			Bad: []badValue{{Line: 1, Reason: "not JSON: invalid character '}' in literal true (expecting 'e') at byte 11 of the record"}}}},
		{"two in a line", "", "{\"id\": \"1\"} {}\n{\"id\": \"2\"}\n", result{
			Leads: []qualify.Lead{plan("2", "")}, Lines: []int{2},
			Bad: []badValue{{Line: 1, Reason: "not JSON: invalid character '{' after top-level value at byte 13 of the record"}}}},
		{"no object", "", "null\n[]\n\"a\"\n{\"id\": \"2\"}\n", result{
			Leads: []qualify.Lead{plan("2", "")}, Lines: []int{4},
			Bad: []badValue{{Line: 1, Reason: `want an object, have "null"`}, {Line: 2, Reason: `want an object, have "[]"`}, {Line: 3, Reason: `want an object, have "\"a\""`}}}},
		{"wrong kind", "", "{\"id\": \"1\", \"company\": {\"employees\": \"many\"}}\n{\"id\": \"2\", \"activities\": {}}\n{\"id\": \"3\", \"created_at\": \"soon\"}", result{
			Bad: []badValue{
				{Line: 1, Reason: "company.employees: want a number, have a JSON string"},
				{Line: 2, Reason: "activities: want a list, have a JSON object"},
				{Line: 3, Reason: `want a date like "2006-01-02T15:04:05Z", have "soon"`}}}},
		{"more wrong kinds", "", `{"id": 1}` + "\n" + `{"person": []}` + "\n" + `{"person": {"consent": 1}}` + "\n" + `{"reset_at": 5}`, result{
			Bad: []badValue{
				{Line: 1, Reason: "id: want a string, have a JSON number"},
				{Line: 2, Reason: "person: want an object, have a JSON array"},
				{Line: 3, Reason: "person.consent: want true or false, have a JSON number"},
				{Line: 4, Reason: "Time.UnmarshalJSON: input is not a JSON string"}}}},
		{"not UTF-8", "", "{\"id\": \"\xff\"}\n{\"id\": \"2\"}\n", result{
			Leads: []qualify.Lead{plan("2", "")}, Lines: []int{2}, Bad: []badValue{{Line: 1, Reason: notUTF8}}}},
		{"too long", "", `{"id": "` + strings.Repeat("x", 300) + "\"}\n{\"id\": \"2\"}\n", result{
			Leads: []qualify.Lead{plan("2", "")}, Lines: []int{2}, Bad: []badValue{{Line: 1, Reason: tooLong(200)}}}},
		{"bad value", `{"fields": {"custom.seats": {"from": "n"}}}`, "{\"n\": \"many\"}\n{\"n\": {}}\n{\"n\": [1]}\n{\"n\": true}\n{\"n\": 1e999}", result{Bad: []badValue{
			{Line: 1, From: "n", Field: "custom.seats", Reason: `want number, have "many"`},
			{Line: 2, From: "n", Field: "custom.seats", Reason: "want number, have an object"},
			{Line: 3, From: "n", Field: "custom.seats", Reason: "want number, have a list"},
			{Line: 4, From: "n", Field: "custom.seats", Reason: "want number, have true"},
			{Line: 5, From: "n", Field: "custom.seats", Reason: `the number "1e999" is too large`}}}},
		{"no path", `{"fields": {"id": {"from": "a..b"}}}`, "", result{Err: `map.json:1:28: fields.id.from: want a path such as Owner.Name, or ["key with. dots"].Name [bad_value]`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := Options{Input: JSONLines, Mapping: mapped(t, c.mapping), MaxRecord: 200}
			same(t, c.want, read(t, newFile(c.text), o))
			same(t, c.want, read(t, &slowly{newFile(c.text)}, o))
		})
	}
}

func TestJSON(t *testing.T) {
	inRecords := `{"records": "answer.records", "fields": {"id": {"from": "Id"}}}`
	long := strings.Repeat("x", 300)
	one, two := plan("1", ""), plan("2", "")
	for _, c := range []struct {
		name, mapping, text string
		want                result
	}{
		{"a list", "", "[\n {\"id\": \"1\"},\n\n {\n \"id\": \"2\"}\n]\n", result{Leads: []qualify.Lead{one, two}, Lines: []int{2, 4}}},
		{"an empty list", "", " [ ] ", result{}},
		{"one", "", "\n{\"id\": \"1\"}", result{Leads: []qualify.Lead{one}, Lines: []int{2}}},
		{"a path", inRecords, `{"x": {"records": [1]}, "l": [{"}": "]\""}], "n": 1.5, "s": "]", "answer": {"t": true, "records": [{"Id": "1"}, {"Id": 2}], "more": {}}, "y": null}`,
			result{Leads: []qualify.Lead{one, two}, Lines: []int{1, 1}}},
		{"brackets in strings", "", `[{"id": "1", "note": "]}\\\"{"}, {"id": "2"}]`, result{Leads: []qualify.Lead{one, two}, Lines: []int{1, 1}}},
		{"long values outside of records", inRecords, `{"x": "` + long + `", "answer": {"y": [` + long + `], "records": [{"Id": "1"}], "` + long + `": 1}}`,
			result{Leads: []qualify.Lead{one}, Lines: []int{1}}},

		{"a bad record", "", "[{\"id\": tru},\n7,\n{\"id\": \"1\"}, {\"id\": \"" + long + "\",\n \"x\": 1},\n{\"id\": \"\xff\"},{\"id\": \"2\"}]", result{
			Leads: []qualify.Lead{one, two}, Lines: []int{3, 5}, Bad: []badValue{
				{Line: 1, Reason: "not JSON: invalid character '}' in literal true (expecting 'e') at byte 11 of the record"},
				{Line: 2, Reason: `want an object, have "7"`},
				{Line: 3, Reason: tooLong(200)},
				{Line: 5, Reason: notUTF8}}}},

		{"empty", "", "", result{Err: "line 1: the file ends too early"}},
		{"no list", "", "7", result{Err: "line 1: want a list of records, or one record"}},
		{"no records", inRecords, `{"answer": {}}`, result{Err: "line 1: there are no records at answer.records"}},
		{"no records, nor an answer", inRecords, "{\"x\": 1,\n\"y\": 2}", result{Err: "line 2: there are no records at answer.records"}},
		{"no object around", inRecords, `[]`, result{Err: "line 1: want an object with the records at answer.records"}},
		{"no list of records", inRecords, `{"answer": {"records": {}}}`, result{Err: "line 1: want a list of records at answer.records"}},
		{"cut", "", `[{"id": "1"}, {"id"`, result{Leads: []qualify.Lead{one}, Lines: []int{1}, Err: "line 1: the file ends too early"}},
		{"cut behind a record", "", `[{"id": "1"}`, result{Leads: []qualify.Lead{one}, Lines: []int{1}, Err: "line 1: the file ends too early"}},
		{"cut in what is around", inRecords, `{"answer": {"records": [{"Id": "1"}]}`, result{Leads: []qualify.Lead{one}, Lines: []int{1}, Err: "line 1: the file ends too early"}},
		{"a comma too many", "", `[{"id": "1"}, ]`, result{Leads: []qualify.Lead{one}, Lines: []int{1}, Err: "line 1: want a value"}},
		{"no comma", "", `[{"id": "1"} {"id": "2"}]`, result{Leads: []qualify.Lead{one}, Lines: []int{1}, Err: "line 1: want , or ] behind a record"}},
		{"brackets that do not match", "", "[{\"id\": \"1\"},\n{\"id\": [1}, {\"id\": \"2\"}]", result{Leads: []qualify.Lead{one}, Lines: []int{1}, Err: "line 2: want ], have }"}},
		{"a string over a line end", "", "[{\"id\": \"1\"},\n{\"id\": \"2\n\"}]", result{Leads: []qualify.Lead{one}, Lines: []int{1}, Err: "line 2: a string that is not closed on its line"}},
		{"no colon", inRecords, `{"x" 1}`, result{Err: "line 1: want : behind a key"}},
		{"no key", inRecords, `{7: 1}`, result{Err: "line 1: want a key in quotes"}},
		{"a key that is cut", inRecords, `{"x`, result{Err: "line 1: the file ends too early"}},
		{"a value that is cut", inRecords, `{"x": [`, result{Err: "line 1: the file ends too early"}},
		{"no comma outside of records", inRecords, `{"x": 1 "y": 2}`, result{Err: "line 1: want , or } behind a value"}},
		{"no comma behind records", inRecords, `{"answer": {"records": []} "y": 2}`, result{Err: "line 1: want , or } behind a value"}},
		{"no colon behind records", inRecords, `{"answer": {"records": [], "y"}}`, result{Err: "line 1: want : behind a key"}},
		{"a bad value behind records", inRecords, `{"answer": {"records": [], "y": }}`, result{Err: "line 1: want a value"}},
		{"too deep", "", strings.Repeat("[", deepest+2), result{Err: "line 1: brackets nest too deeply"}},
		{"more behind it", "", "{\"id\": \"1\"}\n{\"id\": \"2\"}", result{Leads: []qualify.Lead{one}, Lines: []int{1},
			Err: "line 2: want nothing behind the records; for one record a line, read the file as JSON lines"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := Options{Input: JSON, Mapping: mapped(t, c.mapping), MaxRecord: 200}
			if c.name == "too deep" {
				o.MaxRecord = 0
			}
			same(t, c.want, read(t, newFile(c.text), o))
			same(t, c.want, read(t, &slowly{newFile(c.text)}, o))
		})
	}
}

// JSON values are taken as what they are, and as their text where a text is
// wanted.
func TestJSONValues(t *testing.T) {
	m := mapped(t, `{
		"unknown": ["n/a"], "numbers": {"decimal": ","},
		"fields": {
			"custom.seats": {"from": "seats"}, "custom.trial": {"from": "trial"}, "custom.plan": {"from": "plan", "values": {"2": "team", "true": "free"}},
			"custom.renewal": {"from": "renewal", "dates": {"layouts": ["unix"]}}, "custom.tags": {"from": "tags"}, "person.name": {"from": "name"}
		}}`)
	at := time.Unix(1_700_000_000, 0).UTC()
	for _, c := range []struct {
		text string
		want qualify.Lead
	}{
		{`{"seats": 1.5, "trial": false, "plan": 2, "renewal": 1700000000, "tags": ["a", 1], "name": 12}`, qualify.Lead{
			Person: qualify.Person{Name: "12"},
			Custom: map[string]any{"seats": 1.5, "trial": false, "plan": "team", "renewal": at, "tags": []string{"a", "1"}}}},
		{`{"seats": "1,5", "trial": "No", "plan": true, "renewal": "1.7e9", "tags": "a; b;", "name": true}`, qualify.Lead{
			Person: qualify.Person{Name: "true"},
			Custom: map[string]any{"seats": 1.5, "trial": false, "plan": "free", "renewal": at, "tags": []string{"a", "b"}}}},
		{`{"seats": "N/A", "trial": "", "plan": null, "tags": []}`, qualify.Lead{Custom: map[string]any{"tags": []string{}}}},
	} {
		same(t, result{Leads: []qualify.Lead{c.want}, Lines: []int{1}}, read(t, newFile(c.text), Options{Input: JSONLines, Mapping: m}))
	}
}

// A read error is final.
func TestJSONReadError(t *testing.T) {
	one := result{Leads: []qualify.Lead{plan("1", "")}, Lines: []int{1}, Err: errFailing.Error()}
	for _, rest := range []string{"", `, {"id"`, "]"} {
		same(t, one, read(t, &failing{newFile(`[{"id": "1"}` + rest)}, Options{Input: JSON}))
	}
	for _, rest := range []string{"", `{"id": "2"}`} {
		same(t, one, read(t, &failing{newFile("{\"id\": \"1\"}\n" + rest)}, Options{Input: JSONLines}))
	}
}

func TestInput(t *testing.T) {
	for name, want := range map[string]Input{"a.csv": CSV, "b.JSON": JSON, "c.jsonl": JSONLines, "a.csv.gz": CSV, "b.tsv": CSV, "c.JSONL.zip": JSONLines, "g.gz": "", "d.ndjson": JSONLines, "e": "", "f.txt": ""} {
		if have := inputOf(name); have != want {
			t.Errorf("inputOf(%q) = %q, want %q", name, have, want)
		}
	}
	inRecords := mapped(t, `{"records": "r", "fields": {"id": {"from": "id"}}}`)
	for _, c := range []struct {
		begin   string
		mapping *Mapping
		want    Input
	}{
		{"id,name\n", nil, CSV},
		{"", nil, CSV},
		{" \n[{", nil, JSON},
		{"{\"id\": 1}\n{", nil, JSONLines},
		{"{\"id\": 1}", nil, JSONLines},
		{"{\n\"id\"", nil, JSON},
		{"{\"r\": []}", inRecords, JSON},
		{"id", inRecords, CSV},
	} {
		if have := sniff([]byte(c.begin), c.mapping); have != c.want {
			t.Errorf("sniff(%q) = %q, want %q", c.begin, have, c.want)
		}
	}
	if _, err := NewReader(newFile(""), Options{Input: "xml"}); err == nil || err.Error() != `want csv, json, jsonl or xlsx, have "xml"` {
		t.Errorf("of a form that is none: %v", err)
	}
}
