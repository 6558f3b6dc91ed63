package schema

import (
	"reflect"
	"slices"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// words is a text that is one of a few.
func words[T ~string](list ...T) *node {
	n := &node{Type: "string"}
	for _, w := range list {
		n.Enum = append(n.Enum, string(w))
	}
	return n
}

// decimal is a number between bounds.
func decimal(low, high float64) *node {
	return &node{Type: "number", Minimum: &low, Maximum: &high}
}

// truths are the outcomes of a condition.
var truths = words(truth.Met.String(), truth.Unmet.String(), truth.Unknown.String())

// specialTypes are those whose JSON their Go type does not tell.
var specialTypes = map[reflect.Type]*node{
	timeType:                                   {Type: "string", Format: "date-time"},
	reflect.TypeFor[truth.Truth]():             truths,
	reflect.TypeFor[scoring.Points]():          decimal(-1e9, 1e9),
	reflect.TypeFor[scoring.Days]():            decimal(0.001, float64(scoring.MaxDays)),
	reflect.TypeFor[scoring.Rate]():            decimal(0.001, float64(scoring.MaxRate)),
	reflect.TypeFor[icp.Share]():               decimal(0, 1),
	reflect.TypeFor[icp.Weight]():              decimal(0, float64(icp.MaxWeight)),
	reflect.TypeFor[matrix.Weight]():           decimal(0, 1e6),
	reflect.TypeFor[qualify.ReadinessPolicy](): words(qualify.ScoreOrHandRaise, qualify.HandRaiseOnly, qualify.ScoreOnly),
	reflect.TypeFor[bant.Verdict]():            words(bant.Qualified, bant.Unqualified, bant.Undecided),
	reflect.TypeFor[icp.Verdict]():             words(icp.Good, icp.Poor, icp.Undecided),
	reflect.TypeFor[matrix.Quadrant]():         words(matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined),
	reflect.TypeFor[matrix.Status](): words(matrix.StatusMQL, matrix.StatusSQL, matrix.StatusNurture, matrix.StatusResearch,
		matrix.StatusDisqualified, matrix.StatusExcluded),
	reflect.TypeFor[matrix.Cell]():              words(matrix.GridCells()...),
	reflect.TypeFor[qualify.UnknownPolicy]():    words(qualify.UnknownOpen, qualify.UnknownUnmet),
	reflect.TypeFor[qualify.ReadinessVerdict](): words(qualify.Ready, qualify.NotReady, qualify.ReadinessUnknown),
	reflect.TypeFor[qualify.Detail]():           words(qualify.Whole.String(), qualify.NoQuestions.String(), qualify.Brief.String()),
	reflect.TypeFor[qualify.IssueCode](): words(qualify.WrongKind, qualify.NotInEnum, qualify.NotFinite, qualify.NoDomain,
		qualify.LaterThanAsOf, qualify.ConflictingRecords, qualify.RepeatedID, qualify.BadActivity, qualify.NoID, qualify.NoAsOf),
	reflect.TypeFor[scoring.LimitBy]():        words(scoring.ByMember),
	reflect.TypeFor[bant.BANTAssessment]():    flatBANT(),
	reflect.TypeFor[lifecycle.Stage]():        words(lifecycle.Stages()...),
	reflect.TypeFor[lifecycle.EventKind]():    words(lifecycle.EventKinds()...),
	reflect.TypeFor[lifecycle.DeadlineKind](): words(lifecycle.FirstResponse, lifecycle.Rolling),
	reflect.TypeFor[lifecycle.Span]():         {Type: "string", Pattern: `^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$`},
	reflect.TypeFor[lifecycle.Date]():         {Type: "string", Pattern: `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`},
}

// flatBANT is the JSON form of a BANTAssessment.
func flatBANT() *node {
	p := &properties{}
	for _, name := range []string{bant.Budget, bant.Authority, bant.Need, bant.Timeline} {
		p.add(name, truths)
	}
	p.add("met", &node{Type: "integer"})
	p.add("verdict", words(bant.Qualified, bant.Unqualified, bant.Undecided))
	return &node{Type: "object", Properties: p, Additional: false}
}

// expression marks a text as one.
func expression(n *node) { n.MinLength = 1 }

// factType is the type of a fact.
func factType(n *node) { *n = *words("bool", "number", "string", "time", "strings") }

// identified asks for an id, and without refuses one.
func identified(n *node) {
	n.Items = &node{AllOf: []*node{n.Items, {Required: []string{"id"}}}}
	n.MinItems = 1
}

func without(n *node) {
	*n = node{AllOf: []*node{{Ref: n.Ref}, {Not: &node{Required: []string{"id"}}}}}
}

// between bounds a number.
func between(low, high float64) func(*node) {
	return func(n *node) { n.Minimum, n.Maximum = &low, &high }
}

// value sets the default.
func value(v any) func(*node) { return func(n *node) { n.Default = v } }

// specialFields are those that say more than their type does.
var specialFields = map[string]func(*node){
	"qualify.RuleSet.Format":      func(n *node) { n.Enum = []any{qualify.Format} },
	"qualify.RuleSet.Name":        expression,
	"qualify.RuleSet.Readiness":   value(qualify.ScoreOrHandRaise),
	"qualify.RuleSet.WhenUnknown": value(qualify.UnknownOpen),
	"qualify.RuleSet.Facts": func(n *node) {
		n.Names = &node{Pattern: `^[a-z_]+$|^(activities\.)?[a-z]+\.[A-Za-z_][A-Za-z0-9_]*$`}
	},
	"qualify.RuleSet.Lists":    names,
	"qualify.RuleSet.Define":   names,
	"qualify.RuleSet.Tables":   names,
	"qualify.Fact.Type":        factType,
	"qualify.LookupTable.Type": func(n *node) { *n = *words("string", "number", "bool") },
	"qualify.LookupTable.File": expression,
	"qualify.Step.When":        expression,
	"qualify.Step.Status": func(n *node) {
		*n = *words(matrix.StatusDisqualified, matrix.StatusExcluded)
		n.Default = matrix.StatusDisqualified
	},
	"qualify.Raise.When":   expression,
	"qualify.Role.ID":      expression,
	"qualify.Role.When":    expression,
	"account.Rules.Name":   expression,
	"account.Rules.Format": func(n *node) { n.Enum = []any{qualify.Format} },
	"icp.Profile.GoodAt":   value(1),
	"icp.Criterion.Weight": func(n *node) {
		*n = *decimal(0, float64(icp.MaxWeight))
		n.Default = 1
	},
	"icp.Tier.Share":                     value(1),
	"bant.Checklist.Items":               identified,
	"bant.BANT.Budget":                   without,
	"bant.BANT.Authority":                without,
	"bant.BANT.Need":                     without,
	"bant.BANT.Timeline":                 without,
	"bant.Item.When":                     expression,
	"scoring.Decay.Kind":                 func(n *node) { *n = *words(scoring.Linear, scoring.HalfLife) },
	"matrix.Candidate.Weight":            value(1),
	"qualifytest.Case.Name":              expression,
	"qualifytest.AccountCase.Name":       expression,
	"leadfile.Field.Type":                factType,
	"lifecycle.Policy.Format":            func(n *node) { n.Enum = []any{lifecycle.Format} },
	"lifecycle.Roster.Format":            func(n *node) { n.Enum = []any{lifecycle.Format} },
	"lifecycle.Policy.MarketingTeam":     value(matrix.Marketing),
	"lifecycle.Policy.SalesTeam":         value(matrix.Sales),
	"lifecycle.Policy.MQLAgainAfterDays": between(0, 3650),
	"lifecycle.Policy.ResetOn": func(n *node) {
		n.Items = words(lifecycle.Rejected, lifecycle.Recycled, lifecycle.Won, lifecycle.Lost, lifecycle.Reopened)
	},
	"lifecycle.Policy.ReopenOnHandRaise": func(n *node) { n.Items = words(lifecycle.StageLost, lifecycle.StageDisqualified) },
	"lifecycle.Reason.ID":                expression,
	"lifecycle.Reason.To": func(n *node) {
		*n = *words(lifecycle.StageRecycled, lifecycle.StageDisqualified)
		n.Default = lifecycle.StageRecycled
	},
	"lifecycle.DeadlineRule.ID":         expression,
	"lifecycle.DeadlineRule.Stages":     func(n *node) { n.MinItems = 1 },
	"lifecycle.DeadlineRule.Minutes":    between(1, 60_000),
	"lifecycle.Escalation.AfterMinutes": between(1, 60_000),
	"lifecycle.Escalation.To":           expression,
	"lifecycle.Hours.TimeZone":          expression,
	"lifecycle.Roster.MostOwed":         func(n *node) { between(0, 100)(n); n.Default = lifecycle.DefaultMostOwed },
	"lifecycle.Member.ID":               expression,
	"lifecycle.Member.Weight":           func(n *node) { *n = *decimal(0, 1000); n.Default = 1 },
	"lifecycle.Member.MaxPerDay":        between(0, 1_000_000),
	"lifecycle.Member.MaxOpen":          between(0, 1_000_000),
	"leadfile.Field.OnError":            func(n *node) { *n = *words("bad_row", "unknown"); n.Default = "bad_row" },
	"leadfile.Numbers.Range":            func(n *node) { *n = *words("low", "high", "middle") },
	"leadfile.Map.Encoding":             func(n *node) { *n = *words("utf-8", "windows-1252", "latin1", "utf-16le", "utf-16be") },
}

// names are those that expressions can use.
func names(n *node) { n.Names = &node{Pattern: `^[A-Za-z_][A-Za-z0-9_]*$`} }

// oneOf asks for at least one of the keys.
func oneOf(keys ...string) []*node {
	var out []*node
	for _, key := range keys {
		out = append(out, &node{Required: []string{key}})
	}
	return out
}

// needs asks for keys where another is given.
func needs(pairs ...string) *properties {
	p := &properties{}
	for i := 0; i < len(pairs); i += 2 {
		p.add(pairs[i], []string{pairs[i+1]})
	}
	return p
}

// specialObjects are those whose keys depend on each other.
var specialObjects = map[string]func(*node){
	"icp.Criterion": func(n *node) { n.AnyOf = oneOf("when", "tiers") },
	"bant.Item":     func(n *node) { n.Required = append(n.Required, "when") },
	"of_account.bant.Item": func(n *node) {
		n.AnyOf = oneOf("when", "role")
		n.Not = &node{Required: []string{"when", "role"}}
		n.Dependencies = needs("at_least", "role")
	},
	"bant.BANT": func(n *node) { n.AnyOf = oneOf(bant.Budget, bant.Authority, bant.Need, bant.Timeline) },
	"qualify.LookupTable": func(n *node) {
		n.Dependencies = needs("key", "file", "value", "file")
		n.Not = &node{Required: []string{"rows", "file"}}
	},
	"matrix.Entry": func(n *node) { n.AnyOf = oneOf("team", "action") },
	"scoring.Rule": func(n *node) {
		n.AnyOf = oneOf("when", "tiers", "each", "compute")
		n.Dependencies = needs("limit", "each", "per_days", "limit", "within_days", "each", "decay", "each", "min", "compute", "max", "compute")
		n.Dependencies.add("compute", []string{"min", "max"})
		n.Dependencies.add("each", []string{"points"})
		if slices.Contains(n.Properties.names, "limit_by") {
			n.Dependencies.add("limit_by", []string{"limit"})
		}
	},
}
