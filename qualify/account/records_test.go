package account_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// The parent of an account is the one other record that has the id.
func TestOfRecords(t *testing.T) {
	var records []qualify.Lead
	for _, x := range [][2]string{
		{"a", ""}, {"b", "a"}, {"c", "b"}, {"self", "self"}, {"lost", "nobody"}, {"twice", "a"}, {"twice", "b"}, {"below", "twice"}, {"ring1", "ring2"}, {"ring2", "ring1"}, {"", "a"}, {"none", ""},
	} {
		records = append(records, qualify.Lead{ID: x[0], AccountID: x[1], Company: qualify.Company{Name: "company " + x[0]}, Person: qualify.Person{Name: "nobody"}})
	}
	var have []string
	for _, a := range account.OfRecords(records) {
		above := ""
		if a.Parent != nil {
			above = strings.TrimPrefix(a.Parent.Company.Name, "company ")
		}
		have = append(have, a.ID+"<"+above)
	}
	if got, want := fmt.Sprint(have), "[a< b<a c<b self< lost< twice<a twice<b below< ring1<ring2 ring2<ring1 <a none<]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
