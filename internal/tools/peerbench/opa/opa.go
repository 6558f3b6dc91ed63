// Command opa compares leadqual with Open Policy Agent's Go package on the
// workload of peerbench. It is a module of its own because that package is as
// large as all others together.
//
//	go test .   # agreement only
//	go run .    # ratios
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/leadqual/leadqual/internal/tools/peerbench"
	"github.com/leadqual/leadqual/qualify"
)

// OPA is the criteria in Rego, in one module: a member of a set for each that is
// met, from a query that is prepared once.
type OPA struct {
	query rego.PreparedEvalQuery
}

// New compiles rules as peerbench.Rules made them.
func New(rules []peerbench.Rule) (peerbench.Evaluator, error) {
	var b strings.Builder
	b.WriteString("package lead\n\n")
	for i := range rules {
		for body := range strings.SplitSeq(peerbench.InDialect(texts[:], i, &rules[i]), " || ") {
			fmt.Fprintf(&b, "met contains %d if { %s }\n", i, body)
		}
	}
	q, err := rego.New(rego.Query("data.lead.met"), rego.Module("lead.rego", b.String())).PrepareForEval(context.Background())
	return &OPA{q}, err
}

// Evaluate is as Evaluator says.
func (x *OPA) Evaluate(lead *qualify.Lead, asOf time.Time, r *peerbench.Result) error {
	in, err := input(lead, asOf)
	if err != nil {
		return err
	}
	found, err := x.query.Eval(context.Background(), rego.EvalParsedInput(in))
	if err != nil {
		return err
	}
	r.Reset()
	for _, v := range found[0].Expressions[0].Value.([]any) {
		i, err := v.(json.Number).Int64()
		if err != nil {
			return err
		}
		r.Meet(int(i))
	}
	return nil
}

// input is a lead as Rego's values, by the names of the rules, ages worked out.
// What is unknown is absent.
func input(l *qualify.Lead, asOf time.Time) (ast.Value, error) {
	p, c, a := &l.Person, &l.Company, &l.Answers
	activities := make([]any, len(l.Activities))
	for i := range l.Activities {
		from := &l.Activities[i]
		activities[i] = map[string]any{
			"type": from.Type, "url": from.URL, "value": from.Value, "days_ago": float64(asOf.Unix()-from.At.Unix()) / (24 * 60 * 60),
		}
	}
	answers := map[string]any{"authority": a.Authority, "need": a.Need, "timeline_days": a.TimelineDays.Value}
	if a.Budget.Known {
		answers["budget"] = a.Budget.Value
	}
	return ast.InterfaceToValue(map[string]any{
		"person": map[string]any{
			"email": p.Email, "job_title": p.JobTitle, "seniority": p.Seniority, "department": p.Department, "country": p.Country, "consent": p.Consent.Value,
		},
		"company": map[string]any{
			"domain": c.Domain, "industry": c.Industry, "country": c.Country, "employees": c.Employees.Value,
			"annual_revenue": c.AnnualRevenue.Value, "technologies": c.Technologies,
		},
		"answers": answers, "source": l.Source, "activities": activities, "custom": l.Custom,
	})
}

// sizes are what is measured, with leads for each: Rego takes its time.
var sizes = []struct{ rules, leads int }{{40, 500}, {400, 100}, {4000, 20}}

func main() {
	rounds := flag.Int("rounds", 5, "how often each `number` is measured")
	flag.Parse()
	for _, size := range sizes {
		if err := compare(size.rules, size.leads, *rounds); err != nil {
			fmt.Fprintln(os.Stderr, "opa:", err)
			os.Exit(1)
		}
	}
}

// compare prints how much less time leadqual takes for a lead.
func compare(n, leads, rounds int) error {
	rules, all := peerbench.Rules(n), peerbench.Leads10k()
	list := peerbench.Sample(all, leads)
	if err := peerbench.ResultsAgree(n, list, New); err != nil {
		return err
	}
	engine, err := qualify.Compile(peerbench.RuleSet(rules), nil)
	if err != nil {
		return err
	}
	other, err := New(rules)
	if err != nil {
		return err
	}
	d, r := engine.NewDecider(), peerbench.NewResult(rules)
	times := peerbench.Turns(rounds, []peerbench.Contestant{
		peerbench.OverLeads("leadqual", all, func(l *qualify.Lead) { d.Decide(l, peerbench.AsOf) }),
		peerbench.OverLeads("opa", list, func(l *qualify.Lead) {
			if err := other.Evaluate(l, peerbench.AsOf, r); err != nil {
				panic(err) // it did not when they were compared
			}
		}),
	})
	fmt.Printf("%d rules, against OPA: 1/%.0f (%v, %v)\n", n, 1/times["leadqual"].Per(times["opa"]), times["leadqual"].Median(), times["opa"].Median())
	return nil
}
