package schema

import (
	"reflect"
	"slices"

	"github.com/leadqual/leadqual/qualify"
)

// insideAccount takes out of rule sets what stands once in the file of an account's
// rules, or is not for them.
func (g *generator) insideAccount() {
	for _, m := range []mode{plain, ofAccount} {
		inside := g.made[string(m)+typeName(reflect.TypeFor[qualify.RuleSet]())]
		for _, key := range []string{"format", "name", "extends"} {
			inside.Properties.remove(key)
			inside.Required = slices.DeleteFunc(inside.Required, func(s string) bool { return s == key })
		}
	}
}

// aboutAccount makes the schema of a decision about a lead one of a decision about an
// account, whose JSON its Go type does not tell.
func (g *generator) aboutAccount(root *node, m mode) {
	root.Properties.names[slices.Index(root.Properties.names, "lead_id")] = "account_id"
	root.Properties.values[0] = &node{Description: "account_id is the account's id.", Type: "string"}
	required := func(keys ...string) []string {
		if m == given {
			return keys
		}
		return nil
	}
	if i := slices.Index(root.Required, "lead_id"); i >= 0 {
		root.Required[i] = "account_id"
	}
	person := &node{Type: "object", Properties: &properties{}, Required: required("id", "decision")}
	role := &node{Description: "role is the person's in the buying group, an empty text where there is none; absent where that is unknown.", Type: "string"}
	if m == wanted {
		person.Required, person.Additional = []string{"id"}, false
		role.Type, role.Description = []string{"string", "null"}, "role is the person's in the buying group, an empty text where there is none, null where that is unknown."
	}
	person.Properties.add("id", &node{Description: "id is the person's.", Type: "string"})
	person.Properties.add("role", role)
	person.Properties.add("decision", g.reference(reflect.TypeFor[qualify.Decision](), m))
	root.Properties.add("people", &node{Description: "people are the decisions about the people, as a work list.", Type: "array", Items: person})
	find := g.value(reflect.TypeFor[[]qualify.Find](), m)
	find.Description = "find are the roles that are missing: whom to look for next, decisive ones first."
	root.Properties.add("find", find)

	credit := &node{Type: "object", Properties: &properties{}, Required: required("member", "points")}
	if m == wanted {
		credit.Additional = false
	}
	credit.Properties.add("member", &node{Description: "member is the person's id, an empty text for what nobody is known to have done.", Type: "string"})
	credit.Properties.add("points", &node{Type: "number"})
	g.made[string(m)+"scoring.RuleScore"].Properties.add("by_member", &node{
		Description: "by_member says who earned the points of a rule that counts activities; they sum to the rule's.", Type: "array", Items: credit,
	})
}

// wantOfAccounts makes what a case wants a decision about an account.
func (g *generator) wantOfAccounts() {
	const name = string(wanted) + "account.Decision"
	about := *g.made[string(wanted)+typeName(reflect.TypeFor[qualify.Decision]())]
	about.Properties = about.Properties.clone()
	g.aboutAccount(&about, wanted)
	g.made[name] = &about
	of := g.made["qualifytest.AccountCase"].Properties
	want := of.values[slices.Index(of.names, "want")].(*node)
	*want = node{Description: want.Description, AllOf: []*node{{Ref: "#/definitions/" + name}}}
}
