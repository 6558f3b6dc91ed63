package qualifytest

import (
	"testing"
)

// Whatever a file of cases says, reading it cannot fail in any other way than
// with mistakes, and after an update all its cases are as wanted.
func FuzzUpdate(f *testing.F) {
	const head = `{"cases": [{"name": "a", "lead": {"id": "1", "source": "a", "activities": [{"type": "w", "at": "2026-11-20T09:00:00Z"}]}, "as_of": "2026-11-22T09:00:00Z"`
	for _, text := range []string{
		head + `}]}`,
		head + `, "want": {}}]}`,
		head + `, "want": {"status": "mql", "ask": [], "score": {"points": 3, "rules": [{"id": "w"}, {"id": "gone", "points": 1}]}}}]}`,
		head + `, "want": {"screening": [{"id": "s", "outcome": "met"}], "owner": {"id": "x"}, "readiness": {"raised": ["x", "y"]}}}], "explained": {"a": "b"}}`,
		`{"note": "é", "cases": [{"name": "\u00e9", "lead": {"person": null}, "as_of": "2026-11-22T09:00:00Z", "want": {"issues": [{"code": "no_id"}]}}]}`,
		`[]`, `{"cases": [null]}`,
	} {
		f.Add(text)
	}
	const rules = `{"name": "x", "screening": [{"id": "s", "when": "stage == 'customer'"}], "readiness": "score", "scoring": {"ready_at": 1, "rules": [{"id": "w", "each": ".type == 'w'", "points": 2}, {"id": "a", "when": "source == 'b'", "points": 1}]}}`
	f.Fuzz(func(t *testing.T, text string) {
		e := engineOf(t, rules)
		s, mistakes := parse("f.json", []byte(text), true)
		for _, m := range mistakes {
			if m.Line < 1 || m.Column < 1 || m.Message == "" {
				t.Fatalf("%q: %+v", text, m)
			}
		}
		if len(mistakes) > 0 {
			return
		}
		updated, err := s.updated(e)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		file, err := Parse("f.json", updated)
		if err != nil {
			t.Fatalf("%q became %q: %v", text, updated, err)
		}
		if err := CheckCases(e, file.Cases); err != nil {
			t.Fatalf("%q became %q: %v", text, updated, err)
		}
	})
}
