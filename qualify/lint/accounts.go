package lint

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// CheckAccounts returns what is found in rules about accounts: in both rule sets what
// Check finds in one, with paths that begin with person or account, and in the roles.
// The error is that of account.Compile, or the context's.
func CheckAccounts(ctx context.Context, rules *account.Rules, options *Options) ([]Finding, error) {
	o := Options{}
	if options != nil {
		o = *options
	}
	e, err := account.Compile(rules, o.Compile)
	if err != nil {
		return nil, err
	}
	findings, err := checkAccounts(ctx, e, o)
	if err != nil || o.Place == nil {
		return findings, err
	}
	for i := range findings {
		if file, line, column, ok := o.Place(findings[i].Path); ok {
			findings[i].File, findings[i].Line, findings[i].Column = file, line, column
		}
	}
	sortFindings(findings)
	return findings, nil
}

// CheckAccountsLoaded loads rules about accounts from a file of fsys and checks them:
// each finding has its place in the file. The error is that of account.Load, or the
// context's.
func CheckAccountsLoaded(ctx context.Context, fsys fs.FS, name string, options *Options) ([]Finding, error) {
	o := Options{}
	if options != nil {
		o = *options
	}
	e, err := account.Load(fsys, name, o.Compile)
	if err != nil {
		return nil, err
	}
	findings, err := checkAccounts(ctx, e, o)
	if err != nil {
		return nil, err
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	var text json.RawMessage
	index, _ := strictjson.Decode(data, &text, strictjson.Limits{})
	offsets := make([]int, len(findings))
	for i := range findings {
		offsets[i] = index.Near(findings[i].Path).Offset
	}
	for i, at := range strictjson.Positions(data, offsets) {
		findings[i].File, findings[i].Line, findings[i].Column = name, at.Line, at.Column
	}
	sortFindings(findings)
	return findings, nil
}

// checkAccounts checks both rule sets, each with half of the steps, and the roles.
func checkAccounts(ctx context.Context, e *account.Engine, o Options) ([]Finding, error) {
	o.Place = nil
	if o.Steps <= 0 {
		o.Steps = cases.DefaultBudget
	}
	o.Steps = (o.Steps + 1) / 2
	roles := e.Rules().Roles
	words := qualify.WordsOfAccount(inside.Key{}, e.Account())
	person, around := emptyChecker(e.Person(), &o), emptyChecker(e.Account(), &o)
	person.roles, around.beyond, around.theirs = roles, &words, enumsOfPeople(e.Person().RuleSet())
	var findings []Finding
	for _, k := range []*checker{person, around} {
		if _, err := k.ready(ctx); err != nil {
			return nil, err
		}
	}
	x := &ofAccount{roles: roles, person: person, account: around}
	for _, c := range []struct {
		k    *checker
		part string
	}{{person, "person."}, {around, "account."}} {
		found, err := c.k.check(ctx)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if c.k == person && f.Code == CodeNeverReady { // their points alone may be what the account goes by
				continue
			}
			if !strings.HasPrefix(f.Path, "roles[") {
				f.Path = c.part + f.Path
			}
			if f.Witness != nil {
				f.Witness.Path = c.part + f.Witness.Path
			}
			findings = append(findings, f)
		}
	}
	x.checkRoles()
	x.checkSaid()
	return append(findings, x.findings...), ctx.Err()
}

// enumsOfPeople are the values that texts of people may have in rules about accounts, by
// ".seniority". A folded fact may be written otherwise than its enum has it.
func enumsOfPeople(rs *qualify.RuleSet) map[string][]string {
	enums := map[string][]string{}
	for _, f := range rs.AllFacts() {
		folded := rs.Texts == qualify.TextsFolded
		if f.Fold != nil {
			folded = *f.Fold
		}
		if !folded {
			enums["."+strings.TrimPrefix(f.Path, "person.")] = f.Enum
		}
	}
	return enums
}

// addHeld is the condition that enough people have a role.
func (k *checker) addHeld(path, list, item string) *condition {
	n := k.compiler.FactCond(qualify.HeldPath(inside.Key{}, list, item))
	c := &condition{path: path, node: k.compiler.Conds()[n]}
	c.cases = k.a.Of(c.node)
	return c
}

// ofAccount looks at what is of both rule sets.
type ofAccount struct {
	roles           []qualify.Role
	person, account *checker
	findings        []Finding
}

// texts calls f with each expression about accounts, and where it stands.
func (x *ofAccount) texts(f func(path, text string, n *criteria.Node)) {
	for _, c := range x.account.conditions {
		f("account."+c.path, c.text, c.node)
	}
	for _, r := range x.account.rules {
		if r.num != nil {
			f("account."+r.path+".compute", r.Compute, r.num)
		}
	}
}

