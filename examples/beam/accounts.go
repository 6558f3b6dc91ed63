package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

func init() {
	register.DoFn4x0[context.Context, Record, func(string, Record), func(DeadLetter)](&accountIDFn{})
	register.DoFn4x0[context.Context, Record, func(string, Record), func(DeadLetter)](&personAccountFn{})
	register.DoFn7x1[context.Context, string, func(*Record) bool, func(*Record) bool, string, func(string), func(DeadLetter), error](&decideAccountFn{})
	register.DoFn1x2[string, int, string](&lineFn{})
	register.Emitter2[string, Record]()
	register.Emitter1[string]()
	register.Iter1[Record]()
}

// buildAccounts makes the pipeline that decides accounts: records of companies and of
// people are brought together by the id of the account, and each account is decided
// with all of its people.
func (o *Options) buildAccounts(s beam.Scope, rules string) {
	s = s.Scope("accounts")
	companies, bad := beam.ParDo2(s, &accountIDFn{}, readLines(s, o.Accounts, o.Split))
	people, lost := beam.ParDo2(s, &personAccountFn{}, readLines(s, o.Leads, o.Split))
	together := beam.CoGroupByKey(s, companies, people)
	decisions, dead := beam.ParDo2(s, &decideAccountFn{AsOf: o.AsOf}, together, beam.SideInput{Input: beam.Create(s, rules)})

	written := beam.Flatten(s,
		writeLines(s, o.Output+"/decisions", o.Files, beam.ParDo(s, &lineFn{o.Files}, decisions)),
		writeLines(s, o.Output+"/dead-letters", o.Files, beam.ParDo(s, &deadLetterLineFn{o.Files}, beam.Flatten(s, bad, lost, dead))))
	beam.ParDo0(s, &writeListFn{o.Output + "/files.json"}, beam.Impulse(s), beam.SideInput{Input: written})
}

// lineFn picks the file for a line.
type lineFn struct{ Files int }

// ProcessElement returns the number of a file and the line.
func (fn *lineFn) ProcessElement(line string) (int, string) { return fileOf(line, fn.Files), line }

// accountIDFn finds the id of an account's record.
type accountIDFn struct{}

// ProcessElement emits the record by its id, or a dead letter.
func (*accountIDFn) ProcessElement(ctx context.Context, r Record, emit func(string, Record), dead func(DeadLetter)) {
	id, err := idOf(r.Line, "id")
	if err == nil && id == "" {
		err = errors.New("an account without an id has no people")
	}
	if err != nil {
		letters.Inc(ctx, 1)
		dead(letterOf(r, err))
		return
	}
	emit(id, r)
}

// personAccountFn finds the account of a person.
type personAccountFn struct{}

// ProcessElement emits the record by the id of the account, or a dead letter.
func (*personAccountFn) ProcessElement(ctx context.Context, r Record, emit func(string, Record), dead func(DeadLetter)) {
	id, err := idOf(r.Line, "account_id")
	if err == nil && id == "" {
		err = errors.New("a lead without an account_id belongs to no account")
	}
	if err != nil {
		letters.Inc(ctx, 1)
		dead(letterOf(r, err))
		return
	}
	emit(id, r)
}

func letterOf(r Record, err error) DeadLetter {
	return DeadLetter{File: r.File, Offset: r.Offset, Reason: err.Error(), Record: string(r.Line)}
}

// idOf reads a text of a record.
func idOf(line []byte, key string) (string, error) {
	if line == nil {
		return "", fmt.Errorf("the line is longer than %d bytes", MaxLine)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(line, &keys); err != nil {
		return "", errors.New("want an account or a lead as a JSON object on one line")
	}
	var id string
	if text, ok := keys[key]; !ok {
		return "", nil
	} else if err := json.Unmarshal(text, &id); err != nil {
		return "", fmt.Errorf("%s: want a text", key)
	}
	return id, nil
}

// decideAccountFn decides an account with its people by the rules, a side input.
type decideAccountFn struct {
	AsOf time.Time

	rules  string
	engine *account.Engine // of rules
}

// ProcessElement emits a decision as JSON, and dead letters.
func (fn *decideAccountFn) ProcessElement(
	ctx context.Context, id string, companies, people func(*Record) bool, rules string, emit func(string), dead func(DeadLetter),
) error {
	if fn.engine == nil || fn.rules != rules {
		engine, err := accountWorker.compile(rules)
		if err != nil {
			return err // a mistake in the rules is none of the records'
		}
		fn.rules, fn.engine = rules, engine
	}
	refuse := func(r Record, err error) {
		letters.Inc(ctx, 1)
		dead(letterOf(r, err))
	}
	own, theirs := inOrder(companies), inOrder(people)
	if len(own) != 1 {
		for _, r := range own {
			refuse(r, fmt.Errorf("%d records have the account's id %q", len(own), id))
		}
		for _, r := range theirs {
			refuse(r, fmt.Errorf("%d accounts have the account_id %q", len(own), id))
		}
		return nil
	}
	var a account.Account
	if err := json.Unmarshal(own[0].Line, &a); err != nil {
		refuse(own[0], err)
		return nil
	}
	for _, r := range theirs {
		var lead qualify.Lead
		if err := json.Unmarshal(r.Line, &lead); err != nil {
			refuse(r, err)
			continue
		}
		a.People = append(a.People, lead)
	}
	decided.Inc(ctx, 1)
	d := fn.engine.Decide(&a, fn.AsOf)
	emit(string(d.AppendJSON(nil)))
	return nil
}

// inOrder are records in the order of their files, which is that of the batch: people
// who are left out are reported by their place among the account's.
func inOrder(next func(*Record) bool) (list []Record) {
	var r Record
	for next(&r) {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Record) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Offset, b.Offset)) })
	return list
}

// accountWorker has the engine of this process, as worker has that for leads.
var accountWorker accountEngines

type accountEngines struct {
	mu     sync.Mutex
	rules  string
	engine *account.Engine
}

func (e *accountEngines) compile(rules string) (*account.Engine, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.engine != nil && e.rules == rules {
		return e.engine, nil
	}
	engine, err := account.CompileJSON("rules", []byte(rules), nil)
	if err != nil {
		return nil, err
	}
	e.rules, e.engine = rules, engine
	return engine, nil
}
