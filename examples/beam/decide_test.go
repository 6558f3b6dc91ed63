package main

import (
	"strings"
	"sync"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

const (
	rulesAbove50  = `{"name": "small", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}]}}`
	rulesAbove500 = `{"name": "small", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 500"}]}}`
)

// Threads of one worker share one engine.
func TestCompiledOnce(t *testing.T) {
	var e engines
	first, err := e.compile(rulesAbove50)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			// Not the same text in memory, as each bundle reads its own.
			engine, err := e.compile(strings.Clone(rulesAbove50))
			if err != nil || engine != first {
				t.Errorf("another engine, %v", err)
			}
		})
	}
	all.Wait()
	if e.compiled != 1 {
		t.Errorf("compiled %d times", e.compiled)
	}
	if other, err := e.compile(rulesAbove500); err != nil || other == first {
		t.Errorf("the same engine for other rules, %v", err)
	}
	for _, wrong := range []string{"", `{"name": "x", "icp": {"criteria": [{"id": "size", "when": "size"}]}}`} {
		if _, err := e.compile(wrong); err == nil {
			t.Errorf("%q is compiled", wrong)
		}
	}
}

// A thread goes on with the rules that it is given, not with those it had.
func TestDecideFn(t *testing.T) {
	fn := &decideFn{AsOf: generate.AsOf}
	record := Record{File: "leads.jsonl", Offset: 7, Line: []byte(`{"id": "a", "company": {"employees": 100}}`)}
	for _, x := range []struct{ rules, verdict string }{{rulesAbove50, "good"}, {rulesAbove500, "poor"}, {rulesAbove50, "good"}} {
		var have []Judged
		err := fn.ProcessElement(t.Context(), record, x.rules, func(j Judged) { have = append(have, j) }, func(l DeadLetter) { t.Errorf("dead: %+v", l) })
		if err != nil {
			t.Fatal(err)
		}
		if len(have) != 1 || string(have[0].Decision.Fit.Verdict) != x.verdict {
			t.Errorf("%+v, want one that is %s", have, x.verdict)
		}
	}
	err := fn.ProcessElement(t.Context(), record, `{"name": 5}`, nil, nil)
	if _, ok := err.(qualify.Errors); !ok {
		t.Errorf("wrong rules fail the job, and no lead: %v", err)
	}
}
