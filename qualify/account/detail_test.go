package account_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/truth"
)

// cut is what is left of a whole decision in one of less detail.
func cut(whole *account.Decision, detail qualify.Detail) account.Decision {
	d := whole.Clone()
	if detail != qualify.Whole {
		d.Find = nil
	}
	if detail == qualify.Brief {
		d.Credits = nil
	}
	all := []*qualify.Decision{&d.Decision}
	for i := range d.People {
		all = append(all, &d.People[i].Decision)
	}
	for _, d := range all {
		if d.Detail = detail; detail == qualify.Whole {
			continue
		}
		d.Ask = nil
		if detail == qualify.NoQuestions {
			continue
		}
		steps := d.Screening
		d.Screening = nil
		for i := range steps {
			if d.Status != matrix.StatusDisqualified && d.Status != matrix.StatusExcluded {
				break
			}
			if steps[i].Outcome == truth.Met && !steps[i].Lifted {
				d.Screening = steps[i : i+1]
				break
			}
		}
		d.Fit.Criteria, d.Score.Rules, d.BANT.Items = nil, nil, nil
		for i := range d.Checklists {
			d.Checklists[i].Items = nil
		}
	}
	return d
}

// Shorter decisions say what the whole one does, of the account and of its people.
func TestDetails(t *testing.T) {
	random(t, func(t *testing.T, g *generate.Generator, e *account.Engine, a *account.Account) {
		whole, d := e.Decide(a, generate.AsOf), e.NewDecider()
		for _, detail := range []qualify.Detail{qualify.Brief, qualify.Whole, qualify.NoQuestions, qualify.Brief, qualify.NoQuestions, qualify.Whole} {
			d.Detail = detail
			have, want := d.Decide(a, generate.AsOf).Clone(), cut(&whole, detail)
			if diff := cmp.Diff(want, have); diff != "" {
				t.Fatalf("%v (-want +have):\n%s", detail, diff)
			}
			var read account.Decision
			if err := json.Unmarshal(have.AppendJSON(nil), &read); err != nil {
				t.Fatal(err)
			}
			if err := account.Verify(&read, e, a); err != nil {
				t.Fatalf("%v: %v", detail, err)
			}
			accounts := func(yield func(*account.Account, error) bool) { yield(a, nil) }
			for have, err := range e.DecideAll(context.Background(), accounts, generate.AsOf, &qualify.BatchOptions{Workers: 1, Detail: detail}) {
				if diff := cmp.Diff(want, *have); diff != "" || err != nil {
					t.Fatalf("%v in a batch: %v (-want +have):\n%s", detail, err, diff)
				}
			}
			of := g.Account(3)
			of.ID = a.ID
			other := e.Decide(of, generate.AsOf)
			short := cut(&other, detail)
			mixed, err := account.Diff(&whole, &short)
			if err != nil {
				continue // of a person's
			}
			if same, err := account.Diff(&want, &short); err != nil || cmp.Diff(same, mixed) != "" || mixed.Detail != detail {
				t.Fatalf("%v: %v\n%s", detail, err, cmp.Diff(same, mixed))
			}
		}
	})
}
