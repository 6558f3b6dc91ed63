package peerbench

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/casbin/govaluate"

	"github.com/leadqual/leadqual/qualify"
)

// Govaluate is govaluate on the criteria in its language, which has no lists
// of records: each question about the activities is a Go function that goes
// over them.
type Govaluate struct {
	expressions []*govaluate.EvaluableExpression
	lead        govaluateLead
}

// govaluateLead is a view by the names of the rules, without a map for each
// lead.
type govaluateLead struct{ view }

// Get returns a fact.
func (l *govaluateLead) Get(name string) (any, error) {
	switch name {
	case "person.email":
		return l.Person.Email, nil
	case "person.job_title":
		return l.Person.JobTitle, nil
	case "person.seniority":
		return l.Person.Seniority, nil
	case "person.department":
		return l.Person.Department, nil
	case "person.country":
		return l.Person.Country, nil
	case "person.consent":
		return l.Person.Consent, nil
	case "company.domain":
		return l.Company.Domain, nil
	case "company.industry":
		return l.Company.Industry, nil
	case "company.country":
		return l.Company.Country, nil
	case "company.employees":
		return l.Company.Employees, nil
	case "company.annual_revenue":
		return l.Company.AnnualRevenue, nil
	case "answers.budget":
		if l.Answers.Budget == nil {
			return nil, nil
		}
		return *l.Answers.Budget, nil
	case "answers.authority":
		return l.Answers.Authority, nil
	case "answers.need":
		return l.Answers.Need, nil
	case "answers.timeline_days":
		return l.Answers.TimelineDays, nil
	case "source":
		return l.Source, nil
	}
	if custom, ok := strings.CutPrefix(name, "custom."); ok {
		return l.Custom[custom], nil // nil where it is unknown
	}
	return nil, fmt.Errorf("no fact %q", name)
}

// functions are those that the texts call. Days of 0 are no window.
func (l *govaluateLead) functions() map[string]govaluate.ExpressionFunction {
	number := func(n int) (any, error) { return float64(n), nil }
	inside := func(a *activityView, kind, days any) bool {
		return (kind == "" || a.Type == kind) && (days == 0.0 || a.DaysAgo <= days.(float64))
	}
	return map[string]govaluate.ExpressionFunction{
		"contains":   func(x ...any) (any, error) { return strings.Contains(x[0].(string), x[1].(string)), nil },
		"ends_with":  func(x ...any) (any, error) { return strings.HasSuffix(x[0].(string), x[1].(string)), nil },
		"uses":       func(x ...any) (any, error) { return slices.Contains(l.Company.Technologies, x[0].(string)), nil },
		"activities": func(...any) (any, error) { return number(len(l.log)) },
		"count": func(x ...any) (any, error) { // kind, days
			n := 0
			for i := range l.log {
				if inside(&l.log[i], x[0], x[1]) {
					n++
				}
			}
			return number(n)
		},
		"count_url": func(x ...any) (any, error) { // kind, days, part of the URL
			n := 0
			for i := range l.log {
				if inside(&l.log[i], x[0], x[1]) && strings.Contains(l.log[i].URL, x[2].(string)) {
					n++
				}
			}
			return number(n)
		},
		"count_path": func(x ...any) (any, error) { // kind, days, start of the URL
			n := 0
			for i := range l.log {
				if inside(&l.log[i], x[0], x[1]) && strings.HasPrefix(l.log[i].URL, x[2].(string)) {
					n++
				}
			}
			return number(n)
		},
		"any": func(x ...any) (any, error) { // kind, days, least value
			for i := range l.log {
				if inside(&l.log[i], x[0], x[1]) && l.log[i].Value >= x[2].(float64) {
					return true, nil
				}
			}
			return false, nil
		},
		"sum": func(x ...any) (any, error) { // kind, days
			sum := 0.0
			for i := range l.log {
				if inside(&l.log[i], x[0], x[1]) {
					sum += l.log[i].Value
				}
			}
			return sum, nil
		},
	}
}

