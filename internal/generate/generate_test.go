package generate_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

func TestRuleSetsCompile(t *testing.T) {
	for seed := range uint64(testkit.Amount(15, 600, 6000)) {
		for _, o := range []generate.Options{{}, {Honest: true}, {AsExpr: true}, {Records: true}} {
			rs := generate.New(seed, o).RuleSet()
			if _, err := qualify.Compile(rs, nil); err != nil {
				text, _ := json.MarshalIndent(rs, "", " ")
				t.Fatalf("seed %d, %+v: %v\n%s", seed, o, err, text)
			}
		}
	}
}

func TestSameSeedSameThings(t *testing.T) {
	a, b := generate.New(7, generate.Options{}), generate.New(7, generate.Options{})
	for range 20 {
		if diff := cmp.Diff(a.RuleSet(), b.RuleSet()); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(a.Lead(), b.Lead(), cmpopts.EquateNaNs()); diff != "" {
			t.Fatal(diff)
		}
	}
}

// Every form of expression comes up within a few hundred rule sets, and none
// that an option leaves out.
func TestEveryForm(t *testing.T) {
	forms := []string{
		" and ", " && ", " or ", " || ", "not ", "!", " == ", " != ", " < ", " <= ", " > ", " >= ", " in ", " not in ", " .. ",
		" contains ", " startsWith ", " endsWith ", " matches ", "not contains", " ? ", " ?? ", " nil", "let ", " + ", " - ", " * ", " / ",
		"any(", "all(", "none(", "one(", "count(", "sum(", "min(", "max(", "len(", "filter(", "map(", "lower(", "upper(", "trim(",
		"abs(", "floor(", "ceil(", "round(", "date(", "duration(", "email_domain(", "is_free_email(", "has_word(", ".custom.feature", ".custom.length", ".custom.paid", ".custom.topics", ".custom.until", "domain_in(", "lookup(", "30d", "2w",
		"status", "quadrant ", "cell ", "fit.verdict", "fit.grade", "fit.share", "score.points", "score.band", "score.groups.", "readiness.verdict", "hand_raised ",
		"bant.verdict", "checklists.list", "decided", "_raised", `"roster"`, "#", ".type", ".days_ago",
		".at", ".value", "now", "lists.", "custom.", "idle_days", "created_days_ago", "def", "{",
	}
	text := func(o generate.Options) string {
		var b strings.Builder
		for seed := range uint64(300) {
			data, _ := json.Marshal(generate.New(seed, o).RuleSet())
			b.Write(data)
		}
		return strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(b.String())
	}
	all := text(generate.Options{})
	for _, f := range forms {
		if !strings.Contains(all, f) {
			t.Errorf("no %q", f)
		}
	}
	honest := text(generate.Options{Honest: true})
	for _, f := range []string{"??", "nil"} {
		if strings.Contains(honest, f) {
			t.Errorf("%q in an honest rule set", f)
		}
	}
}

// Every field has values of its own to be made with.
func TestSamples(t *testing.T) {
	for _, f := range qualify.LeadFields() {
		if _, ok := generate.Samples[f.Name]; !ok && f.Name != "id" && f.Name != "account_id" && f.Name != "reset_at" {
			t.Errorf("samples in facts.go has no values of %s", f.Name)
		}
	}
	for _, f := range qualify.ActivityFields() {
		if _, ok := generate.ActivitySamples[f.Name]; !ok && f.Name != "at" {
			t.Errorf("activitySamples in lead.go has no values of %s", f.Name)
		}
	}
}

// Leads have and lack every fact.
func TestLeads(t *testing.T) {
	known, unknown := map[string]int{}, map[string]int{}
	g := generate.New(1, generate.Options{})
	for range 300 {
		l := g.Lead()
		for _, f := range generate.Facts() {
			if f.Known(l) {
				known[f.Path]++
			} else {
				unknown[f.Path]++
			}
		}
	}
	for _, f := range generate.Facts() {
		if known[f.Path] == 0 || unknown[f.Path] == 0 {
			t.Errorf("%s: known %d times, unknown %d times", f.Path, known[f.Path], unknown[f.Path])
		}
		var l qualify.Lead
		for _, v := range f.Values {
			f.Set(&l, v)
			if !f.Known(&l) {
				t.Errorf("%s is not known after it was set to %v", f.Path, v)
			}
			f.Set(&l, nil)
			if f.Known(&l) {
				t.Errorf("%s is known after it was taken away", f.Path)
			}
		}
	}
}
