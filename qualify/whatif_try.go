package qualify

import (
	"maps"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/scoring"
)

// Placement is what of a decision says where a lead goes.
type Placement struct {
	Quadrant matrix.Quadrant `json:"quadrant"`
	Status   matrix.Status   `json:"status"`
	// Team is "" for a lead that screening removes.
	Team string `json:"team,omitempty"`
}

// result is what a lead would be with something about it changed.
type result struct {
	Placement
	band   string
	score  scoring.Column
	fit    float64 // High less Low
	fitLow float64
}

// try decides a lead without asking or assigning it.
func (d *Decider) resultOf(lead *Lead, asOf time.Time) result {
	d.asOf = asOf
	d.decision.Issues = d.decision.Issues[:0]
	d.fill(lead, asOf)
	d.e.program.Run(d.frame)
	s := d.judge(d.frame, d.decision)
	out := d.decision
	t := result{
		Placement: Placement{out.Quadrant, out.Status, s.team()},
		band:      out.Score.Band, score: out.Score.Column, fit: out.Fit.High - out.Fit.Low, fitLow: out.Fit.Low,
	}
	d.forget()
	return t
}

// ages beyond a hundred years are no instants that a lead could have been
// created at.
const mostDays = 36_525

// value is the i-th value to try for a slot's fact, as Lead holds it.
func (s *slot) value(i int, asOf time.Time) (v any, ok bool) {
	p := &s.probes
	switch s.kind {
	case criteria.Bool:
		return i == 0, true
	case criteria.Number:
		if s.fact == factCreatedDaysAgo || s.fact == factIdleDays {
			days := p.Numbers[i]
			if days < 0 || days > mostDays {
				return nil, false
			}
			return asOf.Add(-time.Duration(days * 24 * float64(time.Hour))).UTC(), true
		}
		return p.Numbers[i], true
	case criteria.String:
		return p.Texts[i], true
	case criteria.Strings:
		return slices.Clone(p.Lists[i]), true
	}
	return time.Unix(p.Times[i].Sec, p.Times[i].Nsec).UTC(), true
}

// with returns a copy of a lead in which the slot's fact has a value. The copy
// shares what else it has with the lead.
func (s *slot) with(lead *Lead, v any) *Lead {
	l := *lead
	text := func(at *string) { *at = v.(string) }
	truth := func(at *Opt[bool]) { *at = Known(v.(bool)) }
	number := func(at *Opt[float64]) { *at = Known(v.(float64)) }
	switch s.fact {
	case factEmail:
		text(&l.Person.Email)
	case factName:
		text(&l.Person.Name)
	case factPhone:
		text(&l.Person.Phone)
	case factJobTitle:
		text(&l.Person.JobTitle)
	case factSeniority:
		text(&l.Person.Seniority)
	case factDepartment:
		text(&l.Person.Department)
	case factPersonCountry:
		text(&l.Person.Country)
	case factPersonRegion:
		text(&l.Person.Region)
	case factCity:
		text(&l.Person.City)
	case factConsent:
		truth(&l.Person.Consent)
	case factCompanyName:
		text(&l.Company.Name)
	case factDomain:
		text(&l.Company.Domain)
	case factIndustry:
		text(&l.Company.Industry)
	case factEmployees:
		number(&l.Company.Employees)
	case factRevenue:
		number(&l.Company.AnnualRevenue)
	case factCompanyCountry:
		text(&l.Company.Country)
	case factCompanyRegion:
		text(&l.Company.Region)
	case factTechnologies:
		l.Company.Technologies = v.([]string)
	case factBudget:
		number(&l.Answers.Budget)
	case factAuthority:
		text(&l.Answers.Authority)
	case factNeed:
		text(&l.Answers.Need)
	case factTimeline:
		number(&l.Answers.TimelineDays)
	case factVendor:
		text(&l.Answers.CurrentVendor)
	case factWantsContact:
		truth(&l.Answers.WantsContact)
		if !l.Answers.WantsContactAt.After(l.ResetAt) {
			l.Answers.WantsContactAt = time.Time{} // what is said now is not what was reset
		}
	case factWantsContactAt:
		l.Answers.WantsContactAt = v.(time.Time)
	case factSource:
		text(&l.Source)
	case factStage:
		text(&l.Stage)
	case factOwner:
		text(&l.Owner)
	case factCreatedDaysAgo, factIdleDays:
		l.CreatedAt = v.(time.Time)
	case factCustom:
		l.Custom = maps.Clone(l.Custom)
		if l.Custom == nil {
			l.Custom = map[string]any{}
		}
		l.Custom[s.custom] = v
	}
	return &l
}
