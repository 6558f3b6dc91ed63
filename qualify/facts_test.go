package qualify_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// The domains that are listed are those by which is_free_email goes, and the
// list is the caller's.
func TestFreeEmailDomains(t *testing.T) {
	e := compiled(t, `{"name": "n", "screening": [{"id": "free", "when": "is_free_email(person.email)"}]}`)
	domains := qualify.FreeEmailDomains()
	if !slices.IsSorted(domains) || !slices.Contains(domains, "gmail.com") {
		t.Errorf("%v", domains)
	}
	for _, d := range append(slices.Clone(domains), "acme.example") {
		lead := &qualify.Lead{ID: "1", Person: qualify.Person{Email: "ann@" + strings.ToUpper(d)}}
		decision := e.Decide(lead, generate.AsOf)
		if have := decision.Screening[0].Outcome; have != truth.Of(d != "acme.example") {
			t.Errorf("%s is %v", d, have)
		}
	}
	domains[0] = "changed"
	if qualify.FreeEmailDomains()[0] == "changed" {
		t.Error("the list is shared")
	}
}
