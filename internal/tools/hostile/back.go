package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

var asOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// told is what an error says in short: the first mistake's code and place, and
// how many follow.
func told(err error) string {
	var errs qualify.Errors
	if !errors.As(err, &errs) {
		return fmt.Sprint(err)
	}
	e := errs[0]
	s := string(e.Code)
	if e.Path != "" {
		path := e.Path
		if len(path) > 40 {
			path = path[:40] + "..."
		}
		s += " at " + path
	}
	if e.Line > 0 {
		s += fmt.Sprintf(", line %d column %d", e.Line, e.Column)
	}
	if e.To > 0 {
		s += fmt.Sprintf(", bytes %d to %d", e.From, e.To)
	}
	switch more := len(errs) - 1; {
	case errs[len(errs)-1].Code == qualify.CodeTooMany:
		s += fmt.Sprintf("; %d more, then too_many", more-1)
	case more > 0:
		s += fmt.Sprintf("; %d more", more)
	}
	if size := len(err.Error()); size > 8<<20 {
		s += fmt.Sprintf("; the message has %d bytes", size)
	}
	return s
}

// parse parses a text and, where that is right, decides a lead.
func parse(text []byte, lead *qualify.Lead) string {
	e, err := qualify.CompileJSON("rules.json", text, nil)
	if err != nil {
		return told(err)
	}
	return decide(e, lead)
}

// compile compiles a rule set and, where that is right, decides a lead.
func compile(rs *qualify.RuleSet, lead *qualify.Lead) string {
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		return told(err)
	}
	return decide(e, lead)
}

// decide decides a lead, does with the decision whatever can be done with one,
// and says in short what it is.
func decide(e *qualify.Engine, lead *qualify.Lead) string {
	d := e.Decide(lead, asOf)
	kept := d.Clone()
	written := kept.AppendJSON(nil)
	var read qualify.Decision
	if err := json.Unmarshal(written, &read); err != nil {
		return "a decision without JSON: " + err.Error()
	}
	if len(explain.New(e).Explain(&kept, nil)) == 0 {
		return "a decision without words"
	}
	var s strings.Builder
	fmt.Fprintf(&s, "%s", d.Status)
	if len(d.Screening) > 0 && len(d.Screening) < 4 {
		s.WriteString("; screening")
		for _, step := range d.Screening {
			fmt.Fprintf(&s, " %v", step.Outcome)
		}
	}
	if len(d.Score.Rules) > 0 {
		fmt.Fprintf(&s, "; score %v", d.Score.Points)
	}
	if n := len(d.Ask); n > 0 {
		fmt.Fprintf(&s, "; asks for %d", n)
	}
	if n := len(d.Issues); n > 0 {
		fmt.Fprintf(&s, "; %d issues, the first %s at %.40s", n, d.Issues[0].Code, d.Issues[0].Path)
	}
	return s.String()
}

// step is a rule set of one condition.
func step(when string) *qualify.RuleSet {
	return &qualify.RuleSet{Name: "r", Screening: []qualify.Step{{ID: "s", When: when}}}
}

// stepText is the same as JSON.
func stepText(when string) []byte {
	text, err := json.Marshal(when)
	if err != nil {
		panic(err)
	}
	return fmt.Appendf(nil, "{\"name\": \"r\", \"screening\": [\n{\"id\": \"s\", \"when\": %s}]}", text)
}

// now returns what prepares nothing.
func now(run func() string) func() func() string {
	return func() func() string { return run }
}
