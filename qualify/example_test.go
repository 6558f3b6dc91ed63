package qualify_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// The examples below decide by these rules, as of this instant.
const exampleRules = `{
  "name": "school",
  "facts": {
    "company.employees": {"ask": "How many people work there?"},
    "answers.budget": {"ask": "What may it cost?", "actionable": true}
  },
  "icp": {"criteria": [{"id": "size", "name": "50 to 5,000 people", "when": "company.employees in 50..5000"}]},
  "scoring": {
    "rules": [
      {"id": "visits", "name": "visits of this month", "each": ".type == 'page_view'", "points": 5, "limit": 4, "within_days": 30},
      {"id": "budget", "name": "has the money", "when": "answers.budget >= 25000", "points": 30}
    ],
    "ready_at": 40
  },
  "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request')"}]
}`

var exampleAsOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func exampleEngine() *qualify.Engine {
	engine, err := qualify.CompileJSON("rules.json", []byte(exampleRules), nil)
	if err != nil {
		log.Fatal(err)
	}
	return engine
}

// exampleLead has looked at some pages in the last days.
func exampleLead(id string, employees float64, pages int) *qualify.Lead {
	lead := &qualify.Lead{ID: id, Company: qualify.Company{Employees: qualify.Number(employees)}}
	for i := range pages {
		lead.Activities = append(lead.Activities, qualify.Activity{Type: "page_view", At: exampleAsOf.AddDate(0, 0, -i-1)})
	}
	return lead
}

func ExampleCompile() {
	engine, err := qualify.Compile(&qualify.RuleSet{
		Name: "school",
		ICP:  &icp.Profile{Criteria: []icp.Criterion{{ID: "size", When: "company.employees in 50..5000"}}},
	}, nil)
	if err != nil {
		log.Fatal(err)
	}
	d := engine.Decide(&qualify.Lead{Company: qualify.Company{Employees: qualify.Number(320)}}, exampleAsOf)
	fmt.Println(d.Fit.Verdict, d.Quadrant)
	// Output: good good_fit_not_ready
}

// Every mistake comes at once, with its code, its place and a caret.
func ExampleCompileJSON() {
	_, err := qualify.CompileJSON("rules.json", []byte(`{
  "name": "school",
  "icp": {"criteria": [
    {"id": "size", "when": "company.employes in 50..5000"},
    {"id": "size", "when": "company.industry == 5"}
  ]}
}`), nil)
	fmt.Println(err)
	if mistakes := (qualify.Errors)(nil); errors.As(err, &mistakes) {
		fmt.Println(len(mistakes), mistakes[0].Code == qualify.CodeUnknownName, mistakes[0].Line, mistakes[0].Column)
	}
	// Output:
	// rules.json:4:29: icp.criteria[0].when: unknown name company.employes; did you mean company.employees? [unknown_name]
	//     company.employes in 50..5000
	//     ^^^^^^^^^^^^^^^^
	// rules.json:5:12: icp.criteria[1].id: "size" stands twice in icp.criteria [duplicate_id]
	// rules.json:5:29: icp.criteria[1].when: cannot compare a text with a number [type]
	//     company.industry == 5
	//     ^^^^^^^^^^^^^^^^^^^^^
	// 3 true 4 29
}

