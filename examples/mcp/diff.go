package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/lint"
)

type diffInput struct {
	Old     document `json:"old,omitzero" jsonschema:"the rule set that decides now: the text of its JSON, or the object itself"`
	OldFile string   `json:"old_file,omitempty" jsonschema:"instead of old: its file below the server's root directory"`
	New     document `json:"new,omitzero" jsonschema:"the rule set that would take its place"`
	NewFile string   `json:"new_file,omitempty" jsonschema:"instead of new: its file"`
	leadsInput
}

// diffAnswer has a proof where no leads are given, else what changes for these.
type diffAnswer struct {
	Proof *proof      `json:"proof,omitempty"`
	Leads *comparison `json:"leads,omitempty"`
}

// A proof is about all leads that there could be.
type proof struct {
	Result string          `json:"result" jsonschema:"same: proved that no lead is decided differently; different: lead is; open: neither could be shown, because of the doubts"`
	Lead   json.RawMessage `json:"lead,omitempty" jsonschema:"a made-up lead that is decided differently; nothing can be left out of it"`
	AsOf   *time.Time      `json:"as_of,omitempty"`
	// Differs is what of the decision differs.
	Differs  []string `json:"differs,omitempty" jsonschema:"what is decided differently: status: nurture -> mql"`
	Doubts   []doubt  `json:"doubts,omitempty" jsonschema:"parts that the other rule set may lack"`
	NotShown int      `json:"not_shown,omitempty" jsonschema:"how many more doubts there are"`
}

type doubt struct {
	In   string `json:"in" jsonschema:"old or new"`
	Path string `json:"path"`
	Text string `json:"text,omitempty"`
}

// A comparison is about the leads that were given.
type comparison struct {
	asOf
	Leads    int      `json:"leads"`
	Moved    int      `json:"moved" jsonschema:"with another quadrant, status or owner"`
	Rescored int      `json:"rescored" jsonschema:"with other points"`
	Moves    []move   `json:"moves,omitempty"`
	Changes  []change `json:"changes,omitempty" jsonschema:"places in which the rule sets differ, or that come to something else"`
	NotShown int      `json:"not_shown,omitempty" jsonschema:"how many more moves and changes there are"`
	readLeads
}

type move struct {
	Of    string   `json:"of" jsonschema:"quadrant, status or owner"`
	From  string   `json:"from"`
	To    string   `json:"to"`
	Leads int      `json:"leads"`
	IDs   []string `json:"ids,omitempty" jsonschema:"some of them"`
}

type change struct {
	Place string `json:"place"`
	What  string `json:"what,omitempty" jsonschema:"40 -> 35; left out of what follows another change"`
	Leads int    `json:"leads" jsonschema:"for which it comes to something else"`
	Moved int    `json:"moved"`
	Alone int    `json:"alone" jsonschema:"leads that this change alone moves where they moved"`
}

// How many doubts, moves and changes an answer lists.
const (
	maxDoubts  = 20
	maxMoves   = 30
	maxChanges = 30
)

func (s *server) diff(ctx context.Context, in diffInput) (*diffAnswer, error) {
	before, err := s.compiled("old", in.Old, in.OldFile)
	if err != nil {
		return nil, err
	}
	after, err := s.compiled("new", in.New, in.NewFile)
	if err != nil {
		return nil, err
	}
	if in.Leads.given || in.LeadsFile != "" {
		compared, err := s.compare(ctx, before, after, &in.leadsInput)
		return &diffAnswer{Leads: compared}, err
	}
	proved, err := prove(ctx, before, after)
	return &diffAnswer{Proof: proved}, err
}

// prove says whether any lead is decided differently.
func prove(ctx context.Context, before, after *qualify.Engine) (*proof, error) {
	found, err := lint.Differ(ctx, before.RuleSet(), after.RuleSet(), nil)
	if err != nil {
		return nil, err
	}
	p := &proof{Result: "open"}
	switch {
	case found.Same:
		p.Result = "same"
	case found.Lead != nil:
		p.Result, p.AsOf = "different", &found.AsOf
		if p.Lead, err = json.Marshal(found.Lead); err != nil {
			return nil, err
		}
		if p.Differs, err = differences(found.Before, found.After); err != nil {
			return nil, err
		}
	}
	doubts, rest := first(found.Doubts, maxDoubts)
	p.NotShown = rest
	for _, d := range doubts {
		x := doubt{In: "old", Path: d.Path, Text: d.Text}
		if d.New {
			x.In = "new"
		}
		p.Doubts = append(p.Doubts, x)
	}
	return p, nil
}

// differences are the answers of two decisions that differ, and rules by points.
func differences(before, after *qualify.Decision) (list []string, err error) {
	c, err := qualify.Diff(before, after)
	if err != nil {
		return nil, err
	}
	line := func(of string, before, after any) {
		list = append(list, fmt.Sprintf("%s: %v -> %v", of, before, after))
	}
	for _, x := range c.Steps {
		line(x.Of, orNone(x.Before), orNone(x.After))
	}
	for _, x := range c.Outcomes {
		line(x.Place, orNone(x.Before), orNone(x.After))
	}
	for _, x := range c.Parts {
		line(x.Place+" points", x.Before.Points, x.After.Points)
	}
	list, _ = first(list, maxDifferences)
	return list, nil
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// compare decides leads by both rule sets.
func (s *server) compare(ctx context.Context, before, after *qualify.Engine, in *leadsInput) (*comparison, error) {
	at, err := in.instant()
	if err != nil {
		return nil, err
	}
	// Where both declare a fact the new one says of what type it is.
	both := &qualify.RuleSet{Facts: map[string]qualify.Fact{}}
	maps.Copy(both.Facts, before.RuleSet().Facts)
	maps.Copy(both.Facts, after.RuleSet().Facts)
	c := &comparison{asOf: at}
	found, err := audit.Compare(ctx, before, after, func(yield func(*qualify.Lead, error) bool) {
		var err error
		c.readLeads, err = s.each(ctx, in, both, at.AsOf, false, func(lead *qualify.Lead) error {
			if !yield(lead, nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}, at.AsOf)
	if err != nil {
		return nil, err
	}
	c.Leads, c.Moved, c.Rescored = found.Leads, found.Moved, found.Rescored
	c.moves("status", found.Statuses)
	c.moves("quadrant", found.Quadrants)
	c.moves("owner", found.Owners)
	for _, e := range found.Parts.Entries {
		if len(c.Changes) == maxChanges {
			c.NotShown++
			continue
		}
		c.Changes = append(c.Changes, change{e.Name, e.Value.What, e.Value.Leads, e.Value.Moved, e.Value.Alone})
	}
	return c, nil
}

// errStopped ends the reading of leads that nobody wants any more.
var errStopped = errors.New("stopped")

func (c *comparison) moves(of string, table audit.Table[audit.Move]) {
	for _, e := range table.Entries {
		m := e.Value
		switch {
		case m.From == m.To:
			continue
		case len(c.Moves) == maxMoves:
			c.NotShown++
			continue
		}
		x := move{Of: of, From: orNone(m.From), To: orNone(m.To), Leads: m.Leads}
		for _, sample := range m.Samples {
			if sample.LeadID != "" && len(x.IDs) < 3 {
				x.IDs = append(x.IDs, sample.LeadID)
			}
		}
		c.Moves = append(c.Moves, x)
	}
}
