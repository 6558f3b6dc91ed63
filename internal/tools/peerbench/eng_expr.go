package peerbench

import (
	"fmt"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"github.com/leadqual/leadqual/qualify"
)

// Expr is expr on the very texts of the rules: a program for each, and one
// virtual machine that runs them all.
type Expr struct {
	programs []*vm.Program
	vm       vm.VM
	view     view
}

// exprOptions are typed by a struct and not by a pointer to it: for a pointer
// expr looks names up at run time.
func exprOptions() []expr.Option { return []expr.Option{expr.Env(view{}), expr.AsBool()} }

// NewExpr compiles rules.
func NewExpr(rules []Rule) (Evaluator, error) {
	x := &Expr{programs: make([]*vm.Program, len(rules))}
	options := exprOptions()
	for i, r := range rules {
		p, err := expr.Compile(r.Text, options...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.ID, err)
		}
		x.programs[i] = p
	}
	return x, nil
}

// Evaluate is as Evaluator says.
func (x *Expr) Evaluate(lead *qualify.Lead, asOf time.Time, r *Result) error {
	x.view.fill(lead, asOf)
	r.Reset()
	for i, p := range x.programs {
		v, err := x.vm.Run(p, &x.view)
		if err != nil {
			return fmt.Errorf("rule %d: %w", i, err)
		}
		if v.(bool) {
			r.Meet(i)
		}
	}
	return nil
}
