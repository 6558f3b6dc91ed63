package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[Judged](), encodeJudged, decodeJudged)
	beam.RegisterType(reflect.TypeFor[DeadLetter]())
	register.DoFn5x1[context.Context, Record, string, func(Judged), func(DeadLetter), error](&decideFn{})
	register.Emitter1[Judged]()
	register.Emitter1[DeadLetter]()
}

// Judged is a decision with what became of the lead.
type Judged struct {
	Decision qualify.Decision `json:"decision"`
	Outcome  audit.Outcome    `json:"outcome"`
}

// encodeJudged is what goes from worker to worker, where a runner does not hand
// over the value itself.
func encodeJudged(j Judged) ([]byte, error) {
	outcome, err := json.Marshal(j.Outcome)
	b := append(make([]byte, 0, 1024), `{"decision":`...)
	b = j.Decision.AppendJSON(b)
	b = append(b, `,"outcome":`...)
	return append(append(b, outcome...), '}'), err
}

func decodeJudged(b []byte) (j Judged, err error) {
	return j, json.Unmarshal(b, &j)
}

// A DeadLetter is a record that could not be decided, to be mended and fed in
// again.
type DeadLetter struct {
	File   string `json:"file"`
	Offset int64  `json:"offset"` // of the line, in bytes
	Reason string `json:"reason"`
	Record string `json:"record,omitempty"` // the line; "" where it is longer than MaxLine
}

// decideFn decides the lead of a record by the rule set, a side input.
type decideFn struct {
	AsOf time.Time

	rules  string
	engine *qualify.Engine // of rules
}

// ProcessElement emits a decision or a dead letter.
func (fn *decideFn) ProcessElement(ctx context.Context, r Record, rules string, emit func(Judged), dead func(DeadLetter)) error {
	if fn.engine == nil || fn.rules != rules {
		engine, err := worker.compile(rules)
		if err != nil {
			return err // a mistake in the rules is none of the records'
		}
		fn.rules, fn.engine = rules, engine
	}
	lead, outcome, err := parse(r.Line)
	if err != nil {
		letters.Inc(ctx, 1)
		dead(DeadLetter{File: r.File, Offset: r.Offset, Reason: err.Error(), Record: string(r.Line)})
		return nil
	}
	decided.Inc(ctx, 1)
	emit(Judged{Decision: fn.engine.Decide(&lead, fn.AsOf), Outcome: outcome})
	return nil
}

// parse reads a lead and takes what became of it out of its custom facts, so
// that no rule can see that.
func parse(line []byte) (lead qualify.Lead, outcome audit.Outcome, err error) {
	if line == nil {
		return lead, outcome, fmt.Errorf("the line is longer than %d bytes", MaxLine)
	}
	if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) {
		return lead, outcome, errors.New("want a lead as a JSON object on one line")
	}
	if err := json.Unmarshal(line, &lead); err != nil {
		return lead, outcome, err
	}
	outcome.Source, outcome.Stage = lead.Source, lead.Stage
	return lead, outcome, errors.Join(
		take(&lead, "won", "true or false", &outcome.Won.Value, &outcome.Won.Known),
		take(&lead, "accepted", "true or false", &outcome.Accepted.Value, &outcome.Accepted.Known),
		take(&lead, "reason", "a text", &outcome.Reason, nil),
		take(&lead, "segment", "a text", &outcome.Segment, nil),
		take(&lead, "worked", "true or false", &outcome.Worked.Value, &outcome.Worked.Known),
		takeInstant(&lead, "handed_over_at", &outcome.HandedOverAt),
		takeInstant(&lead, "worked_at", &outcome.WorkedAt),
		takeInstant(&lead, "judged_at", &outcome.JudgedAt),
		takeInstant(&lead, "closed_at", &outcome.ClosedAt),
		takeInstant(&lead, "looked_up_at", &outcome.LookedUpAt),
	)
}

// takeInstant moves an instant to where it belongs.
func takeInstant(lead *qualify.Lead, name string, to *time.Time) error {
	const want = "an instant such as 2026-11-22T09:00:00Z"
	var text string
	if err := take(lead, name, want, &text, nil); err != nil || text == "" {
		return err
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return fmt.Errorf("custom.%s: want %s", name, want)
	}
	*to = at.UTC()
	return nil
}

// take moves a custom fact to where it belongs.
func take[T any](lead *qualify.Lead, name, want string, to *T, known *bool) error {
	v := lead.Custom[name]
	delete(lead.Custom, name)
	if v == nil {
		return nil
	}
	var ok bool
	if *to, ok = v.(T); !ok {
		return fmt.Errorf("custom.%s: want %s", name, want)
	}
	if known != nil {
		*known = true
	}
	return nil
}

// worker has the engine of this process. Beam makes a decideFn for each thread
// and bundle, and this is the one place that they share.
var worker engines

// engines compiles a rule set once and keeps the last.
type engines struct {
	mu       sync.Mutex
	rules    string
	engine   *qualify.Engine
	compiled int
}

func (e *engines) compile(rules string) (*qualify.Engine, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.engine != nil && e.rules == rules {
		return e.engine, nil
	}
	engine, err := qualify.CompileJSON("rules", []byte(rules), nil)
	if err != nil {
		return nil, err
	}
	e.rules, e.engine = rules, engine
	e.compiled++
	return engine, nil
}
