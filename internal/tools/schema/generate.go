package schema

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/lifecycle"
	"github.com/leadqual/leadqual/qualify/qualifytest"
	"github.com/leadqual/leadqual/scoring"
)

// The names of the files.
const (
	RuleSet = "ruleset.schema.json"
	Cases   = "cases.schema.json"
	Map     = "map.schema.json"
	// Lead and Decision are what programs give to one another.
	Lead     = "lead.schema.json"
	Decision = "decision.schema.json"
	// Policy and Roster are files of package lifecycle.
	Policy = "policy.schema.json"
	Roster = "roster.schema.json"
	// AccountRules are the rules about accounts, and AccountCases cases for these, files
	// that people write.
	// AccountRecord and AccountDecision are what programs give to one another.
	AccountRules    = "account.schema.json"
	AccountCases    = "account_cases.schema.json"
	AccountRecord   = "account_record.schema.json"
	AccountDecision = "account_decision.schema.json"
)

// Generate returns the text of each file by its name. Root is the folder of the
// module's source, from which comments are read.
func Generate(root string) (map[string][]byte, error) {
	docs, err := readComments(root)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, f := range map[string]struct {
		title string
		t     reflect.Type
		mode  mode
	}{
		RuleSet:  {"Rule set of leadqual, format 1", reflect.TypeFor[qualify.RuleSet](), plain},
		Cases:    {"Cases for a rule set of leadqual", reflect.TypeFor[qualifytest.File](), plain},
		Map:      {"Map of a file of leads, for leadq", reflect.TypeFor[leadfile.Map](), plain},
		Policy:   {"Lifecycle policy of leadqual, format 1", reflect.TypeFor[lifecycle.Policy](), plain},
		Roster:   {"Roster of leadqual, format 1", reflect.TypeFor[lifecycle.Roster](), plain},
		Lead:     {"Lead of leadqual", reflect.TypeFor[qualify.Lead](), known},
		Decision: {"Decision of leadqual, format 1", reflect.TypeFor[qualify.Decision](), given},

		AccountRules:    {"Rules about accounts of leadqual, format 1", reflect.TypeFor[account.Rules](), plain},
		AccountCases:    {"Cases for rules about accounts of leadqual", reflect.TypeFor[qualifytest.AccountFile](), plain},
		AccountRecord:   {"Account of leadqual", reflect.TypeFor[account.Account](), known},
		AccountDecision: {"Decision of leadqual about an account, format 1", reflect.TypeFor[qualify.Decision](), given},
	} {
		g := &generator{docs: docs, made: map[string]*node{}}
		root := g.object(f.t, f.mode)
		if f.mode == given {
			root.Description = "What was decided about a lead. Later versions may add keys."
		}
		if f.mode == plain {
			forEditors(root)
		}
		switch name {
		case RuleSet:
			root = g.wholeOrPart(root)
		case AccountRules:
			g.insideAccount()
		case AccountDecision:
			root.Description = "What was decided about an account and its people. Later versions may add keys."
			g.aboutAccount(root, given)
		case AccountCases:
			g.wantOfAccounts()
		}
		root.Schema, root.Title, root.Definitions = "http://json-schema.org/draft-07/schema#", f.title, g.definitions()
		if files[name], err = root.text(); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// forEditors adds the key by which a file names its schema.
func forEditors(n *node) {
	if !slices.Contains(n.Properties.names, "$schema") {
		n.Properties.names = append([]string{"$schema"}, n.Properties.names...)
		n.Properties.values = append([]any{&node{Description: "For editors; ignored.", Type: "string"}}, n.Properties.values...)
	}
}

// mode is how strict an object's schema is.
type mode string

const (
	plain  mode = ""
	known  mode = "lead."   // null is unknown, and no key has to be there
	wanted mode = "wanted." // no key has to be there
	given  mode = "given."  // later versions may have other keys
	part   mode = "part."   // null removes a key, and no key has to be there but an id
	// ofAccount is for rules about an account, which have keys that rules about a lead or
	// a person have not.
	ofAccount mode = "of_account."
)

// modes are of fields that have another than their struct.
var modes = map[string]mode{
	"account.Rules.Account": ofAccount,
	// None of BANT's items is over a role.
	"bant.BANT.Budget": plain, "bant.BANT.Authority": plain, "bant.BANT.Need": plain, "bant.BANT.Timeline": plain,
}

// onlyOfAccounts are the keys that only rules about accounts have.
var onlyOfAccounts = []string{"bant.Item.Role", "bant.Item.AtLeast", "scoring.Rule.LimitBy"}

// only tells whether a type has such a key, at any depth.
func only(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return only(t.Elem())
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && (slices.Contains(onlyOfAccounts, typeName(t)+"."+f.Name) || only(f.Type)) {
				return true
			}
		}
	}
	return false
}

// byHand tells whether people write it, whole.
func (m mode) byHand() bool { return m == plain || m == ofAccount }

// generator makes one file.
type generator struct {
	docs comments
	made map[string]*node // definitions
}

