package qualify_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A nightly job decides a whole table and prints a rep's list.
func Example_batch() {
	engine, err := qualify.Compile(&qualify.RuleSet{
		Name: "school",
		ICP: &icp.Profile{Criteria: []icp.Criterion{
			{ID: "size", When: "company.employees in 50..5000"},
		}},
		Scoring: &scoring.Model{
			Rules: []scoring.Rule{
				{ID: "visits", Compute: "custom.visits * 5", Min: new(scoring.Points(0)), Max: new(scoring.Points(40))},
			},
			ReadyAt: new(scoring.Points(20)),
		},
		Facts: map[string]qualify.Fact{"custom.visits": {Type: "number"}},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	table := "id,employees,visits\nL-1,320,3\nL-2,,6\nL-3,800,5\nL-4,12,8\n"
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		fmt.Println(err)
		return
	}
	asOf := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	decider := engine.NewDecider()
	counts := map[string]int{}
	var list []*qualify.Decision
	for _, row := range rows[1:] {
		lead := qualify.Lead{ID: row[0], Custom: map[string]any{}}
		if n, err := strconv.ParseFloat(row[1], 64); err == nil {
			lead.Company.Employees = qualify.Number(n)
		}
		if n, err := strconv.Atoi(row[2]); err == nil {
			lead.Custom["visits"] = n
		}
		d := decider.Decide(&lead, asOf) // valid until the next call
		counts[string(d.Quadrant)]++
		if d.Owner.Team == "sales" {
			list = append(list, new(d.Clone()))
		}
	}
	slices.SortFunc(list, qualify.ByPriority)
	for _, d := range list {
		fmt.Println(d.LeadID, d.Owner.Action, d.Score.Points)
	}
	fmt.Println(counts)
	// Output:
	// L-3 call 25
	// L-2 research 30
	// L-4 research 40
	// map[good_fit_not_ready:1 good_fit_ready:1 poor_fit_ready:1 undetermined:1]
}