func ExampleLoad() {
	folder := fstest.MapFS{"rules.json": {Data: []byte(exampleRules)}} // or os.DirFS("rules")
	engine, err := qualify.Load(folder, "rules.json", nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(engine.RuleSet().Name, len(engine.Fingerprint()))
	// Output:
	// school 71
}

func ExampleEngine_Decide() {
	engine := exampleEngine()
	lead := &qualify.Lead{ID: "L-1", Activities: []qualify.Activity{{Type: "page_view", At: exampleAsOf.AddDate(0, 0, -1)}}}
	d := engine.Decide(lead, exampleAsOf)
	fmt.Println(d.Status, d.Quadrant, d.Owner.Team, d.Owner.Action)
	fmt.Println(d.Fit.Verdict, d.Score.Points, d.Certain)
	for _, q := range d.Ask {
		fmt.Println(q.Path, q.Question, q.Decisive)
	}
	// Output:
	// nurture undetermined marketing enrich
	// unknown 5 false
	// company.employees How many people work there? true
	// answers.budget What may it cost? false
}

// A Decider is for hot loops: it allocates nothing once it is warm, and its
// decision is valid until the next call.
func ExampleEngine_NewDecider() {
	decider := exampleEngine().NewDecider() // one for each goroutine
	var kept []qualify.Decision
	for _, lead := range []*qualify.Lead{exampleLead("L-1", 320, 2), exampleLead("L-2", 12, 2)} {
		d := decider.Decide(lead, exampleAsOf)
		fmt.Println(d.LeadID, d.Quadrant)
		kept = append(kept, d.Clone())
	}
	fmt.Println(kept[0].LeadID, kept[1].LeadID)
	// Output:
	// L-1 undetermined
	// L-2 undetermined
	// L-1 L-2
}

// DecideAll decides on all cores and yields decisions in the order of the
// leads. The sequence may fill one lead again and again.
func ExampleEngine_DecideAll() {
	leads := func(yield func(*qualify.Lead, error) bool) {
		var lead qualify.Lead
		for i, employees := range []float64{320, 12, 800} {
			lead.ID = fmt.Sprintf("L-%d", i+1)
			lead.Company.Employees = qualify.Number(employees)
			if !yield(&lead, nil) {
				return
			}
		}
	}
	for d, err := range exampleEngine().DecideAll(context.Background(), leads, exampleAsOf, nil) {
		if err != nil {
			log.Fatal(err) // such as a row that cannot be read
		}
		fmt.Println(d.LeadID, d.Fit.Verdict)
	}
	// Output:
	// L-1 good
	// L-2 poor
	// L-3 good
}

// DecideRecords yields a host's own records beside their decisions.
func ExampleDecideRecords() {
	type row struct {
		Mail  string
		Staff float64
	}
	rows := func(yield func(row, error) bool) {
		for _, r := range []row{{"mia@shore.example", 320}, {"bo@hut.example", 3}} {
			if !yield(r, nil) {
				return
			}
		}
	}
	fill := func(r *row, lead *qualify.Lead) { // or the Fill of a Binder of package bind
		*lead = qualify.Lead{ID: r.Mail, Company: qualify.Company{Employees: qualify.Number(r.Staff)}}
	}
	for x, err := range qualify.DecideRecords(context.Background(), exampleEngine(), rows, fill, exampleAsOf, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(x.Record.Mail, x.Record.Staff, x.Decision.Fit.Verdict)
	}
	// Output:
	// mia@shore.example 320 good
	// bo@hut.example 3 poor
}

// DecideEach writes the JSON of each decision in the goroutine that made it.
func ExampleDecideEach() {
	type row struct {
		Mail  string
		Staff float64
	}
	rows := func(yield func(row, error) bool) {
		for _, r := range []row{{"mia@shore.example", 320}, {"bo@hut.example", 3}} {
			if !yield(r, nil) {
				return
			}
		}
	}
	fill := func(r *row, lead *qualify.Lead) error {
		*lead = qualify.Lead{ID: r.Mail, Company: qualify.Company{Employees: qualify.Number(r.Staff)}}
		return nil
	}
	line := func(_ *row, _ *qualify.Lead, d *qualify.Decision, line *[]byte) error {
		*line = append(d.AppendJSON((*line)[:0]), '\n') // in the memory of an earlier one
		return nil
	}
	for line, err := range qualify.DecideEach(context.Background(), exampleEngine(), rows, fill, line, exampleAsOf, nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.32s\n", line) // or out.Write(line), before the loop goes on
	}
	// Output:
	// {"lead_id":"mia@shore.example","
	// {"lead_id":"bo@hut.example","rul
}

// Ask ranks what is missing by what it would settle, and shows it with values.
func ExampleEngine_Ask() {
	lead := exampleLead("L-1", 320, 2)
	ranked, err := exampleEngine().Ask(context.Background(), lead, exampleAsOf)
	if err != nil {
		fmt.Println(err)
	}
	for _, r := range ranked {
		fmt.Println(r.Path, r.Decisive, r.Points)
		for _, w := range r.Witnesses {
			fmt.Println(" ", w.Value, "makes it", w.Quadrant)
		}
	}
	// Output:
	// answers.budget true 30
	//   0 makes it good_fit_not_ready
	//   25000 makes it good_fit_ready
}

func ExampleEngine_Toward() {
	lead := exampleLead("L-1", 320, 2)
	approach, err := exampleEngine().Toward(context.Background(), lead, exampleAsOf, qualify.Goal{Quadrant: matrix.GoodFitReady})
	if err != nil {
		fmt.Println(err)
	}
	for _, plan := range approach.Plans {
		fmt.Println(plan.Changes, plan.Status, plan.Points)
		for _, step := range plan.Steps {
			fmt.Println(" ", step.Fact, step.Value, step.Activity.Type, step.Times)
		}
	}
	// Output:
	// 1 mql 30
	//   answers.budget 25000  0
	// 1 sql 0
	//    <nil> demo_request 1
}

// The cheap register is asked first: what it says may save the dear look-up.
func ExampleEngine_Plan() {
	engine, err := qualify.CompileJSON("rules.json", []byte(`{
	  "name": "data",
	  "icp": {"good_at": 1, "criteria": [
	    {"id": "size", "when": "company.employees in 50..5000"},
	    {"id": "industry", "when": "company.industry in ['software', 'education']"}]},
	  "vendors": [
	    {"id": "enrich", "gives": ["company.employees", "company.industry"], "cost": 0.5, "hit": 0.9},
	    {"id": "register", "gives": ["company.employees"], "cost": 0.05, "hit": 0.8}]
	}`), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	lead := &qualify.Lead{ID: "L-1"}
	prior := &qualify.PriorKnowledge{Odds: map[string]map[string]float64{"company.employees": {"5": 6, "300": 3, "20000": 1}}}
	plan, err := engine.Plan(context.Background(), lead, exampleAsOf, prior)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s, %.3f in all instead of %.2f; settles %.0f%%\n", plan.Next, plan.Cost, plan.All, 100*plan.Settles)
	for _, p := range plan.Purchases {
		fmt.Printf("%s gives %v for %v and settles %.0f%%\n", p.Vendor, p.Gives, p.For, 100*p.Settles)
	}
	lead.Company.Employees = qualify.Number(8) // what the register says
	plan, err = engine.Plan(context.Background(), lead, exampleAsOf, prior)
	fmt.Println(plan.Stop, err)
	// Output:
	// register, 0.270 in all instead of 0.55; settles 96%
	// register gives [company.employees] for [icp.size] and settles 56%
	// enrich gives [company.employees company.industry] for [icp.size icp.industry] and settles 90%
	// true <nil>
}

// No nightly job over everybody: decide again when RecheckAt says so.
func ExampleEngine_RecheckAt() {
	engine := exampleEngine()
	lead := exampleLead("L-1", 320, 3)
	lead.Answers.Budget = qualify.Number(30000)
	fmt.Println(engine.Decide(lead, exampleAsOf).Quadrant)
	at, ok, err := engine.RecheckAt(context.Background(), lead, exampleAsOf) // not ok is never
	fmt.Println(at, ok, err)
	fmt.Println(engine.Decide(lead, at).Quadrant)
	// Output:
	// good_fit_ready
	// 2026-12-20 09:00:01 +0000 UTC true <nil>
	// good_fit_not_ready
}

func ExampleEngine_Margin() {
	engine := exampleEngine()
	d := engine.Decide(exampleLead("L-1", 320, 3), exampleAsOf)
	m := engine.Margin(&d)
	fmt.Println(m.Ready.Total.Points, "points from ready; the answers may add up to", m.Ready.Total.High-m.Ready.Total.Points)
	// Output:
	// -25 points from ready; the answers may add up to 30
}

func ExampleEngine_Describe() {
	d := exampleEngine().Describe()
	for _, p := range d.Parts {
		fmt.Println(p.Place, p.Facts, p.Activities)
	}
	fmt.Println(*d.Score.Points.Low, "to", *d.Score.Points.High)
	// Output:
	// icp.size [company.employees] false
	// scoring.visits [] true
	// scoring.budget [answers.budget] false
	// hand_raise.demo [] true
	// 0 to 50
}

func ExampleRuleSet_Parts() {
	rules := exampleEngine().RuleSet()
	for part := range rules.Parts() {
		for _, text := range part.Texts {
			fmt.Println(text.Path, text.Text())
		}
	}
	// Output:
	// icp.criteria[0].when company.employees in 50..5000
	// scoring.rules[0].each .type == 'page_view'
	// scoring.rules[1].when answers.budget >= 25000
	// hand_raise[0].when any(activities, .type == 'demo_request')
}

// Diff says what changed between two decisions of one lead, and what did it.
func ExampleDiff() {
	engine := exampleEngine()
	lead := exampleLead("L-1", 320, 3)
	before := engine.Decide(lead, exampleAsOf)
	lead.Answers.Budget = qualify.Number(30000)
	after := engine.Decide(lead, exampleAsOf)
	change, err := qualify.Diff(&before, &after)
	if err != nil {
		fmt.Println(err)
	}
	for _, step := range change.Steps {
		fmt.Println(step.Of, step.Before, "->", step.After)
	}
	for _, part := range change.Parts {
		fmt.Println(part.Place, part.Points, part.Cause)
	}
	// Output:
	// status nurture -> mql
	// quadrant undetermined -> good_fit_ready
	// readiness unknown -> ready
	// team marketing -> sales
	// action enrich -> call
	// scoring.budget {30 30 0} learned
}

// Verify tells whether a stored decision is what the engine decides today.
func ExampleVerify() {
	engine := exampleEngine()
	lead := exampleLead("L-1", 320, 3)
	stored := engine.Decide(lead, exampleAsOf)
	fmt.Println(qualify.Verify(&stored, engine, lead))
	stored.Status = matrix.StatusSQL
	fmt.Println(qualify.Verify(&stored, engine, lead))
	stored.Fingerprint = "sha256:other"
	fmt.Println(errors.Is(qualify.Verify(&stored, engine, lead), qualify.ErrOtherRuleSet))
	// Output:
	// <nil>
	// qualify: the decision does not reproduce: status was "sql" and is "nurture"
	// true
}

func ExampleByPriority() {
	engine := exampleEngine()
	var list []*qualify.Decision
	for _, lead := range []*qualify.Lead{exampleLead("L-1", 12, 0), exampleLead("L-2", 320, 0), exampleLead("L-3", 320, 3)} {
		list = append(list, new(engine.Decide(lead, exampleAsOf)))
	}
	slices.SortFunc(list, qualify.ByPriority)
	for _, d := range list {
		fmt.Println(d.LeadID, d.Fit.Verdict, d.Score.Points)
	}
	// Output:
	// L-3 good 15
	// L-2 good 0
	// L-1 poor 0
}

// AppendJSON writes what json.Marshal does, without allocating where the slice
// has room.
func ExampleDecision_AppendJSON() {
	d := exampleEngine().Decide(exampleLead("L-1", 320, 1), exampleAsOf)
	d.Fingerprint = "sha256:..."
	buffer := make([]byte, 0, 4096)
	buffer = d.AppendJSON(buffer[:0])
	fmt.Println(strings.ReplaceAll(string(buffer), `,"`, ",\n\""))
	// Output:
	// {"lead_id":"L-1",
	// "rule_set":"school",
	// "fingerprint":"sha256:...",
	// "as_of":"2026-11-22T09:00:00Z",
	// "status":"nurture",
	// "quadrant":"good_fit_not_ready",
	// "certain":true,
	// "owner":{"team":"marketing",
	// "action":"nurture"},
	// "fit":{"verdict":"good",
	// "share":1,
	// "low":1,
	// "high":1,
	// "criteria":[{"id":"size",
	// "outcome":"met",
	// "weight":1,
	// "share":1}]},
	// "readiness":{"verdict":"not_ready",
	// "hand_raised":false},
	// "score":{"points":5,
	// "low":5,
	// "high":35,
	// "rules":[{"id":"visits",
	// "outcome":"met",
	// "points":5,
	// "low":5,
	// "high":5,
	// "matches":1},{"id":"budget",
	// "outcome":"unknown",
	// "points":0,
	// "low":0,
	// "high":30}],
	// "clip":{"points":0,
	// "low":0,
	// "high":0}},
	// "ask":[{"path":"answers.budget",
	// "for":["scoring.budget"],
	// "question":"What may it cost?"}]}
}
