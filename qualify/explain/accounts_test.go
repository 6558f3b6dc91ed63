package explain_test

import (
	"bufio"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/explain"
)

const accounts = "../../examples/rules/accounts"

func accountEngine(t testing.TB, file string) *account.Engine {
	t.Helper()
	e, err := account.Load(os.DirFS(accounts), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// accountsOfExample are the accounts of the example, and one with nobody in it and
// nothing known.
func accountsOfExample(t testing.TB) []*account.Account {
	t.Helper()
	f, err := os.Open(accounts + "/accounts.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list := []*account.Account{{}}
	for in := bufio.NewScanner(f); in.Scan(); {
		a := &account.Account{}
		if err := json.Unmarshal(in.Bytes(), a); err != nil {
			t.Fatal(err)
		}
		list = append(list, a)
	}
	return list
}

func TestExplainAccounts(t *testing.T) {
	e := accountEngine(t, "step6.json")
	x := explain.NewForAccounts(e)
	for _, a := range accountsOfExample(t) {
		d := e.Decide(a, asOf)
		name := "account-" + strings.ToLower(a.ID)
		for kind, o := range map[string]explain.Options{
			".txt": {}, ".full.txt": {Full: true}, ".full.md": {Full: true, Layout: explain.Markdown}, ".de.txt": {Full: true, Words: german()},
		} {
			text := x.Explain(&d, &o)
			testkit.Golden(t, "testdata/"+name+kind, text)
			if kind == ".txt" && strings.Count(text, "\n") != 4 {
				t.Errorf("%s: no four lines:\n%s", a.ID, text)
			}
		}
	}
	if x.Explain(nil, nil) != "" {
		t.Error("an explanation of nothing")
	}
}

// Every field that decisions about accounts have beyond those about leads is said, in
// each language.
func TestEveryFieldOfAccountsIsSaid(t *testing.T) {
	for language, w := range languages {
		e := accountEngine(t, "step6.json")
		x, o := explain.NewForAccounts(e), &explain.Options{Full: true, Words: w}
		said := map[string]bool{}
		for _, a := range accountsOfExample(t) {
			d := e.Decide(a, asOf)
			before := x.Explain(&d, o)
			try := func(path string, change func(*account.Decision)) {
				c := d.Clone()
				change(&c)
				said[path] = said[path] || x.Explain(&c, o) != before
			}
			for i := range d.People {
				try("people.id", func(c *account.Decision) { c.People[i].ID = "other" })
				try("people.role", func(c *account.Decision) { c.People[i].Role = qualify.Known("other") })
				try("people.role", func(c *account.Decision) { c.People[i].Role = qualify.Opt[string]{} })
				try("people.status", func(c *account.Decision) { c.People[i].Decision.Status = "other" })
				try("people.points", func(c *account.Decision) { c.People[i].Decision.Score.Points += 3 })
			}
			for i := range d.Find {
				try("find.role", func(c *account.Decision) { c.Find[i].Role = "other" })
				try("find.for", func(c *account.Decision) { c.Find[i].For[0] = "checklists.other.item" })
				try("find.decisive", func(c *account.Decision) { c.Find[i].Decisive = !c.Find[i].Decisive })
			}
			for i := range d.Credits {
				try("by_member.member", func(c *account.Decision) { c.Credits[i].Members[0].Member = "other" })
				try("by_member.points", func(c *account.Decision) { c.Credits[i].Members[0].Thousandths += 1000 })
			}
			for i := range d.Ask {
				try("ask.person", func(c *account.Decision) { c.Ask[i].Person = "other" })
			}
		}
		for _, path := range []string{
			"people.id", "people.role", "people.status", "people.points", "find.role", "find.for", "find.decisive", "by_member.member", "by_member.points", "ask.person",
		} {
			if !said[path] {
				t.Errorf("%s says nothing of %s", language, path)
			}
		}
	}
	if n := reflect.TypeFor[account.PersonDecision]().NumField() + reflect.TypeFor[qualify.Find]().NumField() + reflect.TypeFor[qualify.Credit]().NumField(); n != 8 {
		t.Errorf("%d fields: say whether the new one is said", n)
	}
}
