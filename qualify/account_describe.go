package qualify

import (
	"cmp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/inside"
)

// A RoleInfo is a role in the buying group, and what its condition reads of a person.
type RoleInfo struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	When string `json:"when"`
	Note string `json:"note,omitempty"`
	// Facts are the paths of the person's facts that it reads, each once.
	Facts []string `json:"facts,omitempty"`
	// Activities says that it looks at what the person did.
	Activities bool `json:"activities,omitempty"`
	// GivesUp says that it uses ?? or compares with nil.
	GivesUp bool `json:"gives_up,omitempty"`
	// Items are the places of the checklists' items over the role, in the order of
	// the rules: checklists.group.buyer.
	Items []string `json:"items,omitempty"`
}

// DescribeRoles describes the roles by which an engine was compiled.
func DescribeRoles(_ inside.Key, e *AccountEngine, roles []Role) (list []RoleInfo) {
	for i, r := range roles {
		n := e.Person.program.Cond(e.Person.roles[i])
		info := RoleInfo{ID: r.ID, Name: r.Name, When: r.When, Note: r.Note, Facts: slices.Clone(n.Facts), Activities: n.Activities, GivesUp: n.NonMonotone}
		for _, h := range e.Account.held {
			if h.role == i {
				info.Items = append(info.Items, h.place)
			}
		}
		list = append(list, info)
	}
	return list
}

// describeAccount describes what rules about accounts have beyond those about leads.
func (e *Engine) describeAccount(d *Description) {
	for i := range e.of.fields {
		if f := &e.of.fields[i]; f.Refused == "" { // such as a grade where the rules about people give none
			d.People = append(d.People, FieldInfo{Name: f.Path, Type: f.Kind.FactType()})
		}
	}
	d.Activity = append(d.Activity, FieldInfo{Name: "member", Type: criteria.String.FactType()})
	rs := e.source
	for i := range rs.Checklists {
		l := &rs.Checklists[i]
		for j := range l.Items {
			item := &l.Items[j]
			at := slices.IndexFunc(e.held, func(h heldRole) bool { return h.path == heldPath(l.ID, item.ID) })
			if at < 0 {
				continue
			}
			d.Parts = append(d.Parts, PartInfo{
				Place: e.held[at].place, Name: item.Name, People: []string{"role"}, Role: item.Role, AtLeast: e.held[at].atLeast,
			})
		}
	}
	order, path := map[string]int{}, map[string]string{}
	for p := range rs.Parts() {
		order[p.Place], path[p.Place] = len(order), p.Path
	}
	for i := range d.Parts {
		d.Parts[i].Path = path[d.Parts[i].Place]
	}
	slices.SortStableFunc(d.Parts, func(p, q PartInfo) int { return cmp.Compare(order[p.Place], order[q.Place]) })
}

// nameable are the facts that expressions of the rule set can name.
func (e *Engine) nameable() []FactInfo {
	if e.of == nil {
		return e.source.AllFacts()
	}
	own := slices.DeleteFunc(e.source.AllFacts(), func(f FactInfo) bool { return ofPerson(f.Path) })
	for _, f := range slices.Clone(own) {
		if strings.HasPrefix(f.Path, "company.") || strings.HasPrefix(f.Path, customPrefix) {
			above := Fact{Type: f.Type, Enum: slices.Clone(f.Enum), Fold: f.Fold, Doc: f.Doc}
			own = append(own, FactInfo{Path: parentPrefix + f.Path, Fact: above})
		}
	}
	return own
}

// addPeople adds the fields of people that an expression looks at, but for those in
// seen.
func (p *PartInfo) addPeople(n *criteria.Node, seen map[*criteria.Node]bool) {
	if !n.People || seen[n] {
		return
	}
	seen[n] = true
	field := ""
	switch n.Op {
	case criteria.OpPersonal:
		field = n.Path()
	case criteria.OpTheirs:
		field = "activities"
	}
	if field != "" && !slices.Contains(p.People, field) {
		p.People = append(p.People, field)
	}
	for _, a := range n.Args {
		p.addPeople(a, seen)
	}
}
