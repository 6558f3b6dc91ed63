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
func (g *generator) aboutAccount(root *node) {
	root.Description = "What was decided about an account and its people. Later versions may add keys."
	root.Properties.names[slices.Index(root.Properties.names, "lead_id")] = "account_id"
	root.Required[slices.Index(root.Required, "lead_id")] = "account_id"
	root.Properties.values[0].(*node).Description = "account_id is the account's id."

	person := &node{Type: "object", Properties: &properties{}, Required: []string{"id", "decision"}}
	person.Properties.add("id", &node{Description: "id is the person's.", Type: "string"})
	person.Properties.add("role", &node{Description: "role is the person's in the buying group, an empty text where there is none; absent where that is unknown.", Type: "string"})
	person.Properties.add("decision", g.reference(reflect.TypeFor[qualify.Decision](), given))
	root.Properties.add("people", &node{Description: "people are the decisions about the people, as a work list.", Type: "array", Items: person})
	find := g.value(reflect.TypeFor[[]qualify.Find](), given)
	find.Description = "find are the roles that are missing: whom to look for next, decisive ones first."
	root.Properties.add("find", find)

	credit := &node{Type: "object", Properties: &properties{}, Required: []string{"member", "points"}}
	credit.Properties.add("member", &node{Description: "member is the person's id, an empty text for what nobody is known to have done.", Type: "string"})
	credit.Properties.add("points", &node{Type: "number"})
	g.made[string(given)+"scoring.RuleScore"].Properties.add("by_member", &node{
		Description: "by_member says who earned the points of a rule that counts activities; they sum to the rule's.", Type: "array", Items: credit,
	})
}
