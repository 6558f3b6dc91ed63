package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// leadsInput is how a tool is given leads.
type leadsInput struct {
	Leads     document `json:"leads,omitzero" jsonschema:"one lead or a list of leads, as JSON, a text or the value itself; or the text of JSON lines or CSV"`
	LeadsFile string   `json:"leads_file,omitempty" jsonschema:"instead of leads: a file of JSON, JSON lines or CSV below the server's root directory"`
	MapFile   string   `json:"map_file,omitempty" jsonschema:"the map that says what the columns of leads_file mean; without one they are named as the fields of a lead"`
	IDs       []string `json:"ids,omitempty" jsonschema:"only the leads with these ids"`
	AsOf      string   `json:"as_of,omitempty" jsonschema:"the instant to decide for, such as 2026-11-22T09:00:00Z or 2026-11-22; without it the server's clock is read, and the answer says which instant was used"`
}

// asOf is an instant of decision in an answer.
type asOf struct {
	AsOf     time.Time `json:"as_of" jsonschema:"the instant that was decided for; give it again to get the same answer"`
	AsOfFrom string    `json:"as_of_from" jsonschema:"call, or clock where the call gave none"`
}

// instant is the instant to decide for. A server may read the clock, which the
// library never does; the answer says so.
func (in *leadsInput) instant() (asOf, error) {
	if in.AsOf == "" {
		return asOf{time.Now().UTC().Truncate(time.Second), "clock"}, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, in.AsOf); err == nil && !t.IsZero() {
			return asOf{t.UTC(), "call"}, nil
		}
	}
	return asOf{}, fmt.Errorf("as_of %q: want an instant such as 2026-11-22T09:00:00Z, or a day", shown(in.AsOf))
}

// A leftOut is a record that is no lead.
type leftOut struct {
	Line     int      `json:"line" jsonschema:"where the record begins, from 1"`
	Problems []string `json:"problems" jsonschema:"its fields and what is wrong with them; the values are shown on request only"`
}

// readLeads is what was read.
type readLeads struct {
	LeftOut         []leftOut `json:"left_out,omitempty" jsonschema:"records that could not be read"`
	LeftOutNotShown int       `json:"left_out_not_shown,omitempty"`
	IDsNotFound     []string  `json:"ids_not_found,omitempty"`
	Undeclared      []string  `json:"undeclared,omitempty" jsonschema:"custom facts of the leads that the rule set does not declare, so that no rule reads them; look for a misspelt name"`
}

// maxLeftOut is how many records that could not be read an answer lists.
const maxLeftOut = 10

// each reads the leads and hands over those that are asked for. The lead is valid
// until the function returns.
func (s *server) each(ctx context.Context, in *leadsInput, rs *qualify.RuleSet, at time.Time, values bool, use func(*qualify.Lead) error) (read readLeads, err error) {
	from, err := s.read("leads", in.Leads, in.LeadsFile)
	if err != nil {
		return read, err
	}
	r, err := s.leadReader(in, from, rs, at)
	if err != nil {
		return read, err
	}
	found, lead := map[string]bool{}, &qualify.Lead{}
	for {
		if ctx.Err() != nil {
			return read, ctx.Err()
		}
		_, err := r.Next(lead)
		row := (*leadfile.RowError)(nil)
		switch {
		case err == io.EOF:
			for _, id := range in.IDs {
				if !found[id] {
					read.IDsNotFound = append(read.IDsNotFound, shown(id))
				}
			}
			return read, nil
		case errors.As(err, &row):
			read.leave(row, values)
			continue
		case err != nil:
			return read, fmt.Errorf("%s: %w", from.name, err)
		case len(in.IDs) > 0 && !slices.Contains(in.IDs, lead.ID):
			continue
		}
		found[lead.ID] = true
		for _, name := range slices.Sorted(maps.Keys(lead.Custom)) {
			name = "custom." + name
			if _, declared := rs.Facts[name]; !declared && len(read.Undeclared) < maxLeftOut && !slices.Contains(read.Undeclared, shown(name)) {
				read.Undeclared = append(read.Undeclared, shown(name))
			}
		}
		if err := use(lead); err != nil {
			return read, err
		}
	}
}

func (r *readLeads) leave(row *leadfile.RowError, values bool) {
	if len(r.LeftOut) == maxLeftOut {
		r.LeftOutNotShown++
		return
	}
	out := leftOut{Line: row.Line}
	for _, p := range row.Problems {
		text := p.String()
		if !values { // the reason has the value
			if text = strings.Join(slices.DeleteFunc([]string{p.From, p.Field}, func(s string) bool { return s == "" }), ", "); text == "" {
				text = "the record as a whole"
			}
			if text += ": cannot be read"; p.Hint != "" {
				text += "; the map would read it with " + p.Hint
			}
		}
		out.Problems = append(out.Problems, text)
	}
	r.LeftOut = append(r.LeftOut, out)
}

// leadReader reads leads of a text in any form.
func (s *server) leadReader(in *leadsInput, from *source, rs *qualify.RuleSet, at time.Time) (*leadfile.Reader, error) {
	facts := rs.Facts
	if facts == nil {
		facts = map[string]qualify.Fact{} // known to be none
	}
	o := leadfile.Options{Name: from.name, Facts: facts, AsOf: at, MaxUnpacked: maxFile}
	if in.MapFile != "" {
		text, err := s.read("map", document{}, in.MapFile)
		if err != nil {
			return nil, err
		}
		if o.Mapping, err = leadfile.ParseMap(text.name, text.text, facts); err != nil {
			return nil, mistaken(err, "mend the map")
		}
	}
	if text := bytes.TrimSpace(from.text); len(text) > 0 && text[0] == '{' {
		switch kind := otherKind(text, "leads"); {
		case kind != "":
			return nil, fmt.Errorf("%s: %s", from.name, kind)
		case ruleSet(text):
			return nil, fmt.Errorf("%s: a rule set; give it as rules or rules_file, and the leads as leads", from.name)
		}
	}
	r, err := leadfile.NewReader(bytes.NewReader(from.text), o)
	if err != nil {
		return nil, mistaken(fmt.Errorf("%s: %w", from.name, err), "name the columns as the fields of a lead, or give map_file; language has the fields")
	}
	return r, nil
}
