package completeness

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// uses is a test of the copy: everything that knows facts knows the new one.
const uses = `package completeness

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/bind"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/lint"
)

func TestLinkedIn(t *testing.T) {
	rules := &qualify.RuleSet{Name: "n", Screening: []qualify.Step{{ID: "l", When: "person.linkedin == 'u'"}}}
	e, err := qualify.Compile(rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	met := func(how string, l qualify.Lead) {
		if d := e.Decide(&l, at); d.Status != "disqualified" {
			t.Errorf("%s: %s, asked %v", how, d.Status, d.Ask)
		}
	}
	met("filled", qualify.Lead{ID: "1", Person: qualify.Person{LinkedIn: "u"}})
	set := qualify.Lead{ID: "1"}
	if err := set.Set("person.linkedin", "u"); err != nil || set.Values()["person.linkedin"] != "u" {
		t.Error(err, set.Values())
	}
	met("set", set)
	type row struct {
		ID  string ` + "`lead:\"id\"`" + `
		URL string ` + "`lead:\"person.linkedin\"`" + `
	}
	b, err := bind.New[row]()
	if err != nil {
		t.Fatal(err)
	}
	met("bound", b.Lead(&row{"1", "u"}))
	r, err := leadfile.NewReader(strings.NewReader("id,person.linkedin\n1,u\n"), leadfile.Options{Input: leadfile.CSV})
	if err != nil {
		t.Fatal(err)
	}
	var read qualify.Lead
	if _, err := r.Next(&read); err != nil {
		t.Fatal(err)
	}
	met("read", read)
	if _, err := lint.Check(t.Context(), rules, nil); err != nil {
		t.Errorf("lint: %v", err)
	}
	if !slices.ContainsFunc(generate.Facts(), func(f generate.Fact) bool { return f.Path == "person.linkedin" && len(f.Values) > 0 }) {
		t.Error("not generated")
	}
}
`

// One line in Person is a fact that is filled, set, bound, read from files,
// linted and generated; a test names the table and the path of whatever cannot
// follow from the struct.
func TestAddLinkedIn(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a copy of the module")
	}
	dir := copied(t)
	edit(t, filepath.Join(dir, "qualify/lead.go"), "type Person struct {\n", "type Person struct {\n\tLinkedIn string `json:\"linkedin,omitempty\"`\n")
	if err := os.WriteFile(filepath.Join(dir, "internal/completeness/uses_test.go"), []byte(uses), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := test(dir, "-run=TestLinkedIn", "./internal/completeness"); err != nil {
		t.Errorf("%s", out)
	}
	for _, missing := range []struct{ tests, in, want string }{
		{"TestSamples", "./internal/generate", "samples in facts.go has no values of person.linkedin"},
		{".", "./qualify/explain", "has no phrase for person.linkedin"},
	} {
		if out := fails(t, dir, "-run="+missing.tests, missing.in); !strings.Contains(out, missing.want) {
			t.Errorf("%s: want %q in\n%s", missing.in, missing.want, out)
		}
	}
}
