package qualify

import "time"

// A Lead is what the host knows of a person who might buy. It is plain data:
// the library neither changes nor keeps it.
//
// The zero value of every field means unknown: "", the zero time, a nil list,
// the zero Opt. A list that is empty but not nil is known to be empty. Only
// Activities, being a log, are complete: none means that nothing happened.
type Lead struct {
	// ID is the host's id of the lead. Owners are picked by it; without one a
	// lead gets no owner.
	ID string `json:"id,omitempty"`
	// AccountID is the host's id of the account that the lead belongs to, for
	// account.Group. No rule sees it.
	AccountID string `json:"account_id,omitempty"`

	Person  Person  `json:"person,omitzero"`
	Company Company `json:"company,omitzero"`
	Answers Answers `json:"answers,omitzero"`
	// Source is the channel that the lead came through: "webinar",
	// "organic_search", "referral", ...
	Source string `json:"source,omitempty"`
	// Stage is where the lead stands now, as package lifecycle names it or the
	// rule set's facts.stage.enum does. "" is "lead", and known.
	Stage string `json:"stage,omitempty"`
	// Owner is the id of the person who has the lead now. Who is still listed
	// in the lead's route keeps it.
	Owner string `json:"owner,omitempty"`
	// CreatedAt is when the lead came into being. After the decision's instant
	// it is unknown, with the Issue in_future.
	CreatedAt time.Time `json:"created_at,omitzero"`
	// ResetAt is the instant up to which, inclusive, activities no longer
	// count, and neither does a wish to be contacted; set it when a lead is
	// recycled. The zero time resets nothing, and neither does an instant after
	// the decision's, with the Issue in_future.
	ResetAt time.Time `json:"reset_at,omitzero"`
	// Activities are what the lead did, in any order. Those after the decision's
	// instant have not happened yet and are not seen. Of several with the same
	// ID the earliest counts.
	Activities []Activity `json:"activities,omitempty"`
	// Custom holds what the host knows beyond these fields, by the names that
	// a rule set declares under facts as custom.NAME: a bool; any Go integer or
	// float or json.Number for a number; a string; a time.Time or RFC 3339 text
	// for a time; a []string or []any of strings for a list. A value of another
	// kind than declared is unknown and reported as an Issue.
	Custom map[string]any `json:"custom,omitempty"`
	// Seen says, by the path of a fact, when its value was last confirmed and by
	// whom. A rule set that gives the fact stale_days takes it as unknown once
	// that is longer ago, and Merge goes by it. What is not in it is as good as
	// new. MarkSeen fills it from the one date of a record.
	Seen map[string]Seen `json:"seen,omitempty"`
}

// Seen is when and by whom a fact was last confirmed.
type Seen struct {
	// At is the instant; the zero time dates nothing, and neither does one after
	// the decision's, with the Issue in_future.
	At time.Time `json:"at,omitzero"`
	// Source is where the value comes from: "crm", "enrichment", ...
	Source string `json:"source,omitempty"`
}

// Person is who the lead is.
type Person struct {
	Email      string `json:"email,omitempty"`
	Name       string `json:"name,omitempty"`
	Phone      string `json:"phone,omitempty"`
	JobTitle   string `json:"job_title,omitempty"`
	Seniority  string `json:"seniority,omitempty"`  // "c_level", "vp", "director", ... as the host names it
	Department string `json:"department,omitempty"` // "sales", "it", ...
	Country    string `json:"country,omitempty"`
	Region     string `json:"region,omitempty"`
	City       string `json:"city,omitempty"`
	// Consent is whether the person may be contacted.
	Consent Opt[bool] `json:"consent,omitzero"`
}

// Company is who the lead works for.
type Company struct {
	Name      string       `json:"name,omitempty"`
	Domain    string       `json:"domain,omitempty"` // of its website, lower case: "shore.example"
	Industry  string       `json:"industry,omitempty"`
	Employees Opt[float64] `json:"employees,omitzero"`
	// AnnualRevenue is in the currency that the host's rules are written in.
	AnnualRevenue Opt[float64] `json:"annual_revenue,omitzero"`
	Country       string       `json:"country,omitempty"`
	Region        string       `json:"region,omitempty"`
	// Technologies are the products it uses. Nil is unknown, empty is none.
	Technologies []string `json:"technologies,omitzero"`
}

// Answers are what the lead said, in a form or to a person.
type Answers struct {
	// Budget is in the currency that the host's rules are written in.
	Budget    Opt[float64] `json:"budget,omitzero"`
	Authority string       `json:"authority,omitempty"` // "decision_maker", "influencer", ...
	Need      string       `json:"need,omitempty"`
	// TimelineDays is in how many days the lead wants to buy.
	TimelineDays  Opt[float64] `json:"timeline_days,omitzero"`
	CurrentVendor string       `json:"current_vendor,omitempty"`
	// WantsContact is whether the lead asked to be contacted. Under hand_raise
	// unknown means no.
	WantsContact Opt[bool] `json:"wants_contact,omitzero"`
	// WantsContactAt is when it did. Up to the lead's ResetAt it no longer
	// counts; where there was a reset and it is unknown, so is WantsContact.
	// After the decision's instant the wish has not been made yet.
	WantsContactAt time.Time `json:"wants_contact_at,omitzero"`
}

// An Activity is one thing that the lead did. One without a type or an instant
// is ignored and reported as an Issue. Text that is absent is known to be "",
// an absent value to be 0.
type Activity struct {
	Type     string    `json:"type,omitempty"` // "page_view", "webinar", "demo_request", ...
	At       time.Time `json:"at,omitzero"`
	Channel  string    `json:"channel,omitempty"`
	URL      string    `json:"url,omitempty"`
	Subject  string    `json:"subject,omitempty"`
	Campaign string    `json:"campaign,omitempty"`
	// Value is whatever the type measures: money, minutes, a count.
	Value float64 `json:"value,omitempty"`
	// ID is the host's id of it: of several activities with the same one the
	// earliest counts. "" is none.
	ID string `json:"id,omitempty"`
	// Custom holds what the host knows beyond these fields, by the names that a
	// rule set declares under facts as activities.custom.NAME, with values as in
	// Lead.Custom. An absent one is the fact's default, else "", 0, false or an
	// empty list; one of type time is unknown.
	Custom map[string]any `json:"custom,omitempty"`
}
