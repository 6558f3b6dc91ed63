package peerbench

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// ErrLeftOut is the error of a group that cannot be measured here.
var ErrLeftOut = errors.New("left out")

// realSets are the rule sets among the examples that there are real leads for.
var realSets = []struct{ name, file string }{
	{"edtech", "xeducation/Leads.csv"},
	{"xeducation", "xeducation/Leads.csv"},
	{"salvirt", "salvirt-b2b/Salvirt_B2B_ML_dataset_HF.csv"},
}

// realAsOf is the instant that they are decided for; nothing in them is dated.
var realAsOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// realGroup is leads of a file below the folder that LEADQUAL_DATA names.
func realGroup(name, file string, most int) ([]Contestant, error) {
	folder := os.Getenv("LEADQUAL_DATA")
	if folder == "" {
		return nil, fmt.Errorf("%w: LEADQUAL_DATA names no folder of real leads", ErrLeftOut)
	}
	_, here, _, _ := runtime.Caller(0)
	rules := filepath.Join(filepath.Dir(here), "../../../examples/rules", name)
	engine, err := qualify.Load(os.DirFS(rules), "rules.json", nil)
	if err != nil {
		return nil, err
	}
	leads, err := readLeads(filepath.Join(folder, filepath.FromSlash(file)), filepath.Join(rules, "map.json"), engine)
	if err != nil {
		return nil, err
	}
	leads = leads[:min(most, len(leads))]
	var group []Contestant
	for _, detail := range []qualify.Detail{qualify.Whole, qualify.NoQuestions, qualify.Brief} {
		d := engine.NewDecider()
		d.Detail = detail
		group = append(group, OverLeads(detail.String(), leads, func(l *qualify.Lead) { d.Decide(l, realAsOf) }))
	}
	return group, nil
}

func readLeads(name, mapping string, engine *qualify.Engine) ([]qualify.Lead, error) {
	facts := engine.RuleSet().Facts
	text, err := os.ReadFile(mapping)
	if err != nil {
		return nil, err
	}
	m, err := leadfile.ParseMap(mapping, text, facts)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r, err := leadfile.NewReader(file, leadfile.Options{Input: leadfile.CSV, Mapping: m, Facts: facts, AsOf: realAsOf})
	if err != nil {
		return nil, err
	}
	var leads []qualify.Lead
	for {
		var lead qualify.Lead
		switch _, err := r.Next(&lead); {
		case err == io.EOF:
			return leads, nil
		case err != nil:
			return nil, err
		}
		leads = append(leads, lead)
	}
}
