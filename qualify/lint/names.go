package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// protected are words in the names of facts by which the law of many countries
// forbids to treat people differently, or allows it in few cases: sex and age,
// origin and colour, religion and belief, family, health, orientation, politics
// and union. Age by itself is in protectedNames: "account_age" is no person's.
var protected = []string{
	"gender", "sex", "religion", "religious", "faith", "ethnicity", "ethnic", "race", "racial", "nationality",
	"citizenship", "disability", "disabled", "pregnant", "pregnancy", "marital", "maternity", "birthday", "birthdate",
	"birthplace", "dob", "sexual", "orientation", "caste", "skin", "political", "union", "health", "genetic", "veteran",
}

// protectedNames are whole names of the same kind.
var protectedNames = []string{
	"age", "ages", "age_group", "age_band", "age_range", "age_bracket", "age_years", "person_age", "lead_age_years",
	"customer_age", "applicant_age", "user_age", "date_of_birth", "birth_date", "birth_year", "year_of_birth", "country_of_birth",
	"mother_tongue",
}

func isProtected(path string) bool {
	name := strings.ToLower(path[strings.LastIndexByte(path, '.')+1:])
	if slices.Contains(protectedNames, name) {
		return true
	}
	return slices.ContainsFunc(strings.Split(name, "_"), func(w string) bool { return slices.Contains(protected, w) })
}

// use is the first place that mentions a fact.
type use struct{ at, text string }

// uses are the facts that some expression mentions, with the first that does.
func (k *checker) uses() (paths []string, first map[string]use) {
	first = map[string]use{}
	note := func(path, at, text string) {
		if _, ok := first[path]; !ok {
			first[path] = use{at, text}
			paths = append(paths, path)
		}
	}
	for _, c := range k.conditions {
		for _, path := range c.node.Facts {
			note(path, c.path, c.text)
		}
	}
	for _, r := range k.rules {
		if r.num == nil {
			continue
		}
		for _, path := range r.num.Facts {
			note(path, r.path+".compute", r.Compute)
		}
	}
	return paths, first
}

// checkFacts looks at the facts that the rule set goes by.
func (k *checker) checkFacts() {
	paths, first := k.uses()
	for _, path := range paths {
		at := first[path]
		if isProtected(path) {
			k.report(Finding{
				Code: CodeProtected, Severity: Warning, Path: at.at, Text: at.text,
				Message: fmt.Sprintf("this decides about people by %s; the law of many countries forbids that, or allows an automated decision by it only in few cases: ask who knows, or leave it out", path),
			})
		}
		if k.unasked(path) {
			where := strictjson.PathKey("facts", path)
			if _, ok := k.rs.Facts[path]; !ok {
				where = at.at
			}
			k.report(Finding{
				Code: CodeNotAsked, Severity: Info, Path: where,
				Message: fmt.Sprintf("only the lead can say %s, and no question asks for it; give it an \"ask\" under \"facts\"", path),
			})
		}
	}
}

// unasked tells whether a fact has to come from the lead, and has no question.
func (k *checker) unasked(path string) bool {
	f := k.rs.Facts[path]
	switch {
	case f.Ask != "":
		return false
	case path == "answers.wants_contact", path == "answers.wants_contact_at": // an act, not an answer
		return false
	case strings.HasPrefix(path, "answers."):
		return f.Doc == ""
	}
	return f.KnownAfter != ""
}

var name = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// checkNames finds lists and definitions that no expression mentions. A name
// that stands in a text in quotes is taken as mentioned.
func (k *checker) checkNames() {
	seen := map[string]bool{}
	look := func(text string) {
		for _, w := range name.FindAllString(text, -1) {
			seen[w] = true
		}
	}
	for _, c := range k.conditions {
		look(c.text)
	}
	for _, r := range k.rules {
		look(r.Compute)
	}
	// What only unused definitions mention is unused as well, but one finding
	// leads to the other.
	for _, text := range k.rs.Define {
		look(text)
	}
	for _, n := range sortedKeys(k.rs.Lists) {
		if !seen[n] {
			k.report(Finding{
				Code: CodeUnused, Severity: Info, Path: strictjson.PathKey("lists", n),
				Message: fmt.Sprintf("no expression uses lists.%s; leave it out, or use it", n),
			})
		}
	}
	for _, n := range sortedKeys(k.rs.Define) {
		if !seen[n] {
			k.report(Finding{
				Code: CodeUnused, Severity: Info, Path: strictjson.PathKey("define", n), Text: k.rs.Define[n],
				Message: fmt.Sprintf("no expression uses the definition %s; leave it out, or use it", n),
			})
		}
	}
}