// govaluateTexts are the templates in govaluate's language, in their order.
var govaluateTexts = [...]string{
	"[company.employees] >= %n && [company.employees] <= 5000",
	"[company.industry] in ('SaaS', 'Fintech', 'Healthcare', 'Manufacturing', 'Retail', 'Insurance', 'Telecom', '%w')",
	"[person.country] in ('US', 'CA', 'GB', 'DE', '%w')",
	"[company.annual_revenue] >= %n",
	"uses('%w')",
	"contains([person.job_title], 'VP') || contains([person.job_title], 'Director') || contains([person.job_title], 'Chief') || contains([person.job_title], '%w')",
	`[person.job_title] =~ '(?i)^(vp|vice president|%w)\\b.*(sales|marketing|revenue)'`,
	"[person.seniority] in ('c_level', 'vp', 'director') && [person.department] in ('sales', 'marketing', '%w')",

	"([answers.budget] ?? 0) >= %n",
	"[answers.authority] == 'decision_maker' || [answers.authority] == '%w'",
	"[answers.need] in ('crm', 'automation', '%w')",
	"[answers.timeline_days] > 0 && [answers.timeline_days] <= %n",

	"ends_with([person.email], '@gmail.com') || ends_with([person.email], '@yahoo.com') || ends_with([person.email], '%w')",
	"[company.domain] in ('leadzilla.example', 'pipemaster.example', 'scoreking.example', 'funnelforge.example', 'dealhound.example', 'closerhq.example', 'quotaflow.example', 'growthpeak.example', 'salesowl.example', 'prospectly.example', '%w')",
	"!([person.consent]) || source == '%w'",
	"[company.employees] < %n || [company.country] in ('KP', 'IR', 'SY')",

	"count('page_view', 30) >= %n",
	"count('page_view', 90) >= %n",
	"count_url('page_view', 30, '/pricing') >= %n",
	"count('email_open', 30) >= %n",
	"count('email_click', 30) >= %n",
	"any('demo_request', 0, %n)",
	"any('demo_request', 30, %n)",
	"count('webinar_attend', 90) >= %n",
	"count('content_download', 90) >= %n",
	"activities() >= %n && count('', 7) > 0",
	"[company.employees] >= %n && count('', 90) == 0",
	"sum('', 0) >= %n",
	"sum('purchase', 90) >= %n",
	"any('', 0, %n)",
	"count_path('page_view', 0, '/docs') >= %n",
	"activities() >= %n && count('unsubscribe', 0) == 0",
	"count('email_bounce', 0) >= %n",
	"activities() >= %n",
	"count('form_submit', 30) >= %n && count_url('page_view', 0, '/pricing') > 0",
	"count('trial_login', 7) >= %n",

	"([custom.plan] ?? 'none') == '%w'",
	"([custom.nps] ?? 0) >= %n",
	"([custom.is_partner] ?? false) && [company.employees] >= %n",
	"([custom.seats] ?? 0) >= %n && ([custom.region_code] ?? 'none') == 'EMEA'",
}

// NewGovaluate parses rules as Rules made them.
func NewGovaluate(rules []Rule) (Evaluator, error) {
	x := &Govaluate{expressions: make([]*govaluate.EvaluableExpression, len(rules))}
	functions := x.lead.functions()
	for i := range rules {
		e, err := govaluate.NewEvaluableExpressionWithFunctions(InDialect(govaluateTexts[:], i, &rules[i]), functions)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rules[i].ID, err)
		}
		x.expressions[i] = e
	}
	return x, nil
}

// Evaluate is as Evaluator says.
func (x *Govaluate) Evaluate(lead *qualify.Lead, asOf time.Time, r *Result) error {
	x.lead.fill(lead, asOf)
	r.Reset()
	for i, e := range x.expressions {
		v, err := e.Eval(&x.lead)
		if err != nil {
			return fmt.Errorf("rule %d: %w", i, err)
		}
		if v == true {
			r.Meet(i)
		}
	}
	return nil
}
