package main

import (
	"bufio"
	"encoding/json"
	"os"

	"github.com/leadqual/leadqual/qualify/account"
)

func accountsCommand() *command {
	return &command{
		name: "accounts", args: "-rules rules.json [flags] ACCOUNTS",
		summary: "decide accounts with their people",
		details: "ACCOUNTS is a file of JSON lines, an account on each.",
		run:     runAccounts,
	}
}

func runAccounts(p *program, c *command, args []string) error {
	fs := c.flags()
	rules := fs.String("rules", "", "`file` of the rules")
	at := fs.String("as-of", "", "`instant` to decide for")
	rest, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	switch {
	case *rules == "":
		return errNoRules
	case len(rest) != 1:
		return misusef("name one file of accounts")
	}
	asOf, err := instant("-as-of", *at)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(*rules)
	if err != nil {
		return err
	}
	e, err := account.CompileJSON(*rules, text, nil)
	if err != nil {
		return err
	}
	f, err := os.Open(rest[0])
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	d := e.NewDecider()
	var line []byte
	for in.Scan() {
		a := &account.Account{}
		if err := json.Unmarshal(withoutBlankInstants(in.Bytes()), a); err != nil {
			return err
		}
		line = append(d.Decide(a, asOf).AppendJSON(line[:0]), '\n')
		if _, err := p.stdout.Write(line); err != nil {
			return err
		}
	}
	return in.Err()
}

// withoutBlankInstants is a text of JSON in which instants that are "" are left out.
func withoutBlankInstants(raw []byte) []byte {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return raw
	}
	var drop func(v any)
	drop = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range []string{"created_at", "reset_at", "wants_contact_at", "at"} {
				if v[key] == "" {
					delete(v, key)
				}
			}
			for key, x := range v {
				if key != "custom" {
					drop(x)
				}
			}
		case []any:
			for _, x := range v {
				drop(x)
			}
		}
	}
	drop(v)
	out, _ := json.Marshal(v)
	return out
}
