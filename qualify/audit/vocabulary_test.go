package audit

import (
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// Every field of a lead that expressions can name can be read, with its kind.
func TestFactsAreThoseOfRuleSets(t *testing.T) {
	samples := map[string]any{"bool": true, "number": 1.0, "string": "a", "time": time.Unix(0, 0), "strings": []string{}}
	rs := &qualify.RuleSet{Name: "x", Facts: map[string]qualify.Fact{"custom.a": {Type: "number"}}}
	read := 0
	for _, info := range rs.AllFacts() {
		if got := reads(rs, info.Path+" != nil"); len(got) != 1 || got[0] != info.Path {
			t.Errorf("%s != nil reads %v", info.Path, got)
		}
		f, ok := factAt(rs, info.Path)
		if !ok { // it follows from others
			continue
		}
		read++
		lead := &qualify.Lead{}
		if f.get(lead).known != (info.Default != nil) {
			t.Errorf("%s of no lead is known: %v", f.path, f.get(lead).known)
		}
		sample := samples[info.Type]
		if len(info.Enum) > 0 {
			sample = info.Enum[0]
		}
		if err := lead.Set(f.path, sample); err != nil || !f.get(lead).known {
			t.Errorf("%s is not read: %v", f.path, err)
		}
	}
	if all := len(rs.AllFacts()); read != all-2 {
		t.Errorf("%d of %d facts are read, want all but the two that count days", read, all)
	}
}

func TestReads(t *testing.T) {
	rs := &qualify.RuleSet{
		Name:   "x",
		Facts:  map[string]qualify.Fact{"custom.a": {Type: "number"}, "custom.b": {Type: "bool"}},
		Define: map[string]string{"big": "custom.a > 3", "both": "big and custom.b"},
	}
	for text, want := range map[string][]string{
		"custom.a > 1":                 {"custom.a"},
		`custom["a"] > 1`:              {"custom.a"},
		"both":                         {"custom.a", "custom.b"},
		"source == 'custom.a'":         {"source"},
		"custom.a * 2":                 {"custom.a"}, // a number, as in compute
		"activities == 1":              nil,          // does not compile
		"":                             nil,
		"idle_days > created_days_ago": {"created_days_ago", "idle_days"},
	} {
		got := reads(rs, text)
		if len(got) != len(want) {
			t.Errorf("%s reads %v, want %v", text, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s reads %v, want %v", text, got, want)
			}
		}
	}
}
