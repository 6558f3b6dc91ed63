package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

func main() {
	var rules, asOf, leads string
	args := os.Args[2:]
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-rules":
			i++
			rules = args[i]
		case "-as-of":
			i++
			asOf = args[i]
		default:
			leads = args[i]
		}
	}
	data, _ := os.ReadFile(rules)
	rs, err := qualify.Parse(rules, data, nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	at, _ := time.Parse(time.RFC3339, asOf)
	f, _ := os.Open(leads)
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	d := e.NewDecider()
	for s.Scan() {
		var l qualify.Lead
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		out.Encode(d.Decide(&l, at))
	}
}
