package explain

import (
	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// english is the table that English copies. Nothing changes it.
var english = Words{
	Decimal: ".", List: ", ", Reasons: "; ", Percent: "{n}%", More: "{n} more", Range: "{points} ({low} to {high})",
	LimitRange: "{points} ({low} at the lowest, {high} at the highest)",
	Quote:      "“{name}”", Time: "2006-01-02 15:04 UTC", Label: "{label}:",

	Lead: "{name} ({id})", NoID: "Lead without an id",
	What: "{lead}: {status}; {place}.", WhatWithCell: "{lead}: {status}; {place}; cell {cell}.", Removed: "{lead}: {status}.",
	Statuses: map[matrix.Status]string{
		matrix.StatusMQL: "marketing qualified lead (MQL)", matrix.StatusSQL: "sales qualified lead (SQL)", matrix.StatusNurture: "nurture",
		matrix.StatusResearch: "research before a call", matrix.StatusDisqualified: "disqualified", matrix.StatusExcluded: "excluded, not a lead",
	},
	Cells: map[matrix.Cell]string{
		matrix.CellGoodFitReady: "good fit, ready", matrix.CellGoodFitNotReady: "good fit, not ready",
		matrix.CellPoorFitReady: "poor fit, ready", matrix.CellPoorFitNotReady: "poor fit, not ready",
		matrix.CellFitUnknownReady: "fit unknown, ready", matrix.CellFitUnknownNotReady: "fit unknown, not ready",
		matrix.CellReadinessUnknown: "readiness unknown",
	},

	Why:       "Why",
	RemovedBy: "The screening step {step} applies.", RemovedWithReason: "The screening step {step} applies: {reason}.",
	OtherRules: "The decision was made by other rules than {rules}, which cannot say why.",
	NoInstant:  "No instant was given to decide for, so nothing was looked at.",

	Fits: map[icp.Verdict]string{
		icp.Good: "Good fit: {reasons}.", icp.Poor: "Poor fit: {reasons}.", icp.Undecided: "Fit is unknown: {reasons}.",
	},
	FitCounts:       "Fit is unknown, which counts as poor here: {reasons}.",
	FitEveryone:     "the rules have no profile",
	FitShare:        "meets {share} of the profile, needs {needed}",
	FitShort:        "meets {share} of the profile, needs {needed}; lacks {criteria}",
	FitRequired:     "lacks the required {criteria}",
	FitOpen:         "meets {low} to {high} of the profile, needs {needed}; depends on {criteria}",
	FitOpenRequired: "depends on the required {criteria}",

	Readinesses: map[qualify.ReadinessVerdict]string{
		qualify.Ready: "Ready: {reasons}.", qualify.NotReady: "Not ready: {reasons}.", qualify.ReadinessUnknown: "Readiness is unknown: {reasons}.",
	},
	ReadinessCounts: "Readiness is unknown, which counts as not ready here: {reasons}.",
	HandRaised:      "a hand is raised ({raises})", HandDown: "no hand is raised", HandDownOnly: "no hand is raised, and only that makes a lead ready here",
	ScoreEnough: "score {points}, needs {needed}", ScoreShort: "score {points}, needs {needed}",
	ScoreOpen:  "score between {low} and {high}, needs {needed}",
	ScoreStays: "score {points}, needs {stays} to stay with sales", MayStay: "{stays} are enough to stay with sales",
	GroupShort: "{group} has {points}, needs {needed}", GroupOpen: "{group} has between {low} and {high}, needs {needed}",
	ChecklistFails: "{checklist} is not qualified", ChecklistOpen: "{checklist} is not settled",
	MostPoints: "Most points: {rules}.", PointsTaken: "Points taken: {rules}.", MostPointsOne: "{rule} {points}",

	Next: "Next", NextNobody: "Nothing to do.", NextTeam: "{team}: {action}.", NextOwner: "{owner} ({team}): {action}.",
	NextRoster:  "Somebody of {roster} ({team}): {action}.",
	AskDecisive: "The answer can change this: {questions}", AskOther: "Still missing: {questions}", AskForRecord: "For the record only: {questions}",
	FindOut: "Find out: {fact}.", AskPerson: "Of {person}: {question}",
	Certain: "No missing fact can change this.", CertainButHand: "No missing fact can change this, only a raised hand.",
	CertainButFind: "No missing fact can change this, but finding somebody can.", MayChange: "Missing facts may still change this.",
	NotAsked: "The decision was made without questions.", IsBrief: "The decision is a brief one, without questions and the outcome of each criterion and rule.",
	Whys: map[string]string{
		qualify.WhyStale: "The value on record is too old.", string(qualify.WrongKind): "The value on record is of another kind.",
		string(qualify.NotInEnum): "The value on record is not an allowed one.", string(qualify.NotFinite): "The value on record is not a finite number.",
		string(qualify.NoDomain): "The value on record has no domain.", string(qualify.LaterThanAsOf): "The date on record lies in the future.",
		string(qualify.ConflictingRecords): "Records say different things.",
	},
	Teams: map[string]string{matrix.Sales: "Sales", matrix.Marketing: "Marketing"},
	Actions: map[string]string{
		matrix.Call: "call now", matrix.Research: "look into it for five minutes, then decide whether to call", matrix.Ask: "call back and ask for what is missing",
		matrix.Nurture: "keep in touch", matrix.Keep: "keep, at low effort", matrix.Enrich: "find out what is missing",
	},
	Facts: map[string]string{
		"person.email": "e-mail address", "person.name": "name", "person.phone": "phone number", "person.job_title": "job title",
		"person.seniority": "seniority", "person.department": "department", "person.country": "the person's country",
		"person.region": "the person's region", "person.city": "city", "person.consent": "consent to be contacted",
		"company.name": "company name", "company.domain": "the company's domain", "company.industry": "industry",
		"company.employees": "number of employees", "company.annual_revenue": "annual revenue", "company.country": "the company's country",
		"company.region": "the company's region", "company.technologies": "technologies in use", "answers.budget": "budget",
		"answers.authority": "say in the purchase", "answers.need": "need", "answers.timeline_days": "days until the purchase",
		"answers.current_vendor": "present vendor", "answers.wants_contact": "wish to be contacted",
		"answers.wants_contact_at": "time of that wish", "source": "source", "stage": "stage", "owner": "present owner",
		"created_at": "when the lead came into being", "created_days_ago": "age of the lead in days", "idle_days": "days without activity",
	},
	BANTItems:    map[string]string{bant.Budget: "budget", bant.Authority: "authority", bant.Need: "need", bant.Timeline: "timeline"},
	RulesVersion: "{rules} {version}",

	NoAccountID: "Account without an id", People: "People", NobodyThere: "Nobody is there yet.",
	RoleHeld: "{role}: {people}.", RoleOpen: "Role not settled: {people}.",
	FindDecisive: "To find, which can change this: {roles}.", FindOther: "Missing: {roles}.",
	PeopleLeft:    "Left out, without an id or with the id of another: {n}; the account is decided as if they were not there.",
	PeopleHeading: "People", FindHeading: "Whom to find",
	Person: "{person}: {role}; {status}", PersonPoints: "{person}: {role}; {status}; score {points}", RoleNone: "no role", RoleUnknown: "role unknown",
	Find: "{role}, for {places}", FindCanChange: "{role}, for {places}; this can change the decision",
	Earned: "{line}; from {members}", EarnedBy: "{member} {points}", EarnedByNobody: "nobody known", LimitForEach: "{limit} for each person",

	ScreeningHeading: "Screening", FitHeading: "Fit", ReadinessHeading: "Readiness", ScoreHeading: "Score", BANTHeading: "BANT", OwnerHeading: "Owner",
	QuestionsHeading: "What is unknown", IssuesHeading: "Wrong data",

	Counted: "counted: {n}", Limit: "at most {limit}", LimitPer: "at most {limit} in {days} days", WithinDays: "not older than {days} days", Fading: "fading with age",

	Outcomes: map[truth.Truth]string{truth.Met: "yes", truth.Unmet: "no", truth.Unknown: "unknown"},
	Step:     "{outcome}: {step}", StepRemoves: "{outcome}: {step}, so {status}", StepLifted: "{outcome}: {step}, but the raised hand keeps the lead",
	Raise:       "{outcome}: {raise}",
	Reset:       "what happened up to {time} no longer counts",
	WishUndated: "contact was asked for, but nobody knows when; if it was after {time}, that counts",
	WishStale:   "contact was asked for, but that was last confirmed at {time}, more than {days} days before, and no longer counts",
	FitSummary:  "meets {share} of the profile, needs {needed}", FitSummaryOpen: "meets {low} to {high} of the profile, needs {needed}",
	Grade: "grade {grade}", Criterion: "{outcome}: {criterion} (weight {weight})", CriterionRequired: "{outcome}: {criterion} (required, weight {weight})",
	CriterionPart:         "{outcome}: {criterion} (weight {weight}, of which {share} counts)",
	CriterionRequiredPart: "{outcome}: {criterion} (required, weight {weight}, of which {share} counts)",
	Values:                "{line} [{values}]", Value: "{fact}: {value}",
	Checklists: map[bant.Verdict]string{
		bant.Qualified: "qualified: {met} met, {needed} needed", bant.Unqualified: "not qualified: {met} met, {needed} needed",
		bant.Undecided: "not settled: {met} met, {needed} needed",
	},
	Item: "{outcome}: {item}",
	Rule: "{points} {rule}", RuleMatches: "{points} {rule} ({matches})", RuleUnknown: "{points} {rule}, unknown",
	GroupClip: "{points} by the limits of {group}", TotalClip: "{points} by the limits of the score",
	Total: "{points} in all", Band: "band {band}", Group: "group {group}: {points}", RulesUnmet: "no points from: {rules}",
	Chance:     "of leads worked with such a score {chance} were won",
	ChanceOpen: "of leads worked with such a score {chance} were won ({low} to {high} by what is still unknown)", ChanceFitted: "{line}; fitted to: {fitted}",
	Experiment: "chance put it into the arm {arm} of the experiment {experiment}, with {share} of the leads there; {propensity} get the same team and action",
	Route:      "by the route {route}",
	Question:   "{question} This settles {places}.", QuestionDecisive: "{question} This settles {places} and can change the decision.",
	QuestionForRecord: "{question} This settles {places}, for the record only.",
	Issues: map[qualify.IssueCode]string{
		qualify.WrongKind: "{path}: {message}", qualify.NotInEnum: "{path}: {message}", qualify.NotFinite: "{path}: {message}", qualify.NoDomain: "{path}: {message}",
		qualify.LaterThanAsOf: "{path}: {message}", qualify.ConflictingRecords: "{path}: {message}", qualify.RepeatedID: "{path}: {message}", qualify.BadActivity: "{path}: {message}", qualify.NoID: "{message}", qualify.NoAsOf: "{message}",
	},
	Decided: "Decided by {rules} as of {time}.", DecidedNoInstant: "Decided by {rules}.",
}
