package peerbench

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify"
)

// The places of a copy's rules that are unknown where facts are.
const (
	size = iota
	industry
	country
	revenue
	technology
	titleHas
	titleStarts
	seniorInDepartment
	_ // an unknown budget counts as 0
	authority
	need
	timeline
	freeEmail
	rivalDomain
	noConsent
	smallOrBanned

	demo        = 21
	demo30      = 22
	dormant     = 26
	allValue    = 27
	purchases   = 28
	best        = 29
	bigPartners = 38
)

// checkedFacts are facts of which some may be unknown: a text is "" then and a
// number NaN, which no rule is met by.
type checkedFacts struct {
	facts
	// open has a bit for each rule that is unknown unless it is met.
	open uint64
	// openIfDepartment opens the rule on seniority and department in the copies
	// that name the department themselves.
	openIfDepartment bool
	wideTitle        bool // the job title is not all ASCII

	log checkedLog
}

// read takes the facts of a lead and adds to the issues what is wrong with it.
func (f *checkedFacts) read(l *qualify.Lead, asOf time.Time, issues []qualify.Issue) []qualify.Issue {
	p, c, a := &l.Person, &l.Company, &l.Answers
	f.lead = l
	issues = f.log.count(&f.tally, l, asOf, issues)
	open := f.log.open

	f.employees, issues = checked(c.Employees, "company.employees", issues)
	f.revenue, issues = checked(c.AnnualRevenue, "company.annual_revenue", issues)
	f.budget, issues = checked(a.Budget, "answers.budget", issues)
	f.timeline, issues = checked(a.TimelineDays, "answers.timeline_days", issues)
	if math.IsNaN(f.budget) {
		f.budget = 0
	}

	f.industry, f.country, f.senior, f.department, f.need, f.rival, f.banned = false, false, false, false, false, false, false
	switch c.Industry {
	case "SaaS", "Fintech", "Healthcare", "Manufacturing", "Retail", "Insurance", "Telecom":
		f.industry = true
	case "":
		open |= 1 << industry
	}
	switch p.Country {
	case "US", "CA", "GB", "DE":
		f.country = true
	case "":
		open |= 1 << country
	}
	if f.title, f.start, f.wideTitle = false, false, false; p.JobTitle != "" {
		t := p.JobTitle
		f.title = strings.Contains(t, "VP") || strings.Contains(t, "Director") || strings.Contains(t, "Chief")
		if f.role, f.wideTitle = newRole(t), !isASCII(t); !f.wideTitle {
			f.start = f.role.starts("vp") || f.role.starts("vice president")
		}
	} else {
		f.role = role{field: -1}
		open |= 1<<titleHas | 1<<titleStarts
	}
	switch p.Seniority {
	case "c_level", "vp", "director":
		f.senior = true
	}
	switch p.Department {
	case "sales", "marketing":
		f.department = true
	case "":
		if f.senior || p.Seniority == "" {
			open |= 1 << seniorInDepartment
		}
	}
	f.openIfDepartment = false
	f.authority = a.Authority == "decision_maker"
	switch a.Need {
	case "crm", "automation":
		f.need = true
	case "":
		open |= 1 << need
	}
	f.freeEmail = strings.HasSuffix(p.Email, "@gmail.com") || strings.HasSuffix(p.Email, "@yahoo.com")
	switch c.Domain {
	case "leadzilla.example", "pipemaster.example", "scoreking.example", "funnelforge.example", "dealhound.example",
		"closerhq.example", "quotaflow.example", "growthpeak.example", "salesowl.example", "prospectly.example":
		f.rival = true
	case "":
		open |= 1 << rivalDomain
	}
	f.noConsent = p.Consent.Known && !p.Consent.Value
	switch c.Country {
	case "KP", "IR", "SY":
		f.banned = true
	case "":
		open |= 1 << smallOrBanned
	}
	issues = f.readCustom(l.Custom, issues)

	open |= one(math.IsNaN(f.revenue))<<revenue | one(math.IsNaN(f.timeline))<<timeline |
		one(c.Technologies == nil)<<technology | one(a.Authority == "")<<authority | one(p.Email == "")<<freeEmail |
		one(!p.Consent.Known || l.Source == "")<<noConsent
	if math.IsNaN(f.employees) {
		open |= 1<<size | 1<<smallOrBanned | one(!f.tally.active90)<<dormant | one(f.partner)<<bigPartners
	}
	if p.Seniority == "" && p.Department != "" {
		open |= one(f.department) << seniorInDepartment
		f.openIfDepartment = !f.department
	}
	f.open = open
	return issues
}

// checked is a number, NaN where it is not known.
func checked(v qualify.Opt[float64], path string, issues []qualify.Issue) (float64, []qualify.Issue) {
	switch {
	case !v.Known:
		return math.NaN(), issues
	case v.Value-v.Value != 0:
		return math.NaN(), append(issues, qualify.Issue{Code: qualify.NotFinite, Path: path})
	}
	return v.Value, issues
}

// readCustom takes the custom facts, which count as "none", 0 or false where
// they are unknown.
func (f *checkedFacts) readCustom(custom map[string]any, issues []qualify.Issue) []qualify.Issue {
	f.plan, issues = customText(custom, "plan", "custom.plan", issues)
	f.nps, issues = customNumber(custom, "nps", "custom.nps", issues)
	f.partner = false
	if v, ok := custom["is_partner"]; ok {
		if f.partner, ok = v.(bool); !ok {
			issues = wrongKind(v, "custom.is_partner", issues)
		}
	}
	f.seats, issues = customNumber(custom, "seats", "custom.seats", issues)
	region, issues := customText(custom, "region_code", "custom.region_code", issues)
	if f.plan == "" {
		f.plan = "none"
	}
	f.emea = region == "EMEA"
	return issues
}

func customText(custom map[string]any, name, path string, issues []qualify.Issue) (string, []qualify.Issue) {
	v := custom[name]
	s, ok := v.(string)
	if !ok {
		issues = wrongKind(v, path, issues)
	}
	return s, issues
}

func customNumber(custom map[string]any, name, path string, issues []qualify.Issue) (float64, []qualify.Issue) {
	v := custom[name]
	n, ok := v.(float64)
	if !ok {
		if n, ok = otherNumber(v); !ok {
			return 0, wrongKind(v, path, issues)
		}
	}
	if n-n != 0 {
		return 0, append(issues, qualify.Issue{Code: qualify.NotFinite, Path: path})
	}
	return n, issues
}

// otherNumber is a number of a Go type other than float64.
func otherNumber(v any) (n float64, ok bool) {
	if text, isText := v.(json.Number); isText {
		n, err := strconv.ParseFloat(string(text), 64)
		return n, json.Valid([]byte(text)) && (err == nil || math.IsInf(n, 0))
	}
	switch r := reflect.ValueOf(v); {
	case !r.IsValid(), r.Type().PkgPath() != "": // a duration is no number
		return 0, false
	case r.CanInt():
		return float64(r.Int()), true
	case r.CanUint():
		return float64(r.Uint()), true
	case r.CanFloat():
		return r.Float(), true
	}
	return 0, false
}

// wrongKind is about a value that is given and of another kind than declared.
func wrongKind(v any, path string, issues []qualify.Issue) []qualify.Issue {
	if v == nil {
		return issues
	}
	return append(issues, qualify.Issue{Code: qualify.WrongKind, Path: path})
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
