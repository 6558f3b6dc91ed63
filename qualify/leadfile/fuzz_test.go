package leadfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// fuzzMap reads two columns and makes activities of the second.
const fuzzMap = `{
	"encoding": "utf-8", "delimiter": ",",
	"fields": {"id": {"from": "a"}, "company.employees": {"from": "b", "on_error": "unknown"}},
	"activities": [{"type": {"value": "visit"}, "count": {"from": "b"}, "days_ago": 0}]
}`

// around are rows that are right, to stand around a fuzzed one.
var around = []string{"1,3", "x,", "ü,0"}

// FuzzCSV holds three properties. A text that encoding/csv can read gives the
// same fields. Every row is a lead or a bad row, and there are no more of them
// than lines. And a line, whatever it is, changes nothing for the rows around
// it.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"1,2", "\"a\"\"b\",\"\n\"\n", "\"", "a\"b,", "\r\n\r", ",,\"", "\"x\",\"\r\n\"\r\n", "\xff,1", strings.Repeat("y", 300)} {
		f.Add(s)
	}
	m := mapped(f, fuzzMap)
	const most = 200
	f.Fuzz(func(t *testing.T, s string) {
		sameAsStandard(t, s)

		got := read(t, newFile("a,b\n"+s), Options{Input: CSV, Mapping: m, MaxRecord: most})
		if got.Err != "" {
			t.Fatalf("final error %s", got.Err)
		}
		checkRows(t, got, 2, strings.Count(s, "\n")+2)

		line := strings.NewReplacer("\n", "", "\r", "").Replace(s)
		apart(t, line, "a,b\n", func(text string) result {
			return read(t, newFile(text), Options{Input: CSV, Mapping: m, MaxRecord: most})
		}, around)
	})
}

// sameAsStandard compares with encoding/csv where that finds nothing wrong.
func sameAsStandard(t *testing.T, s string) {
	t.Helper()
	standard := csv.NewReader(strings.NewReader(s))
	standard.FieldsPerRecord = -1
	want, err := standard.ReadAll()
	if err != nil || !utf8.ValidString(s) {
		return
	}
	r := records{text: newText(strings.NewReader(s), 1<<20), splitter: splitter{delimiter: ','}}
	var have [][]string
	for {
		fields, line, reason, done := r.next()
		if done {
			break
		}
		if reason != "" {
			t.Fatalf("line %d: %s; encoding/csv reads it", line, reason)
		}
		record := make([]string, len(fields))
		for i, field := range fields {
			record[i] = string(field)
		}
		have = append(have, record)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Fatalf("(-encoding/csv +have):\n%s", diff)
	}
}

// checkRows holds rows to their lines: in order, within the file, and none on
// the same line as another.
func checkRows(t *testing.T, got result, first, last int) {
	t.Helper()
	for _, bad := range got.Bad {
		if bad.Reason == "" || len(bad.Reason) > 1000 {
			t.Fatalf("reason %q", bad.Reason)
		}
	}
	lines := append(slices.Clone(got.Lines), badLines(got)...)
	slices.Sort(lines)
	for i, line := range lines {
		if line < first || line > last || i > 0 && line == lines[i-1] {
			t.Fatalf("rows on lines %v, want each on one of %d to %d", lines, first, last)
		}
	}
}

// badLines are the lines of the bad rows, each of which may have several problems.
func badLines(got result) []int {
	var lines []int
	for _, bad := range got.Bad {
		lines = append(lines, bad.Line)
	}
	return slices.Compact(lines)
}

// apart holds that the rows around a line are read as they are without it, and
// that the line is one lead, one bad row, or empty.
func apart(t *testing.T, line, head string, readAll func(string) result, around []string) {
	t.Helper()
	end := "\n"
	before, after := strings.Join(around, end)+end, strings.Join(around[:2], end)+end
	without := readAll(head + before + after)
	with := readAll(head + before + line + end + after)
	if without.Err != "" || len(without.Bad) > 0 || with.Err != "" {
		t.Fatalf("without: %v %s; with: %s", without.Bad, without.Err, with.Err)
	}
	n := len(around)
	if len(with.Leads) == len(without.Leads)+1 && len(with.Bad) == 0 {
		with.Leads = slices.Delete(with.Leads, n, n+1)
	} else if len(badLines(with)) > 1 {
		t.Fatalf("%d bad rows of one line: %v", len(badLines(with)), with.Bad)
	} else if len(with.Bad) == 0 && strings.TrimSpace(line) != "" {
		t.Fatalf("%q is neither a lead nor a bad row", line)
	}
	if diff := cmp.Diff(without.Leads, with.Leads); diff != "" {
		t.Fatalf("leads around %q (-without +with):\n%s", line, diff)
	}
}

