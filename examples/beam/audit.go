package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[*audit.Audit](), encodeAudit, decodeAudit)
	register.Combiner2[*audit.Audit, Judged](&auditFn{})
	register.DoFn4x1[context.Context, []byte, func(**audit.Audit) bool, string, error](&writeAuditFn{})
	register.Iter1[*audit.Audit]()
}

// An audit round-trips through JSON and is merged exactly, in any order, so it
// is its own accumulator.
func encodeAudit(a *audit.Audit) ([]byte, error) { return json.Marshal(a) }

func decodeAudit(b []byte) (*audit.Audit, error) {
	a := new(audit.Audit)
	return a, json.Unmarshal(b, a)
}

// auditFn adds up decisions to one audit. Its fields are the audit's.
type auditFn struct {
	Target  audit.Target
	Horizon audit.Horizon
	Scale   *audit.Scale
}

// CreateAccumulator makes an empty audit.
func (fn *auditFn) CreateAccumulator() *audit.Audit {
	return &audit.Audit{Target: fn.Target, Horizon: fn.Horizon, Scale: fn.Scale}
}

// AddInput counts a decision.
func (fn *auditFn) AddInput(a *audit.Audit, j Judged) *audit.Audit {
	a.Add(&j.Decision, j.Outcome)
	return a
}

// MergeAccumulators adds b to a. Both answer one question, so it cannot fail.
func (fn *auditFn) MergeAccumulators(a, b *audit.Audit) (*audit.Audit, error) {
	return a, a.Merge(b)
}

// writeAuditFn writes the audit, to be gone on with, and its report, to be read.
type writeAuditFn struct {
	Output string
	Empty  auditFn
}

// ProcessElement runs once. There is no audit where there is no decision; then
// it writes an empty one.
func (fn *writeAuditFn) ProcessElement(ctx context.Context, _ []byte, audits func(**audit.Audit) bool, rules string) error {
	merged := fn.Empty.CreateAccumulator()
	var part *audit.Audit
	for audits(&part) {
		if err := merged.Merge(part); err != nil {
			return err
		}
	}
	engine, err := qualify.CompileJSON("rules", []byte(rules), nil)
	if err != nil {
		return err
	}
	err = writeFile(ctx, fn.Output+"/audit.json", func(w io.Writer) error { return json.NewEncoder(w).Encode(merged) })
	if err != nil {
		return err
	}
	return writeFile(ctx, fn.Output+"/audit.html", merged.Report(engine.RuleSet()).WriteHTML)
}

// writeFile writes a file on whichever file system its name belongs to.
func writeFile(ctx context.Context, name string, write func(io.Writer) error) error {
	fs, err := filesystem.New(ctx, name)
	if err != nil {
		return err
	}
	defer fs.Close()
	out, err := fs.OpenWrite(ctx, name)
	if err != nil {
		return err
	}
	return errors.Join(write(out), out.Close())
}
