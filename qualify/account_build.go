package qualify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/scoring"
)

// A Role is one that people have in the buying group of an account.
type Role struct {
	// ID is unique among the roles; rules and checklists name it.
	ID string `json:"id"`
	// Name is for display and changes nothing.
	Name string `json:"name,omitempty"`
	// When is the condition under which somebody has it, about a lead's facts and
	// activities. Of several roles the first that is met is the person's.
	When string `json:"when"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// An AccountEngine decides accounts, companies with their people: each person by one
// rule set, and the account by another that sees them. Package account makes it and
// has what hosts need; nothing else can. It is immutable and safe for concurrent use.
type AccountEngine struct {
	Person, Account *Engine // as compiled, of which neither decides an account by itself

	fields  []personField
	used    []int // of these, which texts about the account name, and what questions behind these go by
	roleIDs []string
	wider   []bounds.Values   // to try for people's facts, by slot of Person
	idle    int               // slot of idle_days of Person, -1 where its rules do not name it
	company []*criteria.Field // that the account's rules look at
}

// An AccountIdentity is what stands once in the file of an account's rules, for both
// rule sets.
type AccountIdentity struct {
	Format        int
	Name, Version string
}

// CompileAccount compiles the roles and both rule sets. The errors are every mistake
// at once, with paths that begin with roles, person or account where they are not
// about the identity.
func CompileAccount(_ inside.Key, id AccountIdentity, roles []Role, person, account *RuleSet, options *Options) (*AccountEngine, Errors) {
	var errs Errors
	if id.Name == "" {
		errs = append(errs, &Error{Code: CodeRequired, Message: `give the rules a "name"`})
	}
	if id.Format != 0 && id.Format != Format {
		errs = append(errs, unknownFormat(id.Format))
	}
	person, account, roles = person.clone(), account.clone(), slices.Clone(roles)
	e := &AccountEngine{fields: peopleFields(person, roles)}
	p, found := compileIn(person, options, setting{inAccount: true, roles: roles})
	errs = appendUnder(errs, "person", found)
	a, found := compileIn(account, options, setting{inAccount: true, people: e.fields, roles: roles, person: person})
	errs = appendUnder(errs, "account", found)
	if len(errs) > 0 {
		return nil, errs
	}
	e.Person, e.Account, a.of = p, a, e
	for _, r := range roles {
		e.roleIDs = append(e.roleIDs, r.ID)
	}
	for i := range e.fields {
		e.fields[i].slot = slices.IndexFunc(p.slots, func(s slot) bool { return s.path == e.fields[i].path })
	}
	for i := range a.slots {
		if f := leadField[a.slots[i].path]; f != nil && strings.HasPrefix(f.Path, "company.") {
			e.company = append(e.company, f)
		}
	}
	for i := range a.held {
		h := &a.held[i]
		h.decides = slices.ContainsFunc(a.checklists, func(l checklist) bool { return l.decides && slices.Contains(l.places, h.place) })
	}
	for i := range e.fields {
		if e.fields[i].of == personIdle {
			e.idle = slices.IndexFunc(p.slots, func(s slot) bool { return s.role == idleDays })
		}
	}
	e.findUsed()
	e.reportUsed()
	e.widen()
	e.identify(id, hashed([]string{p.fingerprint, a.fingerprint}))
	return e, nil
}

// identify gives both engines what stands once in their file. Each keeps a version of
// its own.
func (e *AccountEngine) identify(id AccountIdentity, fingerprint string) {
	for _, x := range []*Engine{e.Person, e.Account} {
		x.name, x.fingerprint = id.Name, fingerprint
		x.version = cmp.Or(x.version, id.Version)
	}
}

// appendUnder appends mistakes of a part of a file. Those of roles stand beside it.
func appendUnder(to Errors, part string, found Errors) Errors {
	for _, e := range found {
		if !strings.HasPrefix(e.Path, "roles") {
			e.Path = strings.TrimSuffix(part+"."+e.Path, ".")
		}
		to = append(to, e)
	}
	return to
}

// A setting is what a rule set is compiled for, zero for leads by themselves.
type setting struct {
	inAccount bool // it is one of the two of an account, which have no name of their own

	roles  []Role        // that people may have
	people []personField // that rules about an account see; nil for rules about people
	person *RuleSet      // by which these are decided
}

// A personField is a field of a person that an account's rules may name.
type personField struct {
	criteria.Fact
	of   personPart
	path string // of the person's own fact
	slot int    // of that in the engine that decides people, -1 for other fields
}

// personPart is what of a person a field is.
type personPart uint8

const (
	ofFact personPart = iota
	personID
	personRole
	personStatus
	personGrade
	personBand
	personCell
	personPoints
	personHand
	personIdle
)

// plainPersonFacts are the facts of a lead that an account's rules see under other
// names, by those.
var plainPersonFacts = []string{"person.job_title", "person.seniority", "person.department", "person.country", "person.consent", "stage"}

// peopleFields are the fields of people that are decided by a rule set.
func peopleFields(rs *RuleSet, roles []Role) []personField {
	words := []string{""}
	for _, r := range roles {
		words = append(words, r.ID)
	}
	statuses := []string{string(matrix.StatusMQL), string(matrix.StatusSQL), string(matrix.StatusNurture), string(matrix.StatusResearch), string(matrix.StatusDisqualified), string(matrix.StatusExcluded)}
	decided := map[string]criteria.Fact{}
	for _, r := range rs.results() {
		var f criteria.Fact
		if r.lacks != "" {
			f.Refused = fmt.Sprintf("is decided by %s, which the rules about people lack; give \"person\" one", r.lacks)
		}
		decided[r.path] = f
	}
	of := func(part personPart, name string, kind criteria.Kind, fact criteria.Fact) personField {
		fact.Path, fact.Kind = name, kind
		return personField{Fact: fact, of: part}
	}
	fields := []personField{
		of(personID, "id", criteria.String, criteria.Fact{Fold: criteria.Exact}),
		of(personRole, "role", criteria.String, criteria.Fact{Fold: criteria.Exact, Words: words}),
		of(personStatus, "status", criteria.String, criteria.Fact{Words: statuses}),
		of(personGrade, "grade", criteria.String, decided["fit.grade"]),
		of(personBand, "band", criteria.String, decided["score.band"]),
		of(personCell, "cell", criteria.String, decided["cell"]),
		of(personPoints, "points", criteria.Number, decided["score.points"]),
		of(personHand, "hand_raised", criteria.Bool, criteria.Fact{}),
		of(personIdle, "idle_days", criteria.Number, criteria.Fact{}),
	}
	fact := func(name, path string, kind criteria.Kind) {
		f := of(ofFact, name, kind, criteria.Fact{Fold: criteria.FoldSaid(rs.Facts[path].Fold)})
		f.path = path
		fields = append(fields, f)
	}
	for _, path := range plainPersonFacts {
		f, _ := leadFact(path)
		fact(strings.TrimPrefix(path, "person."), path, f.Kind)
	}
	for _, info := range rs.AllFacts() {
		if strings.HasPrefix(info.Path, customPrefix) {
			fact(info.Path, info.Path, criteria.FactKind(info.Type))
		}
	}
	return fields
}

// onceOutside refuses what stands once in the file of an account's rules, outside of
// both rule sets.
func (b *build) onceOutside() {
	const message = "%q stands once, beside \"person\" and \"account\": take it out here"
	if b.rs.Name != "" {
		b.fail("name", CodeNotAllowed, message, "name")
	}
	if b.rs.Format != 0 {
		b.fail("format", CodeNotAllowed, message, "format")
	}
}

// ofPerson tells whether a fact is about a person and none of an account's.
func ofPerson(path string) bool {
	return strings.HasPrefix(path, "person.") || strings.HasPrefix(path, "answers.") || path == "source"
}

const parentPrefix = "parent."

// ofPeople declares what rules about an account may name beyond the account's facts,
// and refuses what only people have.
func (b *build) ofPeople() {
	for i := range b.facts {
		if f := &b.facts[i]; ofPerson(f.Path) {
			name := strings.TrimPrefix(f.Path, "person.")
			f.Refused = f.Path + " is about one person, and this is about an account; ask it of people, as in any(people, .seniority == \"c_level\")"
			if slices.ContainsFunc(b.setting.people, func(p personField) bool { return p.Path == name }) {
				f.Refused = fmt.Sprintf("%s is about one person, and this is about an account; ask it of people, as .%s inside any(people, ...)", f.Path, name)
			}
		}
	}
	for _, f := range slices.Clone(b.facts) {
		if strings.HasPrefix(f.Path, "company.") || strings.HasPrefix(f.Path, customPrefix) {
			f.Path = parentPrefix + f.Path
			b.facts = append(b.facts, f)
		}
	}
	for i := range b.rs.Checklists {
		l := &b.rs.Checklists[i]
		for j := range l.Items {
			if l.Items[j].Role != "" {
				b.facts = append(b.facts, criteria.Fact{Path: heldPath(l.ID, l.Items[j].ID), Kind: criteria.Bool, Refused: "it stands in a checklist only"})
			}
		}
	}
}

// heldPath is the name of what an item over a role says, which no text has.
func heldPath(list, item string) string { return "role " + strictjson.PathKey(list, item) }

// item compiles an item of a checklist.
func (b *build) item(at string, list *bant.Checklist, item *bant.Item) criteria.Cond {
	if item.AtLeast < 0 {
		b.fail(at+".at_least", CodeOutOfRange, "at_least is 1 or more")
	}
	switch {
	case item.Role == "" && item.AtLeast != 0:
		b.fail(at+".at_least", CodeNotAllowed, `"at_least" belongs to an item with a "role"`)
	case item.Role != "" && b.setting.people == nil:
		b.fail(at+".role", CodeNotAllowed, "roles are of people in an account's buying group; this rule set is about one lead")
		return 0
	case item.Role != "" && item.When != "":
		b.fail(at+".when", CodeNotAllowed, `an item has either "when" or "role"`)
		return 0
	case item.Role != "":
		i := slices.IndexFunc(b.setting.roles, func(r Role) bool { return r.ID == item.Role })
		if i < 0 {
			var ids []string
			for _, r := range b.setting.roles {
				ids = append(ids, r.ID)
			}
			b.fail(at+".role", CodeUnknownID, "there is no role %q under roles%s", item.Role, nearest.Quoted(item.Role, ids))
			return 0
		}
		path := heldPath(list.ID, item.ID)
		cond := b.c.FactCond(path)
		b.e.held = append(b.e.held, heldRole{role: i, atLeast: max(1, item.AtLeast), place: "checklists." + list.ID + "." + item.ID, path: path})
		return cond
	}
	return b.cond(at+".when", item.When)
}

// heldRole is an item that people who have a role meet.
type heldRole struct {
	role    int // among the roles
	atLeast int
	place   string
	path    string
	slot    int
	decides bool // more than the record rests on its list
}

// limitBy checks what a rule's limit is about.
func (b *build) limitBy(at string, r *scoring.Rule) {
	switch {
	case r.LimitBy == "":
	case b.setting.people == nil:
		b.fail(at+".limit_by", CodeNotAllowed, "limits by member are for the people of an account; this rule set is about one lead")
	case r.LimitBy != scoring.ByMember:
		word(b, at+".limit_by", r.LimitBy, scoring.ByMember)
	case r.Limit == 0:
		b.fail(at, CodeRequired, `"limit_by" says what a "limit" is about; give one`)
	}
}

// rolesOfPeople compiles the conditions of the roles with the rules about people.
func (b *build) rolesOfPeople() {
	seen := map[string]bool{}
	for i, r := range b.setting.roles {
		at := fmt.Sprintf("roles[%d]", i)
		switch {
		case r.ID == "":
			b.fail(at, CodeRequired, `give it an "id"`)
		case seen[r.ID]:
			b.fail(at+".id", CodeDuplicateID, "%q stands twice in roles", r.ID)
		case len(r.ID) > maxID || strings.ContainsFunc(r.ID, func(r rune) bool { return r < ' ' }):
			b.fail(at+".id", CodeBadName, "id is too long or has control characters")
		}
		seen[r.ID] = true
		b.e.roles = append(b.e.roles, b.cond(at+".when", r.When))
	}
}

// quietSlots makes slots for the facts of people that only an account's rules may ask
// for.
func (b *build) quietSlots() {
	for _, path := range plainPersonFacts {
		if !b.c.Uses(path) {
			b.quiet = append(b.quiet, path)
			b.c.Use(path)
		}
	}
}
