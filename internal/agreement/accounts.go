package agreement

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// about is whom the rules on a page are about, in its words.
type about struct {
	Heading     string // of the page; "" where the document has no other
	One, Many   string
	Plural      string // Many, at the beginning
	A, Them     string
	Out, Fit    string // headings
	Raise       string // what stands before the ways to raise a hand
	excluded    string
	meets, asks string
	their       string
	H, Under    string // what stands before headings in Markdown
}

var aboutLeads = about{
	One: "lead", Many: "leads", Plural: "Leads", A: "A lead", excluded: "excluded, not a lead", Them: "it", meets: "it meets", asks: "it asks", their: "its",
	Out: "Who is not a lead", Fit: "Who fits", Raise: "Whoever does one of these asks for contact:", H: "##", Under: "###",
}

var aboutPeople = about{
	Heading: "Each person", One: "person", Many: "people", Plural: "People", A: "A person", excluded: "excluded, not a lead", Them: "them", meets: "they meet", asks: "they ask", their: "their",
	Out: "Who is left out", Fit: "Who fits", Raise: "Whoever does one of these asks for contact:", H: "###", Under: "####",
}

var aboutAccounts = about{
	Heading: "The account", One: "account", Many: "accounts", Plural: "Accounts", A: "An account", excluded: "excluded", Them: "it", meets: "it meets", asks: "it asks", their: "its",
	Out: "Which accounts are left out", Fit: "Which accounts fit", Raise: "An account asks for contact where one of these holds:", H: "###", Under: "####",
}

// ofAccounts is the document of rules about accounts: the roles, then what makes a
// person, then what makes an account.
func ofAccounts(rules *account.Rules) (*document, error) {
	engine, err := account.Compile(rules, nil)
	if err != nil {
		return nil, err
	}
	d := &document{Of: aboutAccounts.One, Name: rules.Name, Version: rules.Version, Note: rules.Note, Fingerprint: engine.Fingerprint()}
	person, around := newWriter(&rules.Person, aboutPeople), newWriter(&rules.Account, aboutAccounts)
	for _, r := range rules.Roles {
		d.Roles = append(d.Roles, role{r.ID, item{named{person.condition(r.Name, r.When), r.Note}, person.questions(r.When)}})
	}
	around.roles = rules.Roles
	for _, w := range []*writer{person, around} {
		p := w.page()
		p.Version, p.Note = w.rs.Version, w.rs.Note
		d.Parts = append(d.Parts, p)
	}
	return d, nil
}

// held says what an item over a role asks for.
func (w *writer) held(i *bant.Item) string {
	words := i.Role
	if at := slices.IndexFunc(w.roles, func(r qualify.Role) bool { return r.ID == i.Role }); at >= 0 && w.roles[at].Name != "" {
		words += " (" + w.roles[at].Name + ")"
	}
	if i.AtLeast > 1 {
		words = fmt.Sprintf("at least %d: %s", i.AtLeast, words)
	}
	if i.Name != "" {
		words = i.Name + ": " + words
	}
	return cmp.Or(words, i.ID)
}
