// Package peerbench measures this engine against hand-written Go and against
// other Go expression engines, on one workload whose results are checked to
// agree on every lead before anything is timed.
//
// The workload is 40 criteria as a marketer writes them - fit, budget, what
// disqualifies, what the lead did, custom facts - and copies of them with other
// numbers and words, up to 4,000 rules that all differ.
package peerbench

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A Rule is one criterion of the workload.
type Rule struct {
	ID     string
	Text   string // in this library's language, which is also expr's
	Points int
	Number int    // its numeric parameter
	Word   string // its word
	Part   Part
}

// Part is the role of a rule.
type Part int

// The parts. What disqualifies counts for fit as well.
const (
	Fit Part = iota
	Disqualifying
	Engagement
)

// template is a criterion with its parameters as %n and %w.
type template struct {
	text   string
	points int
	number int
	word   string
	part   Part
}

func count(kind string, days int) string {
	if days == 0 {
		return fmt.Sprintf("count(activities, .type == '%s') >= %%n", kind)
	}
	return fmt.Sprintf("count(activities, .type == '%s' and .days_ago <= %d) >= %%n", kind, days)
}

var templates = []template{
	{"company.employees >= %n and company.employees <= 5000", 10, 50, "", Fit},
	{"company.industry in ['SaaS', 'Fintech', 'Healthcare', 'Manufacturing', 'Retail', 'Insurance', 'Telecom', '%w']", 8, 0, "Logistics", Fit},
	{"person.country in ['US', 'CA', 'GB', 'DE', '%w']", 5, 0, "FR", Fit},
	{"company.annual_revenue >= %n", 8, 5_000_000, "", Fit},
	{"'%w' in company.technologies", 6, 0, "Salesforce", Fit},
	{"person.job_title contains 'VP' or person.job_title contains 'Director' or person.job_title contains 'Chief' or person.job_title contains '%w'", 9, 0, "Head", Fit},
	{`person.job_title matches '(?i)^(vp|vice president|%w)\\b.*(sales|marketing|revenue)'`, 6, 0, "svp", Fit},
	{"person.seniority in ['c_level', 'vp', 'director'] and person.department in ['sales', 'marketing', '%w']", 7, 0, "revops", Fit},

	{"(answers.budget ?? 0) >= %n", 8, 25_000, "", Fit},
	{"answers.authority == 'decision_maker' or answers.authority == '%w'", 8, 0, "influencer", Fit},
	{"answers.need in ['crm', 'automation', '%w']", 6, 0, "reporting", Fit},
	{"answers.timeline_days > 0 and answers.timeline_days <= %n", 6, 90, "", Fit},

	{"person.email endsWith '@gmail.com' or person.email endsWith '@yahoo.com' or person.email endsWith '%w'", -15, 0, "@hotmail.com", Disqualifying},
	{"company.domain in ['leadzilla.example', 'pipemaster.example', 'scoreking.example', 'funnelforge.example', 'dealhound.example', 'closerhq.example', 'quotaflow.example', 'growthpeak.example', 'salesowl.example', 'prospectly.example', '%w']", -50, 0, "rivalcrm.example", Disqualifying},
	{"not person.consent or source == '%w'", -20, 0, "purchased_list", Disqualifying},
	{"company.employees < %n or company.country in ['KP', 'IR', 'SY']", -10, 5, "", Disqualifying},

	{count("page_view", 30), 8, 3, "", Engagement},
	{count("page_view", 90), 6, 8, "", Engagement},
	{"count(activities, .type == 'page_view' and .days_ago <= 30 and .url contains '/pricing') >= %n", 12, 1, "", Engagement},
	{count("email_open", 30), 5, 2, "", Engagement},
	{count("email_click", 30), 7, 1, "", Engagement},
	{"any(activities, .type == 'demo_request' and .value >= %n)", 15, 0, "", Engagement},
	{"any(activities, .type == 'demo_request' and .days_ago <= 30 and .value >= %n)", 15, 0, "", Engagement},
	{count("webinar_attend", 90), 8, 1, "", Engagement},
	{count("content_download", 90), 6, 2, "", Engagement},
	{"len(activities) >= %n and any(activities, .days_ago <= 7)", 6, 1, "", Engagement},
	{"company.employees >= %n and none(activities, .days_ago <= 90)", -8, 10, "", Engagement},
	{"sum(activities, .value) >= %n", 6, 100, "", Engagement},
	{"sum(filter(activities, .type == 'purchase' and .days_ago <= 90), .value) >= %n", 10, 50, "", Engagement},
	{"any(activities, .value >= %n)", 5, 50, "", Engagement},
	{"count(activities, .type == 'page_view' and .url startsWith '/docs') >= %n", 4, 2, "", Engagement},
	{"len(activities) >= %n and all(activities, .type != 'unsubscribe')", 3, 1, "", Engagement},
	{count("email_bounce", 0), -6, 1, "", Engagement},
	{"len(activities) >= %n", 5, 10, "", Engagement},
	{"count(activities, .type == 'form_submit' and .days_ago <= 30) >= %n and any(activities, .type == 'page_view' and .url contains '/pricing')", 9, 1, "", Engagement},
	{count("trial_login", 7), 10, 2, "", Engagement},

	{"(custom.plan ?? 'none') == '%w'", 8, 0, "enterprise", Fit},
	{"(custom.nps ?? 0) >= %n", 4, 8, "", Fit},
	{"(custom.is_partner ?? false) and company.employees >= %n", 5, 1, "", Fit},
	{"(custom.seats ?? 0) >= %n and (custom.region_code ?? 'none') == 'EMEA'", 6, 100, "", Fit},
}

