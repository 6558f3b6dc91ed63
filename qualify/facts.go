package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
)

// fact numbers the facts that every lead has.
type fact int

const (
	factEmail fact = iota
	factName
	factPhone
	factJobTitle
	factSeniority
	factDepartment
	factPersonCountry
	factPersonRegion
	factCity
	factConsent
	factCompanyName
	factDomain
	factIndustry
	factEmployees
	factRevenue
	factCompanyCountry
	factCompanyRegion
	factTechnologies
	factBudget
	factAuthority
	factNeed
	factTimeline
	factVendor
	factWantsContact
	factWantsContactAt
	factSource
	factStage
	factOwner
	factCreatedDaysAgo
	factIdleDays
	factCustom // and above: one for each declared custom fact
)

// leadFacts are the paths and kinds of the facts that every lead has.
var leadFacts = [factCustom]criteria.Fact{
	factEmail:          {Path: "person.email", Kind: criteria.String},
	factName:           {Path: "person.name", Kind: criteria.String},
	factPhone:          {Path: "person.phone", Kind: criteria.String},
	factJobTitle:       {Path: "person.job_title", Kind: criteria.String},
	factSeniority:      {Path: "person.seniority", Kind: criteria.String},
	factDepartment:     {Path: "person.department", Kind: criteria.String},
	factPersonCountry:  {Path: "person.country", Kind: criteria.String},
	factPersonRegion:   {Path: "person.region", Kind: criteria.String},
	factCity:           {Path: "person.city", Kind: criteria.String},
	factConsent:        {Path: "person.consent", Kind: criteria.Bool},
	factCompanyName:    {Path: "company.name", Kind: criteria.String},
	factDomain:         {Path: "company.domain", Kind: criteria.String},
	factIndustry:       {Path: "company.industry", Kind: criteria.String},
	factEmployees:      {Path: "company.employees", Kind: criteria.Number},
	factRevenue:        {Path: "company.annual_revenue", Kind: criteria.Number},
	factCompanyCountry: {Path: "company.country", Kind: criteria.String},
	factCompanyRegion:  {Path: "company.region", Kind: criteria.String},
	factTechnologies:   {Path: "company.technologies", Kind: criteria.Strings},
	factBudget:         {Path: "answers.budget", Kind: criteria.Number},
	factAuthority:      {Path: "answers.authority", Kind: criteria.String},
	factNeed:           {Path: "answers.need", Kind: criteria.String},
	factTimeline:       {Path: "answers.timeline_days", Kind: criteria.Number},
	factVendor:         {Path: "answers.current_vendor", Kind: criteria.String},
	factWantsContact:   {Path: "answers.wants_contact", Kind: criteria.Bool},
	factWantsContactAt: {Path: "answers.wants_contact_at", Kind: criteria.Time},
	factSource:         {Path: "source", Kind: criteria.String},
	factStage:          {Path: "stage", Kind: criteria.String},
	factOwner:          {Path: "owner", Kind: criteria.String},
	factCreatedDaysAgo: {Path: "created_days_ago", Kind: criteria.Number},
	factIdleDays:       {Path: "idle_days", Kind: criteria.Number},
}

// factTypes are the types that facts may be declared as.
var factTypes = map[string]criteria.Kind{
	"bool": criteria.Bool, "number": criteria.Number, "string": criteria.String, "time": criteria.Time, "strings": criteria.Strings,
}

// factType is the type of a fact of the kind, as rule sets write it.
func factType(k criteria.Kind) string {
	for name, kind := range factTypes {
		if kind == k {
			return name
		}
	}
	return ""
}

// FreeEmailDomains returns the domains, sorted, by which is_free_email tells
// addresses that anybody can have from a company's own. The slice is the
// caller's.
func FreeEmailDomains() []string { return slices.Clone(criteria.FreeEmailDomains()) }
