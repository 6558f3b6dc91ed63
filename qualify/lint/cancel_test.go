package lint_test

import (
	"context"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// Everything that takes long ends soon after its context, with its error.
func TestCancelled(t *testing.T) {
	rs := twoMistakes()
	for name, call := range map[string]func(context.Context) error{
		"Check": func(ctx context.Context) error { _, err := lint.Check(ctx, rs, nil); return err },
		"LeadFor": func(ctx context.Context) error {
			_, err := lint.LeadFor(ctx, rs, lint.Result{Status: "sql"}, nil)
			return err
		},
		"Verdicts": func(ctx context.Context) error { _, err := lint.Verdicts(ctx, rs, nil); return err },
		"Differ":   func(ctx context.Context) error { _, err := lint.Differ(ctx, rs, rs, nil); return err },
		"CheckLoaded": func(ctx context.Context) error {
			file := []byte(`{"name": "a", "hand_raise": [{"id": "a", "when": "answers.wants_contact"}]}`)
			_, err := lint.CheckLoaded(ctx, fstest.MapFS{"r.json": {Data: file}}, "r.json", nil)
			return err
		},
		"CheckFile": func(ctx context.Context) error {
			_, err := lint.CheckFile(ctx, "r.json", []byte(`{"name": "a", "hand_raise": [{"id": "a", "when": "answers.wants_contact"}]}`), nil)
			return err
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		if err := call(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
		start := time.Now()
		if err := call(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("%s of what was cancelled: %v", name, err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %v to end", name, took)
		}
	}
	var none *qualify.RuleSet
	if _, err := lint.Check(t.Context(), none, nil); err == nil {
		t.Error("no rule set was checked")
	}
}
