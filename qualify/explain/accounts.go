package explain

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/scoring"
)

// An AccountExplainer puts decisions about accounts into words. It is immutable and
// safe for concurrent use by multiple goroutines.
type AccountExplainer struct {
	account *Explainer
	roles   []qualify.Role
	facts   map[string]qualify.Fact // of people
}

// NewForAccounts prepares explanations of what an engine decides about accounts, as
// New does of leads. For the decision about one of the people, New(e.Person()) does.
func NewForAccounts(e *account.Engine) *AccountExplainer {
	rules := e.Rules()
	x := &AccountExplainer{account: New(e.Account()), roles: rules.Roles, facts: rules.Person.Facts}
	x.account.rules.Name, x.account.rules.Version = rules.Name, cmp.Or(rules.Account.Version, rules.Version)
	for _, l := range x.account.rules.Checklists {
		for _, item := range l.Items {
			i := slices.IndexFunc(rules.Roles, func(r qualify.Role) bool { return r.ID == item.Role })
			if i >= 0 && item.Name == "" {
				x.account.names["checklists."+l.ID+"."+item.ID] = rules.Roles[i].Name
			}
		}
	}
	return x
}

// Explain puts a decision about an account into words, as [Explainer.Explain] does one
// about a lead: to its three lines comes one about the people, who has which role and
// who is missing, and in full a line for each person, for each role that is missing,
// and who earned the points of a rule. Options.Name is the account's.
func (x *AccountExplainer) Explain(d *account.Decision, o *Options) string {
	if d == nil {
		return ""
	}
	if o == nil {
		o = &Options{}
	}
	w := explanation{e: x.account, d: &d.Decision, of: x, account: d}
	return w.write(o)
}

// role is what a role is called: its name, or else its id.
func (x *explanation) role(id string) string {
	if i := slices.IndexFunc(x.of.roles, func(r qualify.Role) bool { return r.ID == id }); i >= 0 && !x.foreign() {
		return x.shown(cmp.Or(x.of.roles[i].Name, id))
	}
	return x.shown(id)
}

// people is the line about them: roles in the order of the rules, whoever has one
// that is not settled, and whom to look for.
func (x *explanation) people() {
	held, open := map[string][]string{}, []string{}
	var order []string
	for _, r := range x.of.roles {
		order = append(order, r.ID)
	}
	for i := range x.account.People {
		p := &x.account.People[i]
		switch id := p.Role.Value; {
		case !p.Role.Known:
			open = append(open, x.shown(p.ID))
		case id != "":
			if !slices.Contains(order, id) {
				order = append(order, id)
			}
			held[id] = append(held[id], x.shown(p.ID))
		}
	}
	var sentences []string
	if len(x.account.People) == 0 {
		sentences = append(sentences, x.w.NobodyThere)
	}
	for _, id := range order {
		if list := held[id]; len(list) > 0 {
			sentences = append(sentences, say(x.w.RoleHeld, part{"role", x.role(id)}, part{"people", x.list(list)}))
		}
	}
	if len(open) > 0 {
		sentences = append(sentences, say(x.w.RoleOpen, part{"people", x.list(open)}))
	}
	var decisive, other []string
	for i := range x.account.Find {
		f := &x.account.Find[i]
		if f.Decisive {
			decisive = append(decisive, x.role(f.Role))
		} else {
			other = append(other, x.role(f.Role))
		}
	}
	if len(decisive) > 0 {
		sentences = append(sentences, say(x.w.FindDecisive, part{"roles", x.list(decisive)}))
	}
	if len(other) > 0 {
		sentences = append(sentences, say(x.w.FindOther, part{"roles", x.list(other)}))
	}
	left := 0
	for _, issue := range x.d.Issues {
		if (issue.Code == qualify.NoID || issue.Code == qualify.RepeatedID) && strings.HasPrefix(issue.Path, "people[") {
			left++
		}
	}
	if left > 0 {
		sentences = append(sentences, say(x.w.PeopleLeft, part{"n", strconv.Itoa(left)}))
	}
	x.labelled(x.w.People, sentences)
}

// everybody is a line for each person, in the order of the work list.
func (x *explanation) everybody() {
	items := make([]string, 0, len(x.account.People))
	for i := range x.account.People {
		p := &x.account.People[i]
		role := x.w.RoleUnknown
		switch {
		case p.Role.Known && p.Role.Value == "":
			role = x.w.RoleNone
		case p.Role.Known:
			role = x.role(p.Role.Value)
		}
		status := x.w.Statuses[p.Decision.Status]
		if status == "" {
			status = x.shown(string(p.Decision.Status))
		}
		sentence := x.w.Person
		if p.Decision.Score.Column != (scoring.Column{}) {
			sentence = x.w.PersonPoints
		}
		items = append(items, say(sentence, part{"person", x.shown(p.ID)}, part{"role", role}, part{"status", status},
			part{"points", x.total(p.Decision.Score.Column)}))
	}
	x.section(x.w.PeopleHeading, items)
}

// toFind is a line for each role that is missing.
func (x *explanation) toFind() {
	items := make([]string, 0, len(x.account.Find))
	for i := range x.account.Find {
		f := &x.account.Find[i]
		places := make([]string, len(f.For))
		for j, place := range f.For {
			list := place[:max(strings.LastIndexByte(place, '.'), 0)]
			places[j] = x.quoted(x.place(list))
		}
		sentence := x.w.Find
		if f.Decisive {
			sentence = x.w.FindCanChange
		}
		items = append(items, say(sentence, part{"role", x.role(f.Role)}, part{"places", joined(places, x.w.List)}))
	}
	x.section(x.w.FindHeading, items)
}

// forEach says of a limit that it is for each person apart, where it is.
func (x *explanation) forEach(rule *scoring.Rule, limit string) string {
	if rule.LimitBy != scoring.ByMember {
		return limit
	}
	return say(x.w.LimitForEach, part{"limit", limit})
}

// earned adds to the line of a rule who earned its points.
func (x *explanation) earned(line, rule string) string {
	if x.account == nil {
		return line
	}
	i := slices.IndexFunc(x.account.Credits, func(c qualify.RuleCredits) bool { return c.Rule == rule })
	if i < 0 || len(x.account.Credits[i].Members) == 0 {
		return line
	}
	var members []string
	for _, c := range x.account.Credits[i].Members {
		who := x.w.EarnedByNobody
		if c.Member != "" {
			who = x.shown(c.Member)
		}
		members = append(members, say(x.w.EarnedBy, part{"member", who}, part{"points", x.signed(milli.Float[scoring.Points](c.Thousandths))}))
	}
	return say(x.w.Earned, part{"line", line}, part{"members", joined(members, x.w.List)})
}
