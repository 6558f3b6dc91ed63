package account_test

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify/account"
)

func TestLogValue(t *testing.T) {
	e := compiled(t, `{"name": "x", "roles": [{"id": "buyer", "when": "person.seniority == 'vp'"}, {"id": "user", "when": "person.seniority == 'clerk'"}], "person": {},
		"account": {"checklists": [{"id": "g", "items": [{"id": "b", "role": "buyer"}, {"id": "u", "role": "user"}]}], "icp": {"criteria": [{"id": "s", "when": "company.employees > 5"}]}}}`)
	log := func(d any) string {
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "fingerprint" {
				return slog.Attr{}
			}
			return a
		}})).Info("decided", "decision", d)
		return out.String()
	}
	const want = "level=INFO msg=decided decision.account_id=A-1 decision.status=nurture decision.quadrant=undetermined decision.points=0 decision.certain=false decision.team=marketing "
	for _, x := range []struct{ account, want string }{
		{`{"id": "A-1"}`, want + "decision.people=0 decision.find=buyer,user\n"},
		{`{"id": "A-1", "people": [{"id": "P-1", "person": {"seniority": "vp", "name": "Secret"}}, {"id": "P-2", "person": {"seniority": "clerk"}}]}`, want + "decision.people=2\n"},
	} {
		a, err := account.ParseAccount("account.json", []byte(x.account))
		if err != nil {
			t.Fatal(err)
		}
		d := e.Decide(a, generate.AsOf)
		if have := log(d); have != x.want {
			t.Errorf("have %swant %s", have, x.want)
		}
		if have := log(&d); have != x.want {
			t.Errorf("by pointer %s", have)
		}
	}
}
