package explain

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// Words are the sentences of explanations in one language. A host that wants
// another one fills in all of them, has Check look at the result in a test,
// and gives it to Options. While nobody changes it, any number of
// goroutines may use one table.
//
// {part} in a sentence stands for something to fill in; the tag of each field
// lists its parts, which may stand in any order and may be left out. A
// sentence that is "" is left out of the explanation, never replaced by
// English. Fields whose comments call them a phrase become parts of sentences
// or of lines and have no full stop of their own.
type Words struct {
	// Decimal is the sign before a decimal's places, List what stands between
	// the items of a list, Reasons what stands between reasons.
	Decimal, List, Reasons string
	// Percent is a phrase for a share in hundredths.
	Percent string `parts:"n"`
	// More is a phrase that ends a list that is cut short.
	More string `parts:"n"`
	// Range is a phrase for an amount that is not settled.
	Range string `parts:"points low high"`
	// LimitRange is a phrase for what limits make of an amount that is not settled:
	// of the lowest that it can be, and of the highest.
	LimitRange string `parts:"points low high"`
	// Quote is a phrase for a name that stands within a sentence.
	Quote string `parts:"name"`
	// Time is a layout of package time. Instants are in UTC.
	Time string
	// Label is a phrase for the word before a line.
	Label string `parts:"label"`

	// What becomes of the lead. Lead is a phrase for one with a name and an id,
	// NoID for one with neither.
	Lead         string `parts:"name id"`
	NoID         string
	What         string `parts:"lead status place"`
	WhatWithCell string `parts:"lead status place cell"`
	Removed      string `parts:"lead status"`
	// Statuses and Cells are phrases.
	Statuses map[matrix.Status]string
	Cells    map[matrix.Cell]string

	// Why: the label, and the sentences after it.
	Why               string
	RemovedBy         string `parts:"step"`
	RemovedWithReason string `parts:"step reason"`
	NoInstant         string
	OtherRules        string `parts:"rules"`

	// Fits are sentences. The others are phrases for their reasons.
	Fits            map[icp.Verdict]string `parts:"reasons"`
	FitCounts       string                 `parts:"reasons"` // a sentence, where an unknown fit counts as poor
	FitEveryone     string
	FitShare        string `parts:"share needed"`
	FitShort        string `parts:"share needed criteria"`
	FitRequired     string `parts:"criteria"`
	FitOpen         string `parts:"criteria low high needed"`
	FitOpenRequired string `parts:"criteria"`

	// Readinesses are sentences. The others are phrases for their reasons.
	Readinesses map[qualify.ReadinessVerdict]string `parts:"reasons"`
	// ReadinessCounts is a sentence, where an unknown readiness counts as not ready.
	ReadinessCounts string `parts:"reasons"`
	HandRaised      string `parts:"raises"`
	HandDown        string
	HandDownOnly    string
	ScoreEnough     string `parts:"points needed"`
	ScoreShort      string `parts:"points needed"`
	ScoreOpen       string `parts:"low high needed"`
	ScoreStays      string `parts:"points stays"` // where stays_ready_at is why it is ready
	MayStay         string `parts:"stays"`        // where it would be enough
	GroupShort      string `parts:"group points needed"`
	GroupOpen       string `parts:"group low high needed"`
	ChecklistFails  string `parts:"checklist"`
	ChecklistOpen   string `parts:"checklist"`
	MostPoints      string `parts:"rules"` // a sentence
	PointsTaken     string `parts:"rules"` // a sentence
	MostPointsOne   string `parts:"rule points"`

	// Next: the label, and the sentences after it. Teams and Actions are
	// phrases for those that the library knows.
	Next           string
	NextNobody     string
	NextTeam       string `parts:"team action"`
	NextOwner      string `parts:"owner team action"`
	NextRoster     string `parts:"roster team action"`
	AskDecisive    string `parts:"questions"`
	AskOther       string `parts:"questions"`
	AskForRecord   string `parts:"questions"`
	FindOut        string `parts:"fact"`
	AskPerson      string `parts:"person question"` // of a question about one of an account's people
	Certain        string
	CertainButHand string
	CertainButFind string // of an account, where a role that is missing can change the decision
	MayChange      string
	NotAsked       string // where the decision is without questions
	IsBrief        string // where it is brief
	Teams          map[string]string
	Actions        map[string]string
	Whys           map[string]string // sentences on why what the lead has says nothing, by Question.Why
	Facts          map[string]string // phrases for facts, by path, where the rule set has no doc
	BANTItems      map[string]string // phrases, where the rule set has no name
	RulesVersion   string            `parts:"rules version"` // a phrase

	// Of an account: NoAccountID for one without an id, and a line about its people.
	// The roles that people have, those that are not settled, and those that are
	// missing: whom to look for.
	NoAccountID  string
	People       string
	NobodyThere  string
	RoleHeld     string `parts:"role people"`
	RoleOpen     string `parts:"people"`
	FindDecisive string `parts:"roles"`
	FindOther    string `parts:"roles"`
	PeopleLeft   string `parts:"n"` // how many the account is decided without

	// Of an account, in full: the headings, a line for each person with phrases for
	// the role where there is none or it is not known, one for each role that is
	// missing, and who earned the points of a rule.
	PeopleHeading, FindHeading string
	Person                     string `parts:"person role status"`
	PersonPoints               string `parts:"person role status points"`
	RoleNone, RoleUnknown      string
	Find                       string `parts:"role places"`
	FindCanChange              string `parts:"role places"`
	Earned                     string `parts:"line members"`
	EarnedBy                   string `parts:"member points"`
	EarnedByNobody             string
	LimitForEach               string `parts:"limit"`

	// The headings of a full explanation.
	ScreeningHeading, FitHeading, ReadinessHeading, ScoreHeading, BANTHeading, OwnerHeading, QuestionsHeading, IssuesHeading string

	// Phrases for how the matches of a rule count.
	Counted    string `parts:"n"`
	Limit      string `parts:"limit"`
	LimitPer   string `parts:"limit days"`
	WithinDays string `parts:"days"`
	Fading     string

	// The lines of a full explanation. Outcomes and Checklists are phrases.
	Outcomes              map[truth.Truth]string
	Step                  string                       `parts:"outcome step"`
	StepRemoves           string                       `parts:"outcome step status"`
	StepLifted            string                       `parts:"outcome step"`
	Raise                 string                       `parts:"outcome raise"`
	Reset                 string                       `parts:"time"`
	WishUndated           string                       `parts:"time"`
	WishStale             string                       `parts:"time days"`
	FitSummary            string                       `parts:"share needed"`
	FitSummaryOpen        string                       `parts:"low high needed"`
	Grade                 string                       `parts:"grade"`
	Criterion             string                       `parts:"outcome criterion weight"`
	CriterionRequired     string                       `parts:"outcome criterion weight"`
	CriterionPart         string                       `parts:"outcome criterion weight share"`
	CriterionRequiredPart string                       `parts:"outcome criterion weight share"`
	Values                string                       `parts:"line values"`
	Value                 string                       `parts:"fact value"`
	Checklists            map[bant.Verdict]string      `parts:"met needed"`
	Item                  string                       `parts:"outcome item"`
	Rule                  string                       `parts:"points rule"`
	RuleMatches           string                       `parts:"points rule matches"`
	RuleUnknown           string                       `parts:"points rule"`
	GroupClip             string                       `parts:"points group"`
	TotalClip             string                       `parts:"points"`
	Total                 string                       `parts:"points"`
	Band                  string                       `parts:"band"`
	Chance                string                       `parts:"chance"`
	ChanceOpen            string                       `parts:"chance low high"` // what is unknown moves it
	ChanceFitted          string                       `parts:"line fitted"`
	Group                 string                       `parts:"group points"`
	RulesUnmet            string                       `parts:"rules"`
	Experiment            string                       `parts:"experiment arm share propensity"`
	Route                 string                       `parts:"route"`
	Question              string                       `parts:"question places"`
	QuestionDecisive      string                       `parts:"question places"`
	QuestionForRecord     string                       `parts:"question places"`
	Issues                map[qualify.IssueCode]string `parts:"path message"`
	Decided               string                       `parts:"rules time"`
	DecidedNoInstant      string                       `parts:"rules"`
}

