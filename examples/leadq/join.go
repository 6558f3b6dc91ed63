package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// joinFlags say what more files there are about the leads, and which records are of
// one lead.
type joinFlags struct {
	sides []side
	merge string
}

// side is a file that says more about the leads.
type side struct{ key, mapFile, name string }

func (j *joinFlags) add(fs *flag.FlagSet) {
	sideFlag(fs, "join", "another file, as `[FIELD:]MAP=FILE`: what it says, by its map, is about the leads with the same id, or the same FIELD, as company.domain; may be repeated", &j.sides)
	fs.StringVar(&j.merge, "merge", "", "make one lead of records with the same id; of facts that differ the `newest` counts, or that of the first of these sources, as crm,web")
}

// sideFlag adds a flag that names files that say more.
func sideFlag(fs *flag.FlagSet, name, usage string, sides *[]side) {
	fs.Func(name, usage, func(text string) error {
		var s side
		var ok bool
		if s.mapFile, s.name, ok = strings.Cut(text, "="); !ok {
			s.mapFile, s.name = "", text
		}
		of := &s.mapFile
		if !ok {
			of = &s.name
		}
		s.key = "id"
		if key, rest, found := strings.Cut(*of, ":"); found && isField(key) {
			s.key, *of = key, rest
		}
		if s.name == "" || s.name == "-" {
			return fmt.Errorf("want MAP=FILE, such as visits.map.json=visits.csv")
		}
		*sides = append(*sides, s)
		return nil
	})
}

// isField tells a field of a lead from the drive of a file.
func isField(path string) bool {
	_, err := new(qualify.Lead).Get(path)
	return err == nil
}

func (j *joinFlags) check() error {
	for _, source := range j.sources() {
		if strings.TrimSpace(source) == "" {
			return misusef("-merge %q: want newest, or sources with commas between", j.merge)
		}
	}
	return nil
}

// sources are those of -merge, the most trusted first.
func (j *joinFlags) sources() []string {
	if j.merge == "" || j.merge == "newest" {
		return nil
	}
	return strings.Split(j.merge, ",")
}

// join puts a join of all files in the place of the leads' own. Joins by id come
// first, so that what they bring may be what others go by.
func (j *joinFlags) join(in *leads, open func(name, mapFile string, form leadfile.Input) (*leadsFile, error)) error {
	var keys []string
	sides := map[string][]leadfile.SideFile{}
	if j.merge != "" {
		keys = append(keys, "id")
	}
	for _, s := range j.sides {
		f, err := open(s.name, s.mapFile, "")
		if err != nil {
			return err
		}
		if f.only(s.key) {
			return fmt.Errorf("%s: it fills nothing but %s, so that %s says nothing about the leads: fill the activities (type and at), or facts", s.mapFile, s.key, f.name)
		}
		switch {
		case slices.Contains(keys, s.key):
		case s.key == "id":
			keys = slices.Insert(keys, 0, s.key)
		default:
			keys = append(keys, s.key)
		}
		sides[s.key] = append(sides[s.key], leadfile.SideFile{Name: f.name, Leads: f.leads})
	}
	policy := qualify.MergePolicy{Sources: j.sources(), AsOf: in.asOf}
	for _, key := range keys {
		o := leadfile.JoinOptions{Key: key, Merge: j.merge != "" && key == "id", Policy: policy}
		joined, err := leadfile.Join(context.Background(), in.LeadSource, sides[key], o)
		if err != nil {
			return err
		}
		in.LeadSource = joined
		in.joins.list = append(in.joins.list, joined)
		in.joins.keys = append(in.joins.keys, key)
		in.joins.merge = in.joins.merge || o.Merge
	}
	return nil
}

// joins are what is read of several files.
type joins struct {
	list  []*leadfile.Joined // each of the one before
	keys  []string
	merge bool
	who   string // what a record is, account or person; "" is a lead
	// Reading ended early, so that what the joins say is of no use.
	failed bool
	kinds  map[qualify.Issue]*doubts
}

