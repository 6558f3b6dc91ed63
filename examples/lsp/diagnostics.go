package main

import (
	"path/filepath"
	"slices"

	"github.com/leadqual/leadqual/qualify/edit"
	"github.com/leadqual/leadqual/qualify/lint"
	"github.com/myleshyson/lsprotocol-go/protocol"
)

// mostMarks is how many diagnostics a file has at most.
const mostMarks = 250

// A mark is a stretch of a text, in bytes, that something is to be said of.
type mark struct {
	from, to   int
	expression bool // in an expression, which can be asked for alone
	lint       bool
	code       string
	message    string
	severity   protocol.DiagnosticSeverity
}

func ofMistake(m edit.Mistake) mark {
	return mark{expression: m.Error.Text != "", code: string(m.Error.Code), message: m.Error.Message, severity: protocol.DiagnosticSeverityError}
}

func ofFinding(f edit.Finding) mark {
	severity := protocol.DiagnosticSeverityInformation
	switch f.Finding.Severity {
	case lint.Error: // it compiles, which mistakes do not
		severity = protocol.DiagnosticSeverityWarning
	case lint.Warning:
		severity = protocol.DiagnosticSeverityWarning
	case lint.Info:
	}
	m := mark{lint: true, code: string(f.Finding.Code), message: f.Finding.Message, severity: severity}
	if f.Finding.Proof != "" {
		m.message += "\n" + f.Finding.Proof
	}
	return m
}

// marked is what is to be said, by file.
type marked map[string][]mark

// add adds something once, also where several rule sets share it.
func (all marked) add(r edit.TextRange, m mark) {
	m.from, m.to = r.From, r.To
	if r.File != "" && !slices.Contains(all[r.File], m) && len(all[r.File]) < mostMarks {
		all[r.File] = append(all[r.File], m)
	}
}

// moved are marks after a change of their text. Those of what was changed are gone but
// for those that can be asked for again.
func moved(marks []mark, s splice) (out []mark) {
	for _, m := range marks {
		switch grown := s.n - (s.to - s.from); {
		case m.to < s.from:
		case m.from >= s.to && m.from > s.from:
			m.from, m.to = m.from+grown, m.to+grown
		case m.expression:
			m.from = min(m.from, s.from)
			m.to = max(m.from, m.to+grown)
		default:
			continue
		}
		out = append(out, m)
	}
	return out
}

// publish tells what is to be said of a file, which d is where it is open. The caller
// holds s.mu.
func (s *server) publish(f *folder, name string, t *text, d *document, marks []mark) {
	uri, version := uriOf(filepath.Join(f.dir, filepath.FromSlash(name))), (*int32)(nil)
	if d != nil {
		uri, version = d.uri, &d.version
	}
	if t == nil {
		marks = nil
	}
	if len(marks) == 0 && !f.published[name] && d == nil {
		return
	}
	if f.published[name] = true; len(marks) == 0 {
		delete(f.published, name)
	}
	s.tell(uri, version, t, marks)
}

func (s *server) tell(uri location, version *int32, t *text, marks []mark) {
	params := struct {
		URI         location              `json:"uri"`
		Version     *int32                `json:"version,omitempty"` // the library leaves out version 0
		Diagnostics []protocol.Diagnostic `json:"diagnostics"`
	}{uri, version, []protocol.Diagnostic{}}
	for _, m := range marks {
		params.Diagnostics = append(params.Diagnostics, m.diagnostic(t))
	}
	s.notify("textDocument/publishDiagnostics", params)
}

func (m *mark) diagnostic(t *text) protocol.Diagnostic {
	d := protocol.Diagnostic{
		Range: t.stretch(m.from, m.to), Message: m.message, Severity: new(m.severity), Source: "leadqual",
		Code: &protocol.Or2[int32, string]{Value: m.code},
	}
	if m.lint {
		d.Source = "leadqual lint"
	}
	return d
}
