package qualify_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/leadqual/leadqual/qualify"
)

func ExampleLoadPositions() {
	files := fstest.MapFS{
		"base.json": {Data: []byte(`{"screening": [{"id": "rival", "when": "company.domain == 'rival.example'", "reason": "a rival"}]}`)},
		"dach.json": {Data: []byte("{\"name\": \"dach\", \"extends\": \"base.json\",\n \"scoring\": {\"ready_at\": 5, \"rules\": [{\"id\": \"a\", \"when\": \"stage == 'mql'\", \"points\": 5}]}}")},
	}
	engine, positions, err := qualify.LoadPositions(files, "dach.json", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, part := range engine.Describe().Parts {
		for _, at := range positions.Find(part.Path) {
			fmt.Printf("%s stands in %s:%d:%d\n", part.Place, at.File, at.Line, at.Column)
		}
	}
	// Output:
	// screening.rival stands in base.json:1:16
	// scoring.a stands in dach.json:2:39
}

// Every path has a position, and each is in the file that says so last.
func TestPositions(t *testing.T) {
	files := fstest.MapFS{
		"a/base.json":  {Data: []byte("{\"name\": \"base\", \"tables\": {\"x\": {\"type\": \"string\", \"file\": \"t.csv\"}},\n\"scoring\": {\"rules\": [\n{\"id\": \"a\", \"when\": \"stage == 'mql'\", \"points\": 5}]}}")},
		"a/t.csv":      {Data: []byte("k,v\n\"a\nb\",1\nc.d,2\n")},
		"a/rules.json": {Data: []byte("{\"extends\": \"base.json\", \"scoring\": {\n\"ready_at\": 5, \"rules\": [{\"id\": \"a\", \"points\": 6}]}, \"tables\": {\"x\": null, \"t\": {\"type\": \"string\", \"file\": \"t.csv\"}, \"u\": {\"type\": \"string\", \"rows\": {\"c.d\": \"e\"}}}}")},
	}
	_, positions, err := qualify.LoadPositions(files, "a/rules.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		path string
		want qualify.Position
	}{
		{"", qualify.Position{File: "a/base.json", Line: 1, Column: 1}},
		{"name", qualify.Position{File: "a/base.json", Line: 1, Column: 10}},
		{"scoring.ready_at", qualify.Position{File: "a/rules.json", Line: 2, Column: 13}},
		{"scoring.rules[0].when", qualify.Position{File: "a/base.json", Line: 3, Column: 21}},
		{"scoring.rules[0].points", qualify.Position{File: "a/rules.json", Line: 2, Column: 48}},
		{`tables.t.rows["c.d"]`, qualify.Position{File: "a/t.csv", Line: 4, Column: 1}},
		{"tables.t.rows[\"a\\nb\"]", qualify.Position{File: "a/t.csv", Line: 2, Column: 1}},
		{`tables.u.rows["c.d"]`, qualify.Position{File: "a/rules.json", Line: 2, Column: 158}},
		{"tables.t.rows.none", qualify.Position{File: "a/rules.json", Line: 2, Column: 81}},
		{"no[path", qualify.Position{File: "a/base.json", Line: 1, Column: 1}},
	} {
		if have := positions.Find(x.path); len(have) != 1 || have[0] != x.want {
			t.Errorf("%s: %v, want %v", x.path, have, x.want)
		}
	}
	if have := positions.Find(); len(have) != 0 {
		t.Errorf("%v", have)
	}
	if _, _, err := qualify.LoadPositions(files, "none.json", nil); err == nil {
		t.Error("a file that is not there was read")
	}
}