// issues are those about the lead that was read last, of facts that the rule set
// declares or uses.
func (j *joins) issues(facts map[string]bool) (list []qualify.Issue) {
	if len(j.list) == 0 {
		return nil
	}
	for _, issue := range j.list[len(j.list)-1].Issues() {
		if facts[issue.Path] {
			list = append(list, issue)
		}
	}
	return list
}

// addIssues adds to a decision what it does not say itself, such as in_future.
func addIssues(d *qualify.Decision, issues []qualify.Issue) {
	for _, issue := range issues {
		if !slices.ContainsFunc(d.Issues, func(i qualify.Issue) bool { return i.Code == issue.Code && i.Path == issue.Path }) {
			d.Issues = append(d.Issues, issue)
		}
	}
}

// factsOf are the facts that a rule set declares or uses.
func factsOf(engine *qualify.Engine) map[string]bool {
	facts := map[string]bool{}
	for path := range engine.RuleSet().Facts {
		facts[path] = true
	}
	for _, part := range engine.Describe().Parts {
		for _, path := range part.Facts {
			facts[path] = true
		}
	}
	return facts
}

// doubts are the leads with an issue.
type doubts struct {
	count int
	first []string
}

func (j *joins) close() {
	for _, joined := range j.list {
		_ = joined.Close() // what remains of its files is gone with the process
	}
}

// note counts what is in doubt about the lead at hand.
func (j *joins) note(lead *qualify.Lead) {
	if len(j.list) == 0 {
		return
	}
	for _, issue := range j.list[len(j.list)-1].Issues() {
		of := j.kinds[issue]
		if of == nil {
			if j.kinds == nil {
				j.kinds = map[qualify.Issue]*doubts{}
			}
			of = &doubts{}
			j.kinds[issue] = of
		}
		if of.count++; of.count <= 3 {
			of.first = append(of.first, strconv.Quote(lead.ID))
		}
	}
}

// print says what could not be joined, and what is in doubt.
func (j *joins) print(w io.Writer, name string) {
	if j.failed {
		return
	}
	for i, joined := range j.list {
		report := joined.Report()
		if repeated := report.Repeated; repeated.Records > 0 && j.keys[i] == "id" {
			what := "with an id that another has, each a lead of its own without -merge"
			if j.who != "" {
				what = "with an id that another has: -merge makes one of them"
			}
			if j.merge {
				what = "made one with others of the same id"
			}
			fmt.Fprintf(w, "%s: %s %s: %s\n", name, plural(repeated.Records, "record"), what, lines(repeated))
		}
		for _, s := range report.Sides {
			if s.NoKey.Records > 0 {
				fmt.Fprintf(w, "%s: %s left out, without %s: the first in line %d\n", s.Name, plural(s.NoKey.Records, "record"), j.keys[i], s.NoKey.First[0].Line)
			}
			if u := s.Unmatched; u.Records > 0 {
				fmt.Fprintf(w, "%s: %s left out, as no %s has the %s: %s\n", s.Name, plural(u.Records, "record"), cmp.Or(j.who, "lead"), j.keys[i], lines(u))
			}
		}
	}
	for _, issue := range slices.SortedFunc(maps.Keys(j.kinds), func(a, b qualify.Issue) int { return strings.Compare(a.Path+string(a.Code), b.Path+string(b.Code)) }) {
		of := j.kinds[issue]
		fmt.Fprintf(w, "%s: %s: %s: %s\n", issue.Path, plural(of.count, "lead"), issue.Message, andMore(of.first, of.count))
	}
}

// lines are the first keys and where they stand.
func lines(c leadfile.KeyCount) string {
	var texts []string
	for _, k := range c.First {
		texts = append(texts, fmt.Sprintf("%.42q in line %d", k.Key, k.Line))
	}
	return andMore(texts, c.Keys)
}

func andMore(texts []string, of int) string {
	text := strings.Join(texts, ", ")
	if of > len(texts) {
		text += ", ..."
	}
	return text
}
