package profile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

// FuzzProfile holds that any bytes give a report or an error, the same ones twice,
// and that a report's JSON has all of it.
func FuzzProfile(f *testing.F) {
	planted := clean()
	for _, p := range plants() {
		p.put(planted)
	}
	text := []byte(planted.String())
	f.Add(text[:4_000])
	f.Add([]byte("id,a\n1,=\n2,'\n3,\"\"\"\"\n4,#\n5,@\n6,-\n7,€\n8,1e999\n9,(1\n"))
	f.Add([]byte(`[{"id": 1, "person": {"email": "a@b"}, "x": [[1], {"y": null}]}, {}]`))
	f.Add([]byte("{\"id\": \"1\", \"activities\": [{\"type\": \"a\", \"at\": \"2026-01-01T00:00:00Z\"}], \"company\": {\"technologies\": [\"x\", \"\"]}}\n{\"a\"\n"))
	engine := plantedEngine(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		once := func() *profile.Report {
			p := profile.New(engine, profile.Options{AsOf: asOf, MaxKeys: 8, MaxColumns: 20})
			r, err := leadfile.NewReader(bytes.NewReader(text), leadfile.Options{Facts: engine.RuleSet().Facts, AsOf: asOf, AnyColumns: true})
			if err != nil {
				return nil
			}
			_ = p.Read(context.Background(), "leads", p.Watch("leads", r, false))
			return p.Report()
		}
		r := once()
		if r == nil {
			return
		}
		var page, words bytes.Buffer
		if err := r.WriteHTML(&page); err != nil {
			t.Fatal(err)
		}
		if err := r.WriteText(&words); err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Findings {
			if f.Count < 1 || f.Message == "" || f.Do == "" {
				t.Errorf("a finding says nothing: %+v", f)
			}
		}
		a, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(once())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(a), string(b)); diff != "" {
			t.Errorf("another report of the same bytes:\n%s", diff)
		}
	})
}
