package play

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// readLead is a lead of the text, and what its author notes about it.
type readLead struct {
	lead qualify.Lead
	note string
}

// readLeads reads the text of leads, by a map unless it is "". Facts are those that rules
// declare, nil where that is not known. A record that is no lead is left out and reported.
func readLeads(text, mapText string, facts map[string]qualify.Fact, asOf time.Time) ([]readLead, []Problem) {
	mapping, problems := readMap(mapText, facts)
	if len(problems) > 0 {
		return nil, problems
	}
	if strings.TrimSpace(text) == "" {
		return nil, []Problem{{Severity: "info", About: "leads", Message: "there are no leads; write some, or choose an example"}}
	}
	if why := tooLong(text); why != "" {
		return nil, []Problem{{Severity: "error", About: "leads", Message: why}}
	}
	at := newPlaces(text)
	problem := func(line int, severity, message string) Problem {
		p := Problem{Severity: severity, About: "leads", Line: line, Column: 1, Message: message}
		if line > 0 {
			from := at.offset(line, 1)
			for from < len(text) && (text[from] == ' ' || text[from] == '\t') {
				from++
				p.Column++
			}
			p.From, p.To = at.unitAt(from), at.unitAt(tokenEnd(text, from))
		}
		return p
	}
	reader, err := leadfile.NewReader(strings.NewReader(text), leadfile.Options{Mapping: mapping, Facts: facts, AsOf: asOf})
	if err != nil {
		return nil, []Problem{problem(1, "error", err.Error())}
	}
	var doubts []Problem
	notes := func(_, _ int) string { return "" }
	if mapping == nil && reader.Form().Input != leadfile.CSV {
		notes, doubts = leadKeys(text)
	}
	var leads []readLead
	for record := 0; ; record++ {
		var lead qualify.Lead
		line, err := reader.Next(&lead)
		var bad *leadfile.RowError
		switch {
		case err == io.EOF:
			return leads, doubts
		case len(doubts) > maxProblems:
			return leads, append(doubts, problem(0, "error", "and more"))
		case errors.As(err, &bad):
			for _, p := range bad.Problems {
				message := p.Reason
				if p.From != "" {
					message = fmt.Sprintf("%s: %s", p.From, p.Reason)
				}
				doubts = append(doubts, problem(bad.Line, "error", message))
			}
		case err != nil:
			return leads, append(doubts, problem(max(line, 1), "error", err.Error()))
		case len(leads) == MaxLeads:
			return leads, append(doubts, problem(line, "warning", fmt.Sprintf("only the first %d leads are decided", MaxLeads)))
		default:
			leads = append(leads, readLead{lead, notes(record, line)})
		}
	}
}

// readMap reads a map; without one it is nil.
func readMap(text string, facts map[string]qualify.Fact) (*leadfile.Mapping, []Problem) {
	if !given(text) {
		return nil, nil
	}
	if why := tooLong(text); why != "" {
		return nil, []Problem{{Severity: "error", About: "map", Message: why}}
	}
	mapping, err := leadfile.ParseMap("", []byte(text), facts)
	return mapping, problemsOf("map", text, err)
}
