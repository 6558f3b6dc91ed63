package peerbench

import (
	"math"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// facts are what all copies of the criteria ask of one lead, found out once.
type facts struct {
	lead *qualify.Lead

	employees, revenue, budget, timeline float64

	// The parts of criteria that are the same in every copy.
	industry, country, title, start, senior, department bool
	authority, need                                     bool
	freeEmail, rival, noConsent, banned                 bool

	role role

	plan          string // "none" without
	nps, seats    float64
	partner, emea bool

	tally tally
}

func (f *facts) read(l *qualify.Lead, asOf time.Time) {
	f.lead = l
	f.employees, f.revenue = l.Company.Employees.Value, l.Company.AnnualRevenue.Value
	f.budget, f.timeline = l.Answers.Budget.Value, l.Answers.TimelineDays.Value // an unknown budget is 0

	switch l.Company.Industry {
	case "SaaS", "Fintech", "Healthcare", "Manufacturing", "Retail", "Insurance", "Telecom":
		f.industry = true
	}
	switch l.Person.Country {
	case "US", "CA", "GB", "DE":
		f.country = true
	}
	t := l.Person.JobTitle
	f.title = strings.Contains(t, "VP") || strings.Contains(t, "Director") || strings.Contains(t, "Chief")
	f.role = newRole(t)
	f.start = f.role.starts("vp") || f.role.starts("vice president")
	switch l.Person.Seniority {
	case "c_level", "vp", "director":
		f.senior = true
	}
	switch l.Person.Department {
	case "sales", "marketing":
		f.department = true
	}
	f.authority = l.Answers.Authority == "decision_maker"
	switch l.Answers.Need {
	case "crm", "automation":
		f.need = true
	}
	f.freeEmail = strings.HasSuffix(l.Person.Email, "@gmail.com") || strings.HasSuffix(l.Person.Email, "@yahoo.com")
	switch l.Company.Domain {
	case "leadzilla.example", "pipemaster.example", "scoreking.example", "funnelforge.example", "dealhound.example",
		"closerhq.example", "quotaflow.example", "growthpeak.example", "salesowl.example", "prospectly.example":
		f.rival = true
	}
	f.noConsent = !l.Person.Consent.Value
	switch l.Company.Country {
	case "KP", "IR", "SY":
		f.banned = true
	}

	f.plan = "none"
	if s, ok := l.Custom["plan"].(string); ok {
		f.plan = s
	}
	f.nps, _ = l.Custom["nps"].(float64)
	f.partner, _ = l.Custom["is_partner"].(bool)
	f.seats, _ = l.Custom["seats"].(float64)
	region, _ := l.Custom["region_code"].(string)
	f.emea = region == "EMEA"

	f.tally.count(l.Activities, asOf.Unix())
}

// tally is what the criteria ask of a lead's activities. A number at the end of
// a name is a window in days.
type tally struct {
	all                             int
	views30, views90, pricing30     int
	opens30, clicks30               int
	webinars90, downloads90         int
	docs, bounces, forms30, logins7 int
	demo, demo30                    float64 // the greatest value, -Inf without
	value, purchases90              float64 // sums
	best                            float64 // the greatest value of all, -Inf without
	active7, active90               bool
	pricing, unsubscribed           bool
}

// count goes once over the activities, at an instant in Unix seconds.
func (t *tally) count(activities []qualify.Activity, now int64) {
	*t = tally{all: len(activities), demo: math.Inf(-1), demo30: math.Inf(-1), best: math.Inf(-1)}
	const day = 24 * 60 * 60
	from7, from30, from90 := now-7*day, now-30*day, now-90*day
	for i := range activities {
		a := &activities[i]
		at := a.At.Unix()
		in7, in30, in90 := at >= from7, at >= from30, at >= from90
		t.active7 = t.active7 || in7
		t.active90 = t.active90 || in90
		t.value += a.Value
		if a.Value > t.best {
			t.best = a.Value
		}
		switch a.Type {
		case "page_view":
			if in90 {
				t.views90++
			}
			if in30 {
				t.views30++
			}
			if strings.Contains(a.URL, "/pricing") {
				t.pricing = true
				if in30 {
					t.pricing30++
				}
			}
			if strings.HasPrefix(a.URL, "/docs") {
				t.docs++
			}
		case "email_open":
			if in30 {
				t.opens30++
			}
		case "email_click":
			if in30 {
				t.clicks30++
			}
		case "demo_request":
			if a.Value > t.demo {
				t.demo = a.Value
			}
			if in30 && a.Value > t.demo30 {
				t.demo30 = a.Value
			}
		case "webinar_attend":
			if in90 {
				t.webinars90++
			}
		case "content_download":
			if in90 {
				t.downloads90++
			}
		case "purchase":
			if in90 {
				t.purchases90 += a.Value
			}
		case "email_bounce":
			t.bounces++
		case "unsubscribe":
			t.unsubscribed = true
		case "form_submit":
			if in30 {
				t.forms30++
			}
		case "trial_login":
			if in7 {
				t.logins7++
			}
		}
	}
}

// role is a job title prepared for (?i)^(WORD)\b.*(sales|marketing|revenue).
type role struct {
	line  string // the title up to its first line break, which .* does not cross
	field int    // where the last of sales, marketing, revenue starts, -1 without
}

func newRole(title string) role {
	r := role{line: title, field: -1}
	if i := strings.IndexByte(title, '\n'); i >= 0 {
		r.line = title[:i]
	}
	for i := len(r.line) - len("sales"); i > 0; i-- {
		var word string
		switch r.line[i] | 0x20 {
		case 's':
			word = "sales"
		case 'm':
			word = "marketing"
		case 'r':
			word = "revenue"
		default:
			continue
		}
		if hasPrefixFold(r.line[i:], word) {
			r.field = i
			break
		}
	}
	return r
}

// starts tells whether the pattern matches with WORD, which is in lower case
// and not empty.
func (r *role) starts(word string) bool {
	n := len(word)
	return n <= r.field && hasPrefixFold(r.line, word) && isWord(word[n-1]) != isWord(r.line[n])
}

// hasPrefixFold ignores the case of ASCII letters in s; prefix is in lower
// case.
func hasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
