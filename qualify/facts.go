package qualify

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
)

// customPrefix begins the paths of what hosts know beyond a lead's fields.
const customPrefix = "custom."

// ofActivities stands before that in the declarations of what they know of
// activities.
const ofActivities = "activities."

// leadFields are the fields of a Lead that hold one value each. Whatever reads,
// fills, prints, binds or describes the facts of a lead goes by them.
var leadFields = criteria.FieldsOf(reflect.TypeFor[Lead]())

// activityFields are those of an Activity.
var activityFields = criteria.FieldsOf(reflect.TypeFor[Activity]())

// leadField finds a field by its path.
var leadField = func() map[string]*criteria.Field {
	fields := make(map[string]*criteria.Field, len(leadFields))
	for i := range leadFields {
		fields[leadFields[i].Path] = &leadFields[i]
	}
	return fields
}()

// notFacts are the fields that expressions cannot name.
var notFacts = map[string]bool{
	"id":         true, // no rule should go by who somebody is
	"account_id": true, // nor by whose account it is: what is of the account its rules see
	"created_at": true, // created_days_ago and idle_days count from it
	"reset_at":   true, // it says what else counts
}

// A role is what a fact is beyond the value of a field.
type role uint8

const (
	ofField role = iota // nothing more
	wish
	wishAt
	stage
	createdDaysAgo
	idleDays
	customFact
	wasDecided   // a result, which no lead has
	heldByPeople // whether people have a role, which no lead has
)

// roles are those of facts that every lead has, where they have one.
var roles = map[string]role{
	"answers.wants_contact": wish, "answers.wants_contact_at": wishAt,
	"stage": stage, "created_days_ago": createdDaysAgo, "idle_days": idleDays,
}

// derived tells whether the fact follows from instants.
func (r role) derived() bool { return r == createdDaysAgo || r == idleDays }

// leadFacts are the facts that expressions can name of every lead: its fields
// and, behind them, those that follow from others.
var leadFacts = func() (facts []criteria.Fact) {
	for _, f := range leadFields {
		if !notFacts[f.Path] {
			facts = append(facts, f.Fact)
		}
	}
	return append(facts, criteria.Fact{Path: "created_days_ago", Kind: criteria.Number}, criteria.Fact{Path: "idle_days", Kind: criteria.Number})
}()

// firstStage is what an absent stage counts as.
const firstStage = "lead"

// stages are those of package lifecycle, which a lead may have where the rule
// set lists none of its own.
var stages = []string{firstStage, "mql", "sal", "sql", "opportunity", "customer", "recycled", "disqualified", "lost"}

// leadFact finds one of them; ok is false where there is none.
func leadFact(path string) (f criteria.Fact, ok bool) {
	if i := slices.IndexFunc(leadFacts, func(f criteria.Fact) bool { return f.Path == path }); i >= 0 {
		return leadFacts[i], true
	}
	return f, false
}

// A FactInfo is a fact and what the rule set says of it.
type FactInfo struct {
	// Path is the fact's name in expressions: "company.employees".
	Path string `json:"path"`
	// Fact is what the rule set declares. Its Type is always given.
	Fact
	// Used says that some expression reads it. Only Describe looks.
	Used bool `json:"used,omitempty"`
}

// AllFacts lists the facts that the rule set's expressions can name, with what
// it says of each: those that every lead has, in a fixed order, then the custom
// ones that it declares, sorted. The list is the caller's.
func (rs *RuleSet) AllFacts() []FactInfo {
	all := make([]FactInfo, 0, len(leadFacts)+len(rs.Facts))
	add := func(path, kind string) {
		info := FactInfo{Path: path, Fact: rs.Facts[path]}
		info.Type, info.Enum, info.Prior = kind, slices.Clone(info.Enum), maps.Clone(info.Prior)
		if path == "stage" {
			info.Default = firstStage
			if len(info.Enum) == 0 {
				info.Enum = slices.Clone(stages)
			}
		}
		all = append(all, info)
	}
	for _, f := range leadFacts {
		add(f.Path, f.Kind.FactType())
	}
	for _, path := range slices.Sorted(maps.Keys(rs.Facts)) {
		if strings.HasPrefix(path, customPrefix) {
			add(path, rs.Facts[path].Type)
		}
	}
	return all
}

// AllActivityFields lists what the rule set's expressions can name of an
// activity, without the dot, with what it says of each: what every activity has,
// in a fixed order, then the custom fields that it declares, "custom.feature",
// sorted. Used is never set. The list is the caller's.
func (rs *RuleSet) AllActivityFields() []FactInfo {
	var all []FactInfo
	for _, f := range criteria.ActivityFields() {
		all = append(all, FactInfo{Path: f.Path, Fact: Fact{Type: f.Kind.FactType()}})
	}
	for _, path := range slices.Sorted(maps.Keys(rs.Facts)) {
		if strings.HasPrefix(path, ofActivities+customPrefix) {
			info := FactInfo{Path: path[len(ofActivities):], Fact: rs.Facts[path]}
			info.Enum, info.Prior = slices.Clone(info.Enum), maps.Clone(info.Prior)
			all = append(all, info)
		}
	}
	return all
}

// FreeEmailDomains returns the domains, sorted, by which is_free_email tells
// addresses that anybody can have from a company's own. The slice is the
// caller's.
func FreeEmailDomains() []string { return slices.Clone(criteria.FreeEmailDomains()) }
