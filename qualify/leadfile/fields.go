package leadfile

import (
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/qualify"
)

// kind is the type of a field.
type kind uint8

const (
	noKind kind = iota
	textKind
	numberKind
	boolKind
	timeKind
	listKind
)

// kinds are the names of types, as rule sets and maps write them.
var kinds = map[string]kind{"string": textKind, "number": numberKind, "bool": boolKind, "time": timeKind, "strings": listKind}

// String is how messages call a value of the kind.
func (k kind) String() string {
	return [...]string{"nothing", "text", "number", "yes or no", "date", "list of texts"}[k]
}

// value is one that was read. Only what its field's kind needs is set.
type value struct {
	known  bool
	text   string // of a number, the sign of its currency
	number float64
	yes    bool
	at     time.Time
	list   []string
	boxed  any // the same, for a custom field
	// It could not be read, and is unknown as the map says.
	dropped bool
}

// leadField is a field of a lead.
type leadField struct {
	path string
	kind kind
}

// set gives the lead a known value.
func (f leadField) set(l *qualify.Lead, v *value) {
	_ = l.Set(f.path, v.boxed) // which is of the field's kind
}

// leadFields are all but the custom ones.
var leadFields = func() []leadField {
	var fields []leadField
	for _, f := range qualify.LeadFields() {
		fields = append(fields, leadField{f.Name, kinds[f.Type]})
	}
	return fields
}()

// seenKinds are the kinds of what qualify.Lead.Seen says of a fact, by the last
// part of the path.
var seenKinds = map[string]kind{"at": timeKind, "source": textKind}

// findField finds a field of a lead by its path. Of a custom field the kind is
// that of the rule set's declaration, noKind without one.
func findField(path string, facts map[string]qualify.Fact) (leadField, bool) {
	for _, f := range leadFields {
		if f.path == path {
			return f, true
		}
	}
	if strings.HasPrefix(path, "seen.") {
		_, err := new(qualify.Lead).Get(path)
		return leadField{path, seenKinds[path[strings.LastIndexByte(path, '.')+1:]]}, err == nil
	}
	name, custom := strings.CutPrefix(path, "custom.")
	return leadField{path, kinds[facts[path].Type]}, custom && name != ""
}

// enumOf are the values that a rule set lists for a fact, nil for any; those of
// the stage are the lifecycle's where it lists none. Without a rule set nothing is
// known of them.
func enumOf(path string, facts map[string]qualify.Fact) []string {
	if facts == nil {
		return nil
	}
	for _, f := range (&qualify.RuleSet{Facts: facts}).AllFacts() {
		if f.Path == path {
			return f.Enum
		}
	}
	return nil
}

// noField says what to write instead of a path that no lead has.
func noField(path string, facts map[string]qualify.Fact) string {
	if strings.HasPrefix(path, "seen.") {
		if _, err := new(qualify.Lead).Get(path); err != nil {
			return err.Error()
		}
	}
	if strings.HasPrefix(path, "parent.") {
		return "no record has " + shown(path) + ": the company above an account is a record of its own, with \"account_id\" filled by its id"
	}
	return "a lead has no field " + shown(path) + nearest.Quoted(path, fieldPaths(facts)).String()
}

// fieldPaths are the paths that may be filled, for "did you mean".
func fieldPaths(facts map[string]qualify.Fact) []string {
	var paths []string
	for _, f := range leadFields {
		paths = append(paths, f.path)
	}
	return append(paths, customPaths(facts, "")...)
}