// Rules makes n rules, a multiple of 40: in copy k of the criteria the number
// is raised by k and the word ends in _k, so that all texts differ.
func Rules(n int) []Rule {
	rules := make([]Rule, n)
	for i := range rules {
		t, k := templates[i%len(templates)], i/len(templates)
		r := Rule{ID: fmt.Sprintf("r%d", i), Points: t.points, Number: t.number + k, Word: t.word, Part: t.part}
		if k > 0 && t.word != "" {
			r.Word = fmt.Sprintf("%s_%d", t.word, k)
		}
		r.Text = strings.NewReplacer("%n", strconv.Itoa(r.Number), "%w", r.Word).Replace(t.text)
		rules[i] = r
	}
	return rules
}

// The totals from which on a lead fits and is engaged.
const (
	fitAt     = 40
	engagedAt = 35
)

// RuleSet is the rules in this library's format: all of them score, in two
// groups that must both be reached, and what disqualifies removes the lead.
func RuleSet(rules []Rule) *qualify.RuleSet {
	model := &scoring.Model{
		ReadyAt: new(scoring.Points(-1_000_000)),
		Groups: []scoring.Group{
			{ID: "fit", ReadyAt: new(scoring.Points(fitAt))},
			{ID: "engagement", ReadyAt: new(scoring.Points(engagedAt))},
		},
	}
	rs := &qualify.RuleSet{
		Name: "peers", Scoring: model,
		Facts: map[string]qualify.Fact{
			"custom.plan": {Type: "string"}, "custom.nps": {Type: "number"}, "custom.is_partner": {Type: "bool"},
			"custom.seats": {Type: "number"}, "custom.region_code": {Type: "string"},
		},
	}
	for _, r := range rules {
		group := "fit"
		if r.Part == Engagement {
			group = "engagement"
		}
		if r.Part == Disqualifying {
			rs.Screening = append(rs.Screening, qualify.Step{ID: r.ID, When: r.Text})
		}
		model.Rules = append(model.Rules, scoring.Rule{ID: r.ID, Group: group, When: r.Text, Points: new(scoring.Points(r.Points))})
	}
	return rs
}
