package peerbench

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// The title by hand is the title by regular expression, on ASCII texts.
func TestRole(t *testing.T) {
	words := []string{"vp", "vice president", "svp", "svp_1", "svp_12", "a-"}
	pieces := []string{"VP", "vp", "Vice President", "SVP", "svp_1", "Svp_12", "a-", " ", ",", "_", "n", "1", "\n", "\r", "Sales", "sale", "MARKETING", "market", "revenue", "Rev", "of ", "x"}
	r := rand.New(rand.NewPCG(3, 4))
	list := append([]string{"", "vp", "vp sales", "vpsales", "sales", "VP\nsales", "VP x\nsales", "sales vp"}, titles...)
	for range 20_000 {
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteString(pick(r, pieces))
		}
		list = append(list, b.String())
	}
	for _, word := range words {
		pattern := regexp.MustCompile(`(?i)^(` + word + `)\b.*(sales|marketing|revenue)`)
		matched := 0
		for _, title := range list {
			role := newRole(title)
			got, want := role.starts(word), pattern.MatchString(title)
			if got != want {
				t.Errorf("%q after %q: %v, want %v", title, word, got, want)
			}
			if want {
				matched++
			}
		}
		if matched == 0 {
			t.Errorf("%q: nothing matches", word)
		}
	}
}

// Every criterion is met by some leads and not by others, and every outcome
// comes about.
func TestWorkloadIsVaried(t *testing.T) {
	three, err := deciders(40)
	if err != nil {
		t.Fatal(err)
	}
	hand := three.hand
	leads := Leads10k()
	met, statuses := map[string]int{}, map[string]int{}
	activities := 0
	for i := range leads {
		d := hand.Decide(&leads[i], AsOf)
		statuses[string(d.Status)]++
		for _, s := range d.Score.Rules {
			met[s.ID]++
		}
		activities += len(leads[i].Activities)
	}
	for _, r := range Rules(40) {
		if n := met[r.ID]; n == 0 || n == len(leads) {
			t.Errorf("%s is met by %d leads of %d: %s", r.ID, n, len(leads), r.Text)
		}
	}
	for _, s := range []string{"mql", "nurture", "disqualified"} {
		if statuses[s] < len(leads)/100 {
			t.Errorf("%d leads are %s", statuses[s], s)
		}
	}
	if mean := float64(activities) / float64(len(leads)); mean < 11 || mean > 13 {
		t.Errorf("%.1f activities a lead", mean)
	}
}

// No two rules are the same, so that no engine gains by that.
func TestRulesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules(4000) {
		if seen[r.Text] {
			t.Errorf("twice: %s", r.Text)
		}
		seen[r.Text] = true
	}
}

// The hand-written code, which the others are measured by, allocates nothing.
func TestHandAllocatesNothing(t *testing.T) {
	leads := Leads10k()
	for _, n := range sizes {
		three, err := deciders(n)
		if err != nil {
			t.Fatal(err)
		}
		bits, err := NewHandBits(Rules(n))
		if err != nil {
			t.Fatal(err)
		}
		r, i := NewResult(Rules(n)), 0
		allocs := testing.AllocsPerRun(500, func() {
			three.hand.Decide(&leads[i], AsOf)
			three.checked.Decide(&leads[i], AsOf)
			if err := bits.Evaluate(&leads[i], AsOf, r); err != nil {
				t.Fatal(err)
			}
			i++
		})
		if allocs != 0 {
			t.Errorf("%d rules: %v allocations", n, allocs)
		}
	}
}
