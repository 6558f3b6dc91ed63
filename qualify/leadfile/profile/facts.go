package profile

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// facts is what leads have of what rules read.
type facts struct {
	rules  *comparisons
	leads  int
	known  map[string]int
	values map[string]*factValues // of the facts that are compared with texts
	read   []string               // facts of leads that rules read, sorted
	texts  []string               // those of them that are texts and compared
	fields []string               // those of activities
}

// factValues are the texts that leads have in a fact.
type factValues struct {
	of      map[string]*kept
	tooMany bool
}

func newFacts(c *comparisons) *facts {
	f := &facts{rules: c, known: map[string]int{}, values: map[string]*factValues{}}
	for _, path := range slices.Sorted(maps.Keys(c.used)) {
		if name, of := strings.CutPrefix(path, "activities."); of {
			if len(c.uses[path]) > 0 {
				f.fields = append(f.fields, name)
			}
			continue
		}
		if _, err := new(qualify.Lead).Get(path); err != nil {
			continue // it follows from others
		}
		f.read = append(f.read, path)
		if len(c.uses[path]) > 0 || len(c.infos[path].Enum) > 0 {
			f.texts = append(f.texts, path)
		}
	}
	return f
}

func (f *facts) add(lead *qualify.Lead, at place) {
	f.leads++
	for _, path := range f.read {
		if v, err := lead.Get(path); err == nil && v != nil {
			f.known[path]++
		}
	}
	for _, path := range f.texts {
		v, _ := lead.Get(path)
		f.value(path, v, at)
	}
	for i := range lead.Activities {
		for _, name := range f.fields {
			v, _ := lead.Activities[i].Get(name)
			f.value("activities."+name, v, at)
		}
	}
}

func (f *facts) value(path string, v any, at place) {
	switch v := v.(type) {
	case string:
		f.text(path, v, at)
	case []string:
		for _, s := range v {
			f.text(path, s, at)
		}
	}
}

func (f *facts) text(path, text string, at place) {
	have := f.values[path]
	if have == nil {
		have = &factValues{of: map[string]*kept{}}
		f.values[path] = have
	}
	if k := have.of[text]; k != nil {
		k.n++
		return
	}
	if len(have.of) == mostValues || len(text) > 4*longestText {
		have.tooMany = true
		return
	}
	have.of[strings.Clone(text)] = &kept{n: 1, first: at}
}

// find says what rules compare with and leads have otherwise.
func (f *facts) find(r *Report, columnOf func(path string) (string, role), files []string) {
	for _, path := range f.rules.paths() {
		column, role := columnOf(path)
		values := f.values[path]
		if values == nil {
			continue
		}
		texts := slices.Sorted(maps.Keys(values.of))
		named := map[string]bool{}
		for _, u := range f.rules.uses[path] {
			named[u.text] = true
		}
		what := "leads have"
		if strings.HasPrefix(path, "activities.") {
			what = "activities have"
		}
		for _, u := range f.rules.uses[path] {
			hits, others, near := 0, spelled{}, spelled{}
			for _, v := range texts {
				k := values.of[v]
				switch {
				case u.meets(v):
					hits += k.n
				case named[v] && u.op != criteria.OpLookup:
				case !folds(u.term) && u.means(v):
					others.take(v, k)
				case u.isWhole() && onlyLetters(v) != "" && len(onlyLetters(v)) >= 4 && onlyLetters(v) == onlyLetters(u.text), u.isWhole() && oneLetterApart(oneCase(v), oneCase(u.text)) && !named[v]:
					near.take(v, k)
				}
			}
			show := func(s spelled) string {
				var say []string
				for _, v := range s.ways[:min(len(s.ways), shown)] {
					word := strconv.Quote(v)
					if role.personal() {
						word = shape(v)
					}
					say = append(say, count(values.of[v].n)+" "+what+" "+word)
				}
				return strings.Join(say, ", ")
			}
			at := list(u.places[:min(len(u.places), shown)])
			if u.op == criteria.OpLookup {
				at += ", in a table,"
			}
			if others.n > 0 {
				r.Findings = append(r.Findings, Finding{Code: CodeOtherCase, Severity: Fault, Column: column, Path: path, Count: others.n,
					Message: fmt.Sprintf("%s says %q; %s", at, u.text, show(others)), Do: folding(path), First: []Place{placeOf(others.first, files)}})
			}
			if near.n > 0 && hits == 0 && len(f.rules.infos[path].Enum) == 0 {
				r.Findings = append(r.Findings, Finding{Code: CodeOtherWriting, Severity: Suspicion, Column: column, Path: path, Count: near.n,
					Message: fmt.Sprintf("%s says %q, which nobody has; %s", at, u.text, show(near)), Do: fmt.Sprintf(`translate it by "values" in the entry of %q in the map, or mend the rule`, path), First: []Place{placeOf(near.first, files)}})
			}
			if len(r.factUses[path]) < 200 {
				r.factUses[path] = append(r.factUses[path], Compared{Text: u.text, Places: slices.Clone(u.places), Leads: hits})
			}
		}
	}
	f.never(r, columnOf)
}

// isWhole tells whether the whole text is compared.
func (u *use) isWhole() bool {
	switch u.op {
	case criteria.OpEq, criteria.OpNe, criteria.OpInList, criteria.OpLookup:
		return true
	}
	return false
}

func (s *spelled) take(v string, k *kept) {
	if len(s.ways) == 0 || before(k.first, s.first) {
		s.first = k.first
	}
	s.ways = append(s.ways, v)
	s.n += k.n
}

// folding is what makes comparisons of a fact blind to case.
func folding(path string) string {
	const whole = `write "texts": "folded" at the top of the rule set`
	if strings.HasPrefix(path, "activities.") && !strings.HasPrefix(path, "activities.custom.") {
		return whole
	}
	return fmt.Sprintf(`write "facts": {%q: {"fold": true}} in the rule set, or "texts": "folded" at its top`, path)
}

// never finds facts that rules read and no lead has.
func (f *facts) never(r *Report, columnOf func(path string) (string, role)) {
	if f.leads == 0 {
		return
	}
	for _, path := range f.read {
		if f.known[path] > 0 || f.rules.hasDefault(path) || path == "stage" || path == "owner" || path == "reset_at" || path == "answers.wants_contact_at" || path == "id" || path == "account_id" {
			continue
		}
		column, _ := columnOf(path)
		do := fmt.Sprintf(`say under "fields" of the map which column %q is read of, or take the fact out of the rules`, path)
		if column != "" {
			if c := r.column(column); c != nil && c.Filled == 0 {
				continue // the column is empty, as is told
			}
			do = fmt.Sprintf("look at the entry of %q in the map: no value of the column becomes known", path)
		}
		r.Findings = append(r.Findings, Finding{Code: CodeNeverFilled, Severity: Suspicion, Column: column, Path: path, Count: f.leads, Message: "rules read it and no lead has it", Do: do})
	}
}
