package account_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

func at(domain string) qualify.Company { return qualify.Company{Domain: domain} }

func TestGroup(t *testing.T) {
	accounts := []account.Account{
		{ID: "shore", Company: at("Shore.example"), People: []qualify.Lead{{ID: "had"}}},
		{ID: "uk", Company: at("https://www.uk.shore.example/about")},
		{ID: "twice", Company: at("one.example")},
		{ID: "twice", Company: at("two.example")},
		{ID: "a", Company: at("same.example")},
		{ID: "b", Company: at("same.example.")},
		{ID: "free", Company: at("gmail.com")},
		{ID: "top", Company: at("example")},
		{Company: at("")},
		{ID: "beta", Company: at("https://www.Beta.example")},
		{ID: "page", Company: at("www.page.example")},
		{ID: "host", Company: at("page.example")},
		{ID: "named", Company: at("www.example")},
		{ID: "free page", Company: at("www.gmail.com")},
	}
	for _, c := range []struct {
		name string
		lead qualify.Lead
		want int // the account's index, or -1
		left account.Left
	}{
		{"by id", qualify.Lead{AccountID: "uk", Person: qualify.Person{Email: "x@shore.example"}}, 1, account.Left{}},
		{"by an id that is none", qualify.Lead{AccountID: "gone", Person: qualify.Person{Email: "x@shore.example"}}, -1, account.Left{Reason: account.UnknownAccount, Key: "gone"}},
		{"by an id of two", qualify.Lead{AccountID: "twice"}, -1, account.Left{Reason: account.Ambiguous, Key: "twice"}},
		{"by address", qualify.Lead{Person: qualify.Person{Email: "X <x@SHORE.example>"}}, 0, account.Left{}},
		{"below the domain", qualify.Lead{Person: qualify.Person{Email: "x@de.shore.example"}}, 0, account.Left{}},
		{"a division", qualify.Lead{Person: qualify.Person{Email: "x@mail.www.uk.shore.example"}}, 1, account.Left{}},
		{"below the page of a division", qualify.Lead{Person: qualify.Person{Email: "x@mail.uk.shore.example"}}, 1, account.Left{}},
		{"the account has www.", qualify.Lead{Person: qualify.Person{Email: "a@beta.example"}}, 9, account.Left{}},
		{"both have www.", qualify.Lead{Company: at("http://WWW.beta.example/")}, 9, account.Left{}},
		{"the company has www.", qualify.Lead{Company: at("www.shore.example")}, 0, account.Left{}},
		{"the company has www. and no account", qualify.Lead{Company: at("www.away.example")}, -1, account.Left{Reason: account.UnknownDomain, Key: "away.example"}},
		{"www. and without are one", qualify.Lead{Person: qualify.Person{Email: "x@page.example"}}, -1, account.Left{Reason: account.Ambiguous, Key: "page.example"}},
		{"www is the name itself", qualify.Lead{Person: qualify.Person{Email: "x@www.example"}}, 12, account.Left{}},
		{"anybody's page", qualify.Lead{Company: at("https://www.gmail.com")}, -1, account.Left{Reason: account.FreeEmail, Key: "gmail.com"}},
		{"another name", qualify.Lead{Person: qualify.Person{Email: "x@offshore.example"}}, -1, account.Left{Reason: account.UnknownDomain, Key: "offshore.example"}},
		{"by company", qualify.Lead{Company: at("http://shore.example:80/")}, 0, account.Left{}},
		{"by company, the address being anybody's", qualify.Lead{Person: qualify.Person{Email: "x@gmail.com"}, Company: at("shore.example")}, 0, account.Left{}},
		{"by company, the address being unknown", qualify.Lead{Person: qualify.Person{Email: "x@agency.example"}, Company: at("shore.example")}, 0, account.Left{}},
		{"both", qualify.Lead{Person: qualify.Person{Email: "x@shore.example"}, Company: at("shore.example")}, 0, account.Left{}},
		{"one against the other", qualify.Lead{Person: qualify.Person{Email: "x@shore.example"}, Company: at("two.example")}, -1, account.Left{Reason: account.Ambiguous, Key: "two.example"}},
		{"two accounts of an id have domains", qualify.Lead{Person: qualify.Person{Email: "x@one.example"}}, 2, account.Left{}},
		{"two accounts of a domain", qualify.Lead{Person: qualify.Person{Email: "x@same.example"}}, -1, account.Left{Reason: account.Ambiguous, Key: "same.example"}},
		{"anybody's address", qualify.Lead{Person: qualify.Person{Email: "x@gmail.com"}}, -1, account.Left{Reason: account.FreeEmail, Key: "gmail.com"}},
		{"anybody's company", qualify.Lead{Company: at("GMAIL.com")}, -1, account.Left{Reason: account.FreeEmail, Key: "gmail.com"}},
		{"no address", qualify.Lead{Person: qualify.Person{Email: "x"}, Company: at("n/a n/a")}, -1, account.Left{Reason: account.NoKey}},
		{"nothing", qualify.Lead{}, -1, account.Left{Reason: account.NoKey}},
	} {
		c.lead.ID = "L"
		g := account.Group(accounts, []qualify.Lead{c.lead})
		have := -1
		for i, a := range g.Accounts {
			if n := len(a.People) - len(accounts[i].People); n == 1 && cmp.Equal(a.People[len(a.People)-1], c.lead) {
				have = i
			} else if n != 0 {
				t.Errorf("%s: account %d has %d more people", c.name, i, n)
			}
		}
		var left []account.Left
		if c.want < 0 {
			c.left.ID = "L"
			left = append(left, c.left)
		}
		if have != c.want || cmp.Diff(left, g.Left) != "" {
			t.Errorf("%s: account %d, %+v; want %d, %+v", c.name, have, g.Left, c.want, left)
		}
	}
	if len(accounts[0].People) != 1 {
		t.Error("an account that was given has more people")
	}
}

// Time grows with accounts and leads, not with one times the other.
func TestGroupMany(t *testing.T) {
	const n = 100_000
	accounts, leads := make([]account.Account, n), make([]qualify.Lead, n)
	for i := range n {
		accounts[i] = account.Account{ID: fmt.Sprint("A", i), Company: at(fmt.Sprintf("d%d.example", i))}
		leads[i] = qualify.Lead{ID: fmt.Sprint("L", i), Person: qualify.Person{Email: fmt.Sprintf("x@d%d.example", i/2)}}
	}
	begun := time.Now()
	g := account.Group(accounts, leads)
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if len(g.Left) > 0 || len(g.Accounts[n/2-1].People) != 2 {
		t.Errorf("%d leads belong to none; the last has %d", len(g.Left), len(g.Accounts[n/2-1].People))
	}
	crowd := account.Group([]account.Account{{ID: "A", Company: at("d.example")}}, make([]qualify.Lead, n))
	if len(crowd.Left) != n {
		t.Errorf("%d leads are left", len(crowd.Left))
	}
}
