package main

import (
	"os"
	"strings"
	"testing"
)

const boats = "../rules/speedboats/"

func TestExplain(t *testing.T) {
	args := []string{"explain", "-rules", boats + "strict.json", "-as-of", smallAsOf}
	leads := boats + "leads.jsonl"
	stdout, stderr, status := leadq(t, "", append(args, "-id", "B-2", "-id", "B-3", leads)...)
	const want = `B-2: research before a call; poor fit, ready.
Why: Poor fit: meets 75% of the profile, needs 100%; lacks “holds a boating licence”. Ready: a hand is raised (wants a call).
Next: Sales: look into it for five minutes, then decide whether to call. No missing fact can change this.

B-3: research before a call; fit unknown, ready.
Why: Fit is unknown: meets 75% to 100% of the profile, needs 100%; depends on “income of at least 250,000”. Ready: a hand is raised (wants a call).
Next: Sales: call back and ask for what is missing. The answer can change this: What does your household earn in a year?
`
	if stdout != want || stderr != "" || status != exitOK {
		t.Errorf("status %d, %s%s", status, stderr, stdout)
	}
	all, _, _ := leadq(t, "", append(args, leads)...)
	if n := strings.Count(all, "Why:"); n != 10 || !strings.Contains(all, want) {
		t.Errorf("%d leads:\n%s", n, all)
	}
}

// What leadq explain writes with everything stands in the file beside the
// rule set.
func TestExplainIsWhatStandsInTheExamples(t *testing.T) {
	stdout, stderr, status := leadq(t, "", "explain", "-rules", boats+"strict.json", "-as-of", smallAsOf, "-full", "-values", "-format", "markdown",
		"-id", "B-2", boats+"leads.jsonl")
	file, err := os.ReadFile(boats + "strict.explained.md")
	if err != nil {
		t.Fatal(err)
	}
	if status != exitOK || stderr != "" || stdout == "" || !strings.Contains(string(file), stdout) {
		t.Errorf("status %d, %s\n%s", status, stderr, stdout)
	}
}

func TestExplainShowsValuesOnlyIfAsked(t *testing.T) {
	lead := `{"id": "1", "person": {"name": "Mara Lind"}, "custom": {"income": 77123}}`
	for _, values := range []bool{false, true} {
		args := []string{"explain", "-rules", boats + "strict.json", "-full", "-as-of", smallAsOf, "-"}
		if values {
			args = append(args, "-values")
		}
		stdout, _, status := leadq(t, lead, args...)
		if status != exitOK || strings.Contains(stdout, "77123") != values || strings.Contains(stdout, "Mara Lind (1)") != values {
			t.Errorf("values %v: status %d\n%s", values, status, stdout)
		}
	}
}

func TestExplainErrors(t *testing.T) {
	for _, x := range []struct {
		stdin, args, want string
		status            int
	}{
		{"", "-", "name the rule set", exitUsage},
		{"", "-rules " + boats + "strict.json", "name one file", exitUsage},
		{"", "-rules " + boats + "strict.json -format html -", `-format "html"`, exitUsage},
		{"", "-rules " + boats + "strict.json -as-of soon -", `-as-of "soon"`, exitUsage},
		{"", "-rules " + boats + "strict.json -input xml -", `-input "xml"`, exitUsage},
		{"", "-rules none.json -", "none.json", exitBad},
		{"", "-rules " + boats + "strict.json none.csv", "none.csv", exitBad},
		{`{"id": "1"}`, "-rules " + boats + "strict.json -id 2 -", `standard input has no lead with the id "2"`, exitBad},
		{"{\"id\": \"1\"}\nnonsense\n", "-rules " + boats + "strict.json -input jsonl -", "standard input:", exitBad},
	} {
		_, stderr, status := leadq(t, x.stdin, append([]string{"explain"}, strings.Fields(x.args)...)...)
		if status != x.status || !strings.Contains(stderr, x.want) {
			t.Errorf("%s: status %d, %s", x.args, status, stderr)
		}
	}
}
