package qualify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
)

// meaning is the version of what rule sets mean. It changes whenever some rule
// set would decide some lead in another way than before.
const meaning = "leadqual meaning 1\n"

// fingerprint is the hash of all that can change a decision by the rule set, and of
// the roles of people that are compiled with it.
func (b *build) fingerprint() string {
	rs := essence(b.rs)
	names := &nameless{b, rs, map[string]string{}}
	whole := names.whole()
	if b.setting.people != nil || len(b.setting.roles) == 0 {
		return hashed(whole)
	}
	type role struct{ ID, When string }
	with := struct {
		Roles  []role
		Person *RuleSet
	}{Person: whole}
	for _, r := range b.setting.roles {
		with.Roles = append(with.Roles, role{r.ID, names.text(r.When)})
	}
	return hashed(with)
}

// hashed is the hash of something that has JSON.
func hashed(v any) string {
	data, err := json.Marshal(v) // maps with sorted keys
	if err != nil {
		panic("qualify: a rule set that compiled has no JSON: " + err.Error())
	}
	sum := sha256.Sum256(append([]byte(meaning), data...))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// nameless writes expressions so that what they name stands for itself: whatever a
// definition, a list or a table is called, the text is the same, and it is another
// where one of these says something else. Those that nothing names change no decision.
type nameless struct {
	b    *build
	rs   *RuleSet          // its essence
	sums map[string]string // by section and name
}

// whole is the rule set without names.
func (x *nameless) whole() *RuleSet {
	out := *x.rs
	out.Define = nil
	for p := range out.Parts() {
		for i := range p.Texts {
			p.Texts[i].Set(x.text(p.Texts[i].Text()))
		}
	}
	out.Lists, out.Tables = nil, nil
	return &out
}

func (x *nameless) text(text string) string { return x.b.c.Renamed(text, x.sum) }

// sum stands in a text for what has a name. No text has an @ outside of quotes and
// comments, so it is taken for nothing else.
func (x *nameless) sum(section, name string) string {
	key := section + "." + name
	sum, ok := x.sums[key]
	if !ok {
		switch section {
		case "define":
			sum = "@" + hashed(x.text(x.rs.Define[name]))
		case "lists":
			sum = "@" + hashed(x.rs.Lists[name])
		default:
			sum = "@" + hashed(x.rs.Tables[name])
		}
		x.sums[key] = sum
	}
	return sum
}

// prose are the keys whose values change no decision. A name is one of them
// where the thing has an id.
var prose = []string{"note", "doc", "ask", "reason", "actionable", "known_after", "prior", "format", "version", "vendors", "fitted"}

// essence is a copy of a rule set with only what can change a decision, and with
// defaults written out, so that what means the same has the same fingerprint.
func essence(rs *RuleSet) *RuleSet {
	out := withoutProse(rs)
	out.writeDefaults()
	if b := out.BANT; b != nil {
		set(&b.QualifiedAt, len(b.Checklist().Items))
	}
	for i := range out.Checklists {
		set(&out.Checklists[i].QualifiedAt, len(out.Checklists[i].Items))
		for j := range out.Checklists[i].Items {
			if item := &out.Checklists[i].Items[j]; item.Role != "" {
				set(&item.AtLeast, 1)
			}
		}
	}
	return out
}

// withoutProse is a copy of a rule set without the keys that change no decision.
func withoutProse(rs *RuleSet) *RuleSet {
	counts := map[reflect.Type][]bool{}
	out := &RuleSet{}
	copyInto(reflect.ValueOf(out).Elem(), reflect.ValueOf(rs).Elem(), func(t reflect.Type, field int) bool {
		fields, ok := counts[t]
		if !ok {
			_, hasID := t.FieldByName("ID")
			for i := range t.NumField() {
				key := jsonKey(t.Field(i))
				fields = append(fields, !slices.Contains(prose, key) && !(key == "name" && (hasID || t == reflect.TypeFor[RuleSet]())))
			}
			counts[t] = fields
		}
		return fields[field]
	})
	return out
}

// writeDefaults gives what is absent the value that it stands for, where that
// does not depend on how many things there are.
func (rs *RuleSet) writeDefaults() {
	set(&rs.Readiness, ScoreOrHandRaise)
	if rs.Texts == TextsExact {
		rs.Texts = ""
	}
	set(&rs.WhenUnknown, UnknownOpen)
	for path, f := range rs.Facts {
		if known, ok := leadFact(path); ok {
			f.Type = known.Kind.FactType()
			rs.Facts[path] = f
		}
	}
	for i := range rs.Screening {
		set(&rs.Screening[i].Status, matrix.StatusDisqualified)
	}
	if p := rs.ICP; p != nil {
		point(&p.GoodAt, icp.Share(1))
		for i := range p.Criteria {
			point(&p.Criteria[i].Weight, icp.Weight(1))
			for j := range p.Criteria[i].Tiers {
				point(&p.Criteria[i].Tiers[j].Share, icp.Share(1))
			}
		}
	}
	for i := range rs.Routes {
		for j := range rs.Routes[i].Owners {
			point(&rs.Routes[i].Owners[j].Weight, matrix.Weight(1))
		}
	}
}

// set gives a zero value its default, and point an absent one.
func set[T comparable](at *T, value T) {
	if *at == *new(T) {
		*at = value
	}
}

func point[T any](at **T, value T) {
	if *at == nil {
		*at = new(value)
	}
}
