package peerbench

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"

	"github.com/leadqual/leadqual/qualify"
)

// CEL is cel-go on the criteria in its language: a program for each.
type CEL struct {
	programs []cel.Program
	lead     celLead
}

// celLead is a view by the names of the rules, without a map for each lead.
type celLead struct{ view }

// ResolveName returns a fact.
func (l *celLead) ResolveName(name string) (any, bool) {
	switch name {
	case "person":
		return &l.Person, true
	case "company":
		return &l.Company, true
	case "answers":
		return &l.Answers, true
	case "source":
		return l.Source, true
	case "activities":
		return l.Activities, true
	case "custom":
		return l.Custom, true
	}
	return nil, false
}

// Parent is none.
func (l *celLead) Parent() cel.Activation { return nil }

// celSum is what the language lacks: the sum of a list.
func celSum(list ref.Val) ref.Val {
	sum := types.Double(0)
	for it := list.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		sum += it.Next().(types.Double)
	}
	return sum
}

func celEnv() (*cel.Env, error) {
	object := func(name string) *cel.Type { return cel.ObjectType("peerbench." + name) }
	return cel.NewEnv(
		ext.NativeTypes(ext.ParseStructTags(true), reflect.TypeFor[*personView](), reflect.TypeFor[*companyView](),
			reflect.TypeFor[*answersView](), reflect.TypeFor[*activityView]()),
		cel.Variable("person", object("personView")),
		cel.Variable("company", object("companyView")),
		cel.Variable("answers", object("answersView")),
		cel.Variable("source", cel.StringType),
		cel.Variable("activities", cel.ListType(object("activityView"))),
		cel.Variable("custom", cel.MapType(cel.StringType, cel.DynType)),
		cel.Function("sum", cel.Overload("sum_list", []*cel.Type{cel.ListType(cel.DoubleType)}, cel.DoubleType, cel.UnaryBinding(celSum))),
	)
}

func celCount(kind string, days int) string {
	if days == 0 {
		return fmt.Sprintf("activities.filter(a, a.type == '%s').size() >= %%n", kind)
	}
	return fmt.Sprintf("activities.filter(a, a.type == '%s' && a.days_ago <= %d.0).size() >= %%n", kind, days)
}

// celTexts are the templates in CEL, in their order. %f is %n as a double.
var celTexts = [...]string{
	"company.employees >= %f && company.employees <= 5000.0",
	"company.industry in ['SaaS', 'Fintech', 'Healthcare', 'Manufacturing', 'Retail', 'Insurance', 'Telecom', '%w']",
	"person.country in ['US', 'CA', 'GB', 'DE', '%w']",
	"company.annual_revenue >= %f",
	"'%w' in company.technologies",
	"person.job_title.contains('VP') || person.job_title.contains('Director') || person.job_title.contains('Chief') || person.job_title.contains('%w')",
	`person.job_title.matches('(?i)^(vp|vice president|%w)\\b.*(sales|marketing|revenue)')`,
	"person.seniority in ['c_level', 'vp', 'director'] && person.department in ['sales', 'marketing', '%w']",

	"(has(answers.budget) ? answers.budget : 0.0) >= %f",
	"answers.authority == 'decision_maker' || answers.authority == '%w'",
	"answers.need in ['crm', 'automation', '%w']",
	"answers.timeline_days > 0.0 && answers.timeline_days <= %f",

	"person.email.endsWith('@gmail.com') || person.email.endsWith('@yahoo.com') || person.email.endsWith('%w')",
	"company.domain in ['leadzilla.example', 'pipemaster.example', 'scoreking.example', 'funnelforge.example', 'dealhound.example', 'closerhq.example', 'quotaflow.example', 'growthpeak.example', 'salesowl.example', 'prospectly.example', '%w']",
	"!person.consent || source == '%w'",
	"company.employees < %f || company.country in ['KP', 'IR', 'SY']",

	celCount("page_view", 30),
	celCount("page_view", 90),
	"activities.filter(a, a.type == 'page_view' && a.days_ago <= 30.0 && a.url.contains('/pricing')).size() >= %n",
	celCount("email_open", 30),
	celCount("email_click", 30),
	"activities.exists(a, a.type == 'demo_request' && a.value >= %f)",
	"activities.exists(a, a.type == 'demo_request' && a.days_ago <= 30.0 && a.value >= %f)",
	celCount("webinar_attend", 90),
	celCount("content_download", 90),
	"activities.size() >= %n && activities.exists(a, a.days_ago <= 7.0)",
	"company.employees >= %f && !activities.exists(a, a.days_ago <= 90.0)",
	"sum(activities.map(a, a.value)) >= %f",
	"sum(activities.map(a, a.type == 'purchase' && a.days_ago <= 90.0, a.value)) >= %f",
	"activities.exists(a, a.value >= %f)",
	"activities.filter(a, a.type == 'page_view' && a.url.startsWith('/docs')).size() >= %n",
	"activities.size() >= %n && activities.all(a, a.type != 'unsubscribe')",
	celCount("email_bounce", 0),
	"activities.size() >= %n",
	"activities.filter(a, a.type == 'form_submit' && a.days_ago <= 30.0).size() >= %n && activities.exists(a, a.type == 'page_view' && a.url.contains('/pricing'))",
	celCount("trial_login", 7),

	"(has(custom.plan) ? custom.plan : 'none') == '%w'",
	"(has(custom.nps) ? custom.nps : 0.0) >= %f",
	"has(custom.is_partner) && custom.is_partner && company.employees >= %f",
	"(has(custom.seats) ? custom.seats : 0.0) >= %f && (has(custom.region_code) ? custom.region_code : 'none') == 'EMEA'",
}

// InDialect is rule i in another language.
func InDialect(texts []string, i int, r *Rule) string {
	n := strconv.Itoa(r.Number)
	return strings.NewReplacer("%n", n, "%f", n+".0", "%w", r.Word).Replace(texts[i%len(texts)])
}

// NewCEL compiles rules as Rules made them.
func NewCEL(rules []Rule) (Evaluator, error) {
	env, err := celEnv()
	if err != nil {
		return nil, err
	}
	x := &CEL{programs: make([]cel.Program, len(rules))}
	for i := range rules {
		ast, issues := env.Compile(InDialect(celTexts[:], i, &rules[i]))
		if issues.Err() != nil {
			return nil, fmt.Errorf("%s: %w", rules[i].ID, issues.Err())
		}
		if x.programs[i], err = env.Program(ast, cel.EvalOptions(cel.OptOptimize)); err != nil {
			return nil, fmt.Errorf("%s: %w", rules[i].ID, err)
		}
	}
	return x, nil
}

// Evaluate is as Evaluator says.
func (x *CEL) Evaluate(lead *qualify.Lead, asOf time.Time, r *Result) error {
	x.lead.fill(lead, asOf)
	r.Reset()
	for i, p := range x.programs {
		v, _, err := p.Eval(&x.lead)
		if err != nil {
			return fmt.Errorf("rule %d: %w", i, err)
		}
		if v == types.True {
			r.Meet(i)
		}
	}
	return nil
}