// English returns the sentences that Explain uses by default, for a host
// that wants to change some. The table is the caller's.
func English() *Words {
	w := english
	v := reflect.ValueOf(&w).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Map {
			fresh := reflect.MakeMapWithSize(f.Type(), f.Len())
			for _, k := range f.MapKeys() {
				fresh.SetMapIndex(k, f.MapIndex(k))
			}
			f.Set(fresh)
		}
	}
	return &w
}

// Check reports, all at once and in the order of the fields, sentences that
// are missing, as compared with English, and parts that a sentence does
// not have. A table that passes gives explanations in one language. A sentence
// that is left out on purpose is reported too.
func (w *Words) Check() error {
	var errs []error
	have, want := reflect.ValueOf(w).Elem(), reflect.ValueOf(english)
	for i := range have.NumField() {
		field := have.Type().Field(i)
		parts := strings.Fields(field.Tag.Get("parts"))
		if field.Type.Kind() == reflect.String {
			errs = append(errs, checkSentence(field.Name, have.Field(i).String(), parts)...)
			continue
		}
		sentences := make(map[string]string)
		for _, k := range want.Field(i).MapKeys() {
			sentences[fmt.Sprint(k)] = ""
		}
		for _, k := range have.Field(i).MapKeys() {
			sentences[fmt.Sprint(k)] = have.Field(i).MapIndex(k).String()
		}
		for _, k := range slices.Sorted(maps.Keys(sentences)) {
			errs = append(errs, checkSentence(fmt.Sprintf("%s[%q]", field.Name, k), sentences[k], parts)...)
		}
	}
	return errors.Join(errs...)
}

func checkSentence(name, sentence string, parts []string) (errs []error) {
	if sentence == "" {
		return []error{fmt.Errorf("%s is missing", name)}
	}
	for rest := sentence; ; {
		before, part, after, found := cutPart(rest)
		if strings.ContainsAny(before, "{}") {
			return append(errs, fmt.Errorf("%s has a bracket that is not closed: %q", name, sentence))
		}
		if !found {
			return errs
		}
		if !slices.Contains(parts, part) {
			errs = append(errs, fmt.Errorf("%s has no part {%s}; its parts are %s", name, part, strings.Join(parts, ", ")))
		}
		rest = after
	}
}

// cutPart splits a sentence around its first {part}.
func cutPart(s string) (before, part, after string, found bool) {
	open := strings.IndexByte(s, '{')
	if open < 0 {
		return s, "", "", false
	}
	end := strings.IndexByte(s[open:], '}')
	if end < 0 {
		return s, "", "", false
	}
	return s[:open], s[open+1 : open+end], s[open+end+1:], true
}
