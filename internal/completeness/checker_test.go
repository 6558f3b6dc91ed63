package completeness

import (
	"errors"
	"fmt"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// A Checker says of one expression what compiling the whole says of it, of whatever
// part it is.
func TestCheckerAgrees(t *testing.T) {
	texts := []string{
		"true", "5", "'x'", ".type == 'x'", "status == 'mql'", "company.employes > 1", "any(activities, .type == 'x')", "1 +", "person.consent",
		"company.employees", "(", "lists.none", "#", "1 in [", "not", "a b", "person.job_title matches '('",
	}
	rs := whole(t)
	for p := range rs.Parts() {
		for i := range p.Texts {
			part, was := &p.Texts[i], p.Texts[i].Text()
			checker, errs := rs.NewChecker(nil)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			for _, text := range texts {
				part.Set(text)
				var found qualify.Errors
				errors.As(rs.Validate(), &found)
				want := map[string]bool{}
				for _, e := range found {
					if e.Path == part.Path && e.Text == text {
						want[fmt.Sprint(e.Code, e.Message, e.From, e.To)] = true
					}
				}
				part.Set(was)
				got := checker.Check(part.Path, text)
				for _, e := range got {
					if key := fmt.Sprint(e.Code, e.Message, e.From, e.To); !want[key] {
						t.Errorf("%s = %s: only the checker says %v", part.Path, text, e)
					} else {
						delete(want, key)
					}
				}
				for message := range want {
					t.Errorf("%s = %s: only the compiler says %v", part.Path, text, message)
				}
			}
		}
	}
	checker, _ := rs.NewChecker(nil)
	for _, path := range []string{"", "name", "icp", "icp.criteria[0]", "icp.criteria[0].id", "lists.x", "define", "when", "no.path", "scoring.rules.when", "["} {
		if got := checker.Check(path, "1 +"); got != nil {
			t.Errorf("%q: %v", path, got)
		}
	}
}