// FuzzLeads holds JSON lines to what encoding/json says of each line, and to
// the same three properties as FuzzCSV.
func FuzzLeads(f *testing.F) {
	for _, s := range []string{`{"id": "1"}`, `{"a": 1, "b": "2"}`, `{"a":`, "null", "[]", "{} {}", "\n\r\n {}", `{"a": "` + "\xff" + `"}`, `{"custom": {"x": 1e999}}`, strings.Repeat(" ", 300),
		`{"created_at": "2026-01-01T00:00:00Z", "activities": [{"type": "x", "at": "soon"}]}`} {
		f.Add(s)
	}
	m := mapped(f, fuzzMap)
	const most = 200
	plain := []string{`{"id": "1"}`, `{"company": {"employees": 5}}`, `{"custom": {"plan": "team"}}`}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.Contains(s, "\x00") || strings.HasPrefix(s, "\xFF\xFE") || strings.HasPrefix(s, "\xFE\xFF") {
			return // UTF-16, or looks like it
		}
		for _, mapping := range []*Mapping{nil, m} {
			readAll := func(text string) result {
				return read(t, newFile(text), Options{Input: JSONLines, Mapping: mapping, MaxRecord: most})
			}
			got := readAll(s)
			if got.Err != "" {
				t.Fatalf("final error %s", got.Err)
			}
			checkRows(t, got, 1, strings.Count(s, "\n")+1)
			apart(t, strings.ReplaceAll(s, "\n", ""), "", readAll, plain)
			if mapping != nil {
				continue
			}
			for line := range bytes.Lines([]byte(s)) {
				var lead qualify.Lead
				one := readAll(string(line))
				if len(one.Leads) == 1 {
					text := bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
					if err := json.Unmarshal(text, &lead); err != nil {
						t.Fatalf("%q is a lead, and encoding/json says %v", line, err)
					}
					if diff := cmp.Diff(kept(lead), one.Leads[0]); diff != "" {
						t.Fatalf("(-encoding/json +have):\n%s", diff)
					}
				} else if len(line) <= most && utf8.Valid(line) && bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) && json.Unmarshal(line, &lead) == nil {
					t.Fatalf("%q is no lead, and encoding/json reads it: %v", line, one.Bad)
				}
			}
		}
	})
}

// FuzzJSON holds the records of a list to what encoding/json finds in it.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`[{"id": "1"}, {"id": "2"}]`, `[]`, `{"id": "1"}`, `[{"a": "]"}, 7, "x\"", null]`, `[{"a": [1}]`, `[1 2]`, `[1,]`, "[\n{\n}\n]\n", "[[[]], [{}]]", "[tru, \"\n\"]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var have []string
		l := list{text: newText(strings.NewReader(s), 1<<20)}
		var err error
		for err == nil {
			var record []byte
			var line int
			record, line, _, err = l.next()
			if err == nil {
				have = append(have, string(record))
				if line < 1 || line > strings.Count(s, "\n")+1 {
					t.Fatalf("line %d", line)
				}
			}
		}
		var want []json.RawMessage
		switch {
		case len(s) > 0 && strings.TrimSpace(s) != "" && strings.TrimSpace(s)[0] == '{' && json.Valid([]byte(s)):
			want = []json.RawMessage{[]byte(strings.Trim(s, " \t\r\n"))}
		case json.Unmarshal([]byte(s), &want) != nil || want == nil:
			return // whatever was found before the mistake
		}
		if err != io.EOF {
			t.Fatalf("%v, and encoding/json reads it", err)
		}
		if len(have) != len(want) {
			t.Fatalf("%d records, want %d", len(have), len(want))
		}
		for i := range want {
			if have[i] != string(want[i]) {
				t.Fatalf("record %d is %q, want %q", i, have[i], want[i])
			}
		}
	})
}

