package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// rulesInput is how a tool is given a rule set.
type rulesInput struct {
	Rules     document `json:"rules,omitzero" jsonschema:"the rule set: the text of its JSON, or the JSON object itself"`
	RulesFile string   `json:"rules_file,omitempty" jsonschema:"instead of rules: the file of the rule set, a path below the server's root directory; files that it extends are read too"`
}

// engine compiles the rule set. The error is ready to be shown.
func (s *server) engine(in rulesInput) (*qualify.Engine, error) {
	return s.compiled("rules", in.Rules, in.RulesFile)
}

// compiled is the engine of a rule set that is an argument of a call.
func (s *server) compiled(what string, d document, file string) (*qualify.Engine, error) {
	from, err := s.read(what, d, file)
	if err != nil {
		return nil, err
	}
	engine, err := compile(from)
	if err != nil {
		return nil, wrongRules(from, err)
	}
	return engine, nil
}

// compile makes an engine of the text. The error is that of the library.
func compile(from *source) (engine *qualify.Engine, err error) {
	if from.fsys != nil {
		return qualify.Load(from.fsys, from.name, nil)
	}
	engine, err = qualify.CompileJSON(from.name, from.text, nil)
	return engine, from.withoutLines(err)
}

// withoutLines takes lines out of mistakes where they mean nothing to the author.
func (s *source) withoutLines(err error) error {
	var mistakes qualify.Errors
	if s.value && errors.As(err, &mistakes) {
		for _, m := range mistakes {
			m.Line, m.Column = 0, 0
		}
	}
	return err
}

// maxMistakes is how many mistakes an answer lists; whoever has more mends these
// first.
const maxMistakes = 20

// wrongRules are the mistakes of a rule set and what to do about them.
func wrongRules(from *source, err error) error {
	if other := otherKind(from.text, "rules"); other != "" {
		return fmt.Errorf("%s: %s", from.name, other)
	}
	var mistakes qualify.Errors
	if errors.As(err, &mistakes) && from.fsys == nil && len(mistakes) == 1 && mistakes[0].Path == "extends" {
		return fmt.Errorf("%w\nTo do: save the file below the server's root directory, beside those that it extends, and name it", err)
	}
	return mistaken(err, "change what each message says, keep the rest, and call check until there are none; language says what rules may name and call")
}

// mistaken are the mistakes of a text, the first of them, and what to do.
func mistaken(err error, what string) error {
	var mistakes qualify.Errors
	if !errors.As(err, &mistakes) {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s:\n", len(mistakes), plural(len(mistakes), "mistake"))
	for i, m := range mistakes {
		if i == maxMistakes {
			fmt.Fprintf(&b, "and %d more\n", len(mistakes)-i)
			break
		}
		b.WriteString(m.Error() + "\n")
	}
	return errors.New(b.String() + "To do: " + what + ".")
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// otherKind tells what a text is that was given as something else and would have
// a mistake at every key; "" for one that looks like what it was given as.
func otherKind(text []byte, as string) string {
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))
	if len(text) == 0 {
		return "empty; give the JSON of a rule set, such as {\"name\": \"demo\", \"icp\": {...}}"
	}
	if text[0] != '{' {
		switch {
		case text[0] == '[':
			return "a JSON list; a rule set is an object. Leads are given as leads"
		case bytes.HasPrefix(text, []byte("```")):
			return "begins with ```; give the JSON alone, without Markdown around it"
		}
		return "not JSON, which would begin with {. Leads in CSV are given as leads_file"
	}
	var keys map[string]json.RawMessage
	if json.Unmarshal(text, &keys) != nil {
		return ""
	}
	has := func(all ...string) bool {
		for _, k := range all {
			if keys[k] == nil {
				return false
			}
		}
		return true
	}
	kind := ""
	switch {
	case has("cases"):
		kind = "cases"
	case has("account") && (has("roles") || has("person")):
		kind = "accounts"
	case has("lead_id", "status"):
		kind = "decision"
	case !has("name") && (has("person") || has("company") || has("activities")):
		kind = "leads"
	case has("fields"):
		kind = "map"
	}
	if kind == as {
		return ""
	}
	return cmp.Or(map[string]string{
		"cases":    "a file of cases; give it as cases or cases_file to the tool test, and the rule set as rules or rules_file",
		"accounts": "rules about accounts, which have roles, person and account; this server reads rule sets about leads. The rules about people, or those about the account, can be given alone",
		"decision": "a decision, which is what decide answers; give the rule set",
		"leads":    "a lead; give it as leads or leads_file, and the rule set as rules or rules_file",
		"map":      "a map of columns; give it as map or map_file",
	}[kind])
}

// ruleSet tells whether a JSON object looks like a rule set.
func ruleSet(text []byte) bool {
	var keys map[string]json.RawMessage
	if json.Unmarshal(text, &keys) != nil {
		return false
	}
	for _, key := range []string{"icp", "scoring", "screening", "hand_raise", "routes"} {
		if keys[key] != nil {
			return true
		}
	}
	return false
}