// personal is the field of a person that a node is, as it stands or folded.
func personal(n *criteria.Node) (field string, folded, ok bool) {
	for n.Op == criteria.OpFold || n.Op == criteria.OpTrim || n.Op == criteria.OpLower || n.Op == criteria.OpUpper {
		n, folded = n.Args[0], true
	}
	return n.Path(), folded, n.Op == criteria.OpPersonal
}

// comparedOf are the texts that a comparison has beside a field of a person.
func comparedOf(n *criteria.Node) (field string, folded bool, texts []string) {
	switch n.Op {
	case criteria.OpEq, criteria.OpNe, criteria.OpInList, criteria.OpInItems:
	default:
		return "", false, nil
	}
	for _, a := range n.Args {
		if f, fold, ok := personal(a); ok {
			field, folded = f, folded || fold
		}
	}
	if field == "" {
		return "", false, nil
	}
	for _, a := range n.Args {
		switch {
		case a.Op == criteria.OpConst && a.Kind == criteria.String:
			texts = append(texts, a.Text)
		case a.Op == criteria.OpList:
			texts = append(texts, a.Texts...)
		}
	}
	return field, folded, texts
}

// checkRoles finds roles that nothing asks for, and those that nobody can have because
// of those before them.
func (x *ofAccount) checkRoles() {
	asked, any := map[string]bool{}, false // any: in a way that names none
	for _, l := range x.account.rs.Checklists {
		for _, item := range l.Items {
			asked[item.Role] = true
		}
	}
	x.texts(func(_, _ string, n *criteria.Node) {
		named := map[*criteria.Node]bool{}
		walk(n, func(n *criteria.Node) {
			field, _, texts := comparedOf(n)
			if field != "role" {
				return
			}
			for _, a := range n.Args {
				named[a] = true
			}
			for _, s := range texts {
				asked[s] = true
			}
		})
		walk(n, func(n *criteria.Node) {
			if n.Op == criteria.OpPersonal && n.Path() == "role" && !named[n] {
				any = true
			}
		})
	})
	left, a := cases.Everything(), x.person.a // the people who have none of the roles before
	for i, r := range x.roles {
		path := fmt.Sprintf("roles[%d]", i)
		c := x.person.given[i]
		switch {
		case c.reported && c.cases.Met.Empty(): // a finding says so
		case a.And(left, c.cases.Met).Empty():
			x.findings = append(x.findings, Finding{
				Code: CodeRoleUnreachable, Severity: Error, Path: path + ".when", Text: r.When,
				Message: fmt.Sprintf("nobody can have the role %q: whoever meets this has a role before it; put it before them, or mend one", r.ID),
				Proof:   "no person meets this and fails the conditions of all roles before it",
			})
		}
		if !asked[r.ID] && !any {
			x.findings = append(x.findings, Finding{
				Code: CodeRoleUnused, Severity: Info, Path: path,
				Message: fmt.Sprintf("no checklist has an item over the role %q and no expression names it, so that nobody is looked for; use it, or leave it out", r.ID),
			})
		}
		left = a.And(left, c.cases.Unmet)
	}
}

// checkSaid finds results of people that are compared with what the rules about people
// never give.
func (x *ofAccount) checkSaid() {
	grades, bands, given := []string{""}, []string{""}, map[string][]string{}
	if p := x.person.rs.ICP; p != nil {
		for _, g := range p.Grades {
			grades = append(grades, g.Name)
		}
	}
	if m := x.person.rs.Scoring; m != nil {
		for _, b := range m.Bands {
			bands = append(bands, b.Name)
		}
	}
	cells := []string{""}
	for _, g := range grades[1:] {
		for _, b := range bands[1:] {
			cells = append(cells, g+b)
		}
	}
	given["grade"], given["band"], given["cell"] = grades, bands, cells
	reach := x.person.reach()
	for _, s := range []matrix.Status{matrix.StatusMQL, matrix.StatusSQL, matrix.StatusNurture, matrix.StatusResearch, matrix.StatusDisqualified, matrix.StatusExcluded} {
		if reach.target(&Result{Status: s}) == "" {
			given["status"] = append(given["status"], string(s))
		}
	}
	x.texts(func(path, text string, n *criteria.Node) {
		walk(n, func(n *criteria.Node) {
			field, folded, texts := comparedOf(n)
			words, ok := given[field]
			if !ok || folded {
				return
			}
			for _, s := range texts {
				if slices.Contains(words, s) {
					continue
				}
				x.findings = append(x.findings, Finding{
					Code: CodeNeverSaid, Severity: Warning, Path: path, Text: text,
					Message: fmt.Sprintf("the rules about people never give the %s %q; mend it, or the rules under person", field, s),
					Proof:   fmt.Sprintf("a person's %s is one of %s", field, list(words)),
				})
			}
		})
	})
}