// FuzzMap holds that a map is either right, and then reads any file, or wrong
// in places that are in its text.
func FuzzMap(f *testing.F) {
	for _, s := range []string{fuzzMap, planMap, `{}`, `{"fields": {"id": {"from": "a", "values": {"1": null}}, "custom.seats": {"from": "b", "numbers": {"thousands": ",", "strip": ["$"], "percent": true}}}}`,
		`{"encoding": "latin1", "delimiter": "\t", "records": "r.s", "unknown": ["-"], "fields": {"created_at": {"from": "a", "dates": {"layouts": ["unix", "2.1.06"], "time_zone": "-03:00"}, "on_error": "unknown"}}}`,
		`{"activities": [{"type": {"from": "a"}, "at": {"from": "b"}, "count": {"value": 3}, "spread_days": 0.1}]}`, `{"fields": {"custom.seats": {"from": "a", "numbers": {"units": {"k": 1000, "dozen": 12}, "range": "low", "strip": ["EUR"]}, "default": 0}, "custom.renewal": {"from": "b", "dates": {"layouts": ["excel", "day_first"], "zones": {"CET": "+01:00"}, "time_zone": "Europe/Rome"}}, "custom.tags": {"from": "a", "separator": ",", "default": []}}}`,
		`{"fields": 1}`, "\xff", "["} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParseMap("map.json", []byte(s), facts)
		if err != nil {
			errs, ok := err.(qualify.Errors)
			if !ok || len(errs) == 0 {
				t.Fatalf("want mistakes, have %v", err)
			}
			for _, e := range errs {
				if e.Line < 1 || e.Line > strings.Count(s, "\n")+1 || e.Column < 1 || e.Message == "" {
					t.Fatalf("mistake without a place: %+v", e)
				}
			}
			return
		}
		text := "a,b,id\n1,2,3\n$1.234,2026-01-02,-\n"
		if m.delimiter != ',' {
			text = strings.ReplaceAll(text, ",", string(rune(m.delimiter)))
		}
		read(t, newFile(text), Options{Input: CSV, Mapping: m})
		lines := read(t, newFile(`{"a": 1, "b": ["x"], "id": true}`+"\n"), Options{Input: JSONLines, Mapping: m})
		if lines.Err == "" && len(lines.Leads)+len(badLines(lines)) != 1 {
			t.Fatalf("%d leads and %d bad rows of one line", len(lines.Leads), len(badLines(lines)))
		}
		again, err := ParseMap("map.json", []byte(s), facts)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(lines, read(t, newFile(`{"a": 1, "b": ["x"], "id": true}`+"\n"), Options{Input: JSONLines, Mapping: again})); diff != "" {
			t.Fatalf("the same map read twice differs:\n%s", diff)
		}
	})
}

// FuzzForm holds that what is guessed of a file, and what is read of it, does not
// depend on how much of it comes at once.
func FuzzForm(f *testing.F) {
	for _, s := range []string{"id,person.name\n1,Ann\n", "sep=;\nid;person.name\n1;M\xfcller\n", "\xff\xfei\x00d\x00\n\x001\x00", "\x00i\x00d\x00\n\x001", "i\x00d\x00", "{\"id\": \"1\"}\n", "[{\"id\"", "\x1f\x8b\x08", "PK\x03\x04", "id\tsource|a\n\"", "\"sep=,\"\nid"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, input := range []Input{"", CSV, JSONLines} {
			o := Options{Input: input, MaxRecord: 200, MaxUnpacked: 1 << 20}
			formOf := func(from io.Reader) (form Form) {
				if r, err := NewReader(from, o); err == nil {
					form = r.Form()
				}
				return form
			}
			whole, slow := formOf(strings.NewReader(s)), formOf(iotest.OneByteReader(strings.NewReader(s)))
			if whole != slow {
				t.Fatalf("%+v at once, %+v byte by byte", whole, slow)
			}
			if diff := cmp.Diff(read(t, strings.NewReader(s), o), read(t, iotest.OneByteReader(strings.NewReader(s)), o)); diff != "" {
				t.Fatalf("(-at once +byte by byte):\n%s", diff)
			}
		}
	})
}