func (g *generator) definitions() *properties {
	all := &properties{}
	for _, name := range slices.Sorted(maps.Keys(g.made)) {
		all.add(name, g.made[name])
	}
	return all
}

// typeName is "icp.Criterion".
func typeName(t reflect.Type) string {
	path := t.PkgPath()
	return path[strings.LastIndexByte(path, '/')+1:] + "." + t.Name()
}

// value is the schema of a value of the type.
func (g *generator) value(t reflect.Type, m mode) *node {
	if t.Kind() == reflect.Pointer {
		return g.value(t.Elem(), m)
	}
	n := g.kind(t, m)
	if name, ok := n.Type.(string); ok && m == known {
		n.Type = []string{name, "null"}
	}
	return n
}

func (g *generator) kind(t reflect.Type, m mode) *node {
	if special, ok := specialTypes[t]; ok {
		n := *special
		if m == given && t == reflect.TypeFor[scoring.Points]() {
			n.Minimum, n.Maximum = nil, nil // a sum of many
		}
		return &n
	}
	if strings.HasPrefix(t.Name(), "Opt[") {
		return g.value(t.Field(0).Type, m)
	}
	switch t.Kind() {
	case reflect.Struct:
		if t == reflect.TypeFor[qualify.Lead]() || t == reflect.TypeFor[account.Account]() {
			return g.reference(t, known).AnyOf[0] // itself it has to be there
		}
		return g.reference(t, m)
	case reflect.Slice:
		return &node{Type: "array", Items: g.value(t.Elem(), m)}
	case reflect.Map:
		n := &node{Type: "object", Additional: g.value(t.Elem(), m)}
		if m == part {
			n.Additional = orNull(g.value(t.Elem(), m))
		}
		if keys, ok := specialTypes[t.Key()]; ok {
			n.Names = keys
		}
		return n
	case reflect.String:
		return &node{Type: "string"}
	case reflect.Bool:
		return &node{Type: "boolean"}
	case reflect.Int, reflect.Int64:
		return &node{Type: "integer"}
	case reflect.Float64:
		return &node{Type: "number"}
	case reflect.Interface:
		return &node{}
	}
	panic(fmt.Sprintf("schema: no schema for %v", t))
}

// reference makes the definition of a struct, once, and points at it.
func (g *generator) reference(t reflect.Type, m mode) *node {
	if m == ofAccount && !only(t) {
		m = plain
	}
	name := string(m) + typeName(t)
	if _, ok := g.made[name]; !ok {
		g.made[name] = &node{} // what holds itself ends here
		g.made[name] = g.object(t, m)
		if _, named := t.FieldByName("ID"); named && m == part {
			mergeByID(g.made[name])
		}
	}
	n := &node{Ref: "#/definitions/" + name}
	if m == known { // a type beside a $ref is not looked at
		return &node{AnyOf: []*node{n, {Type: "null"}}}
	}
	return n
}

// object is the schema of a struct.
func (g *generator) object(t reflect.Type, m mode) *node {
	n := &node{Description: prose(g.docs[typeName(t)], t), Type: "object", Properties: &properties{}, Additional: false}
	if m == given {
		n.Additional = nil
	}
	g.fields(n, t, m)
	if m.byHand() {
		if also := specialObjects[string(m)+typeName(t)]; also != nil {
			also(n)
		} else if also := specialObjects[typeName(t)]; also != nil {
			also(n)
		}
	}
	return n
}

func (g *generator) fields(n *node, t reflect.Type, m mode) {
	for i := range t.NumField() {
		f := t.Field(i)
		key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && key == "":
			g.fields(n, f.Type, m)
			continue
		case key == "" || key == "-" || !f.IsExported():
			continue
		}
		path := typeName(t) + "." + f.Name
		if m != ofAccount && slices.Contains(onlyOfAccounts, path) {
			continue
		}
		m := m
		if other, ok := modes[path]; ok && m.byHand() {
			m = other
		}
		var property *node
		if f.Type == reflect.TypeFor[json.RawMessage]() {
			property = g.reference(reflect.TypeFor[qualify.Decision](), wanted)
		} else {
			property = g.value(f.Type, m)
		}
		if also := specialFields[path]; also != nil && m != wanted {
			also(property)
		}
		switch {
		case f.Tag.Get("zero") == "" || property.Enum != nil || m == wanted:
		case f.Type.Kind() == reflect.Int:
			property.Minimum = new(float64(1))
		default:
			property.Minimum, property.Not = new(float64(0)), &node{Enum: []any{0}}
		}
		if m == part && key != "id" {
			property.MinItems = 0
			property = orNull(property)
		}
		if doc := prose(g.docs[path], t); doc != "" {
			if property.Ref != "" { // what stands beside a $ref is not looked at
				property = &node{AllOf: []*node{{Ref: property.Ref}}}
			}
			property.Description = doc
		}
		n.Properties.add(key, property)
		if !strings.Contains(options, "omit") && (m.byHand() || m == given || m == part && key == "id") {
			n.Required = append(n.Required, key)
		}
	}
}

var timeType = reflect.TypeFor[time.Time]()
