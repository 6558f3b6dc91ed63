package leadfile

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// No word means yes in one language and no in another, and each is found as it
// stands in a file, in capitals too.
func TestYesAndNo(t *testing.T) {
	meaning := map[string]int{}
	for language, words := range yesAndNo {
		for i, list := range words {
			for word := range strings.FieldsSeq(list) {
				if other, known := meaning[word]; known && other != i {
					t.Errorf("%s: %s means yes and no", language, word)
				}
				meaning[word] = i
				for _, text := range []string{word, strings.ToUpper(word), " " + word + "\u00a0"} {
					c := &column{kind: boolKind, booleans: defaultBooleans}
					if v, why := c.read([]byte(text)); why != nil || !v.known || v.yes != (i == 0) {
						t.Errorf("%s: %q is %t, %v", language, text, v.yes, why)
					}
				}
			}
		}
	}
	for _, text := range []string{"x", "X", "s", "o", "v", "2", "-1", "maybe", "☒", "opt out", "1.0"} {
		if _, known := defaultBooleans[folded(text)]; known {
			t.Errorf("%s means something", text)
		}
	}
}

func TestLists(t *testing.T) {
	for _, c := range []struct{ text, separator, want string }{
		{"a;b", ";", "a|b"}, {" a ; b ;", ";", "a|b"}, {";;a;;a;A", ";", "a|A"}, {";", ";", ""}, {"a, b", ";", "a, b"}, {"a, b", ",", "a|b"}, {"a\nb\r\nc", "\n", "a|b|c"},
		{`"a; b";c`, ";", "a; b|c"}, {`"a""b" ; "c"`, ";", `a"b|c`}, {`"big" deal;x`, ";", `"big" deal|x`}, {`"open;x`, ";", `"open|x`}, {`a"b;c"d`, ";", `a"b|c"d`}, {`"a";`, ";", "a"},
		{`["a", "b", "a", " c ", ""]`, ";", "a|b|c"}, {`[1, 2.50]`, ";", "1|2.50"}, {`[]`, ";", ""}, {`["a"`, ";", "bad"}, {"[a", ";", "[a"}, {`[a]`, ";", "bad"}, {`['a', 'b']`, ",", "bad"}, {`["a", null]`, ";", "bad"}, {`["a"]["b"]`, ";", "bad"}, {`{a,b}`, ",", "bad"}, {`{"a": 1}`, ",", "bad"},
		{"a\u200b;\u00a0b", ";", "a|b"},
	} {
		list, ok := readList(c.text, c.separator)
		have := strings.Join(list, "|")
		if !ok {
			have = "bad"
		}
		if have != c.want || ok && list == nil {
			t.Errorf("%q by %q: %q, want %q", c.text, c.separator, have, c.want)
		}
	}
	var many, want []string
	for i := range 3 * few {
		many = append(many, fmt.Sprint(i%(2*few)))
		if i < 2*few {
			want = append(want, many[i])
		}
	}
	have, _ := readList(strings.Join(many, ";"), ";")
	same(t, want, have)
}

// Texts that an export has damaged are no texts of a lead.
func TestPlainText(t *testing.T) {
	for text, want := range map[string]string{
		"Acme": "Acme", `="0123"`: "0123", "=": "=", "= 5": "", `=HYPERLINK("https://a.example","A")`: "", `="a"&"b"`: "", `="a`: "", "a\x00b": "", "a\ufeffb": "ab", "\ufeffa\x00": "a",
		"1.23E+11": "", "1,23457E+15": "", "1E+05": "", "1E5": "1E5", "1.2e+3": "1.2e+3", "12.3E+11": "12.3E+11", "1.23E+x": "1.23E+x", "1.E+3": "1.E+3", "#N/A": "", "#REF!": "", `\N`: "", "(null)": "", "[NULL]": "", "(nullable)": "(nullable)", "é": "é", "####": "", "#1": "#1", "# of": "# of", "N/A": "N/A", "NULL": "NULL", "+49 30": "+49 30",
	} {
		v, why := (&column{kind: textKind}).read([]byte(text))
		if v.text != want || (why != nil) != (want == "") {
			t.Errorf("%q is %q (%v), want %q", text, v.text, why, want)
		}
	}
}

// A hint is what the map has to say, and where it says that, the value is read.
func TestHints(t *testing.T) {
	for _, c := range []struct {
		kind       kind
		text, want string
	}{
		{numberKind, "1.2 M", `"numbers": {"units":{"M":1000000}}`},
		{numberKind, "10k", `"numbers": {"units":{"k":1000}}`},
		{numberKind, "1,234", `"numbers": {"thousands":","} or {"decimal":","}`},
		{numberKind, "1,234,567", `"numbers": {"thousands":","}`},
		{numberKind, "1.234,5", `"numbers": {"decimal":",","thousands":"."}`},
		{numberKind, "3,5", `"numbers": {"decimal":","}`},
		{numberKind, "1 234", `"numbers": {"thousands":" "}`},
		{numberKind, "1'234", `"numbers": {"thousands":"'"}`},
		{numberKind, "12.5 %", `"numbers": {"percent":true}`},
		{numberKind, "5 USD", `"numbers": {"strip":["USD"]}`},
		{numberKind, "50-200", `"numbers": {"range":"low"}, or "high", or "middle"`},
		{numberKind, "200+", `"numbers": {"range":"low"}, or "high", or "middle"`},
		{numberKind, "201-500 employees", `"numbers": {"strip":["employees"],"range":"low"}, or "high", or "middle"`},
		{numberKind, "50 to 200", `"numbers": {"range":"low"}, or "high", or "middle"`},
		{numberKind, "$1M-$5M", `"numbers": {"units":{"M":1000000},"range":"low"}, or "high", or "middle"`},
		{numberKind, "1,001-5,000", `"numbers": {"thousands":",","range":"low"} or {"decimal":",","range":"low"}, or "high", or "middle"`},
		{numberKind, "NULL", `"unknown": ["NULL"]`},
		{numberKind, "#DIV/0!", `"unknown": ["#DIV/0!"]`},
		{numberKind, "many", ``},
		{numberKind, "-", `"unknown": ["-"]`},
		{textKind, "#N/A", `"unknown": ["#N/A"]`},
		{textKind, "1.23E+11", ``},
		{boolKind, "x", `"booleans": {"true":["x"]} or {"false":["x"]}`},
		{boolKind, "N/A", `"unknown": ["N/A"]`},
		{timeKind, "01/02/2026", `"dates": {"layouts": ["day_first"]} or {"layouts": ["month_first"]}`},
		{timeKind, "22/11/26", `"dates": {"layouts": ["2/1/06"]}`},
		{timeKind, "01.02.26", `"dates": {"layouts": ["2.1.06"]} or {"layouts": ["1.2.06"]}`},
		{timeKind, "45983", `"dates": {"layouts": ["excel"]}`},
		{timeKind, "45983.25", `"dates": {"layouts": ["excel"]}`},
		{timeKind, "1700000000", `"dates": {"layouts": ["unix"]}`},
		{timeKind, "1700000000000", `"dates": {"layouts": ["unix_ms"]}`},
		{timeKind, "20261122", `"dates": {"layouts": ["20060102"]}`},
		{timeKind, "22-Nov-26", `"dates": {"layouts": ["2-Jan-06"]}`},
		{timeKind, "2026-11-22 10:00 CET", `"dates": {"zones": {"CET": "+01:00"}}, or what else it means`},
		{timeKind, "soon", ``},
		{timeKind, "null", `"unknown": ["null"]`},
	} {
		column := &column{kind: c.kind, numbers: newNumberReader(nil), booleans: defaultBooleans, dates: newDateReader(nil, func(string, string) {}), separator: ";"}
		_, why := column.read([]byte(c.text))
		if why == nil {
			t.Errorf("%v %q is read", c.kind, c.text)
			continue
		}
		if why.open != nil {
			why.hint = column.hint(why.open)
		}
		if why.hint != c.want {
			t.Errorf("%v %q: %s; %s, want %s", c.kind, c.text, why.reason, why.hint, c.want)
		}
		hint, _, _ := strings.Cut(c.want, " or ") // which is no JSON
		hint = strings.TrimSuffix(hint, ",")
		if hint == "" {
			continue
		}
		field := map[kind]string{numberKind: "custom.seats", textKind: "custom.name", boolKind: "custom.trial", timeKind: "custom.renewal"}[c.kind]
		m, err := ParseMap("", []byte(`{"fields": {"`+field+`": {"from": "a", `+hint+`}}}`), map[string]qualify.Fact{
			"custom.seats": {Type: "number"}, "custom.name": {Type: "string"}, "custom.trial": {Type: "bool"}, "custom.renewal": {Type: "time"},
		})
		if err != nil {
			t.Errorf("%s: %v", hint, err)
			continue
		}
		if _, why := m.fields[0].column.read([]byte(c.text)); why != nil {
			t.Errorf("%q with %s: %s", c.text, hint, why.reason)
		}
	}
}

// What a blank becomes is one thing, and what is unknown another.
func TestDefault(t *testing.T) {
	m := mapped(t, `{"unknown": ["?"], "fields": {"custom.trial": {"from": "a", "default": false, "values": {"never": null, "y": true}, "on_error": "unknown"}, "custom.tags": {"from": "b", "default": ["x"]}}}`)
	lead := func(custom map[string]any) qualify.Lead { return qualify.Lead{Custom: custom} }
	want := result{Lines: []int{2, 3, 4, 5, 6}, Leads: []qualify.Lead{
		lead(map[string]any{"trial": false, "tags": []string{"x"}}),
		lead(map[string]any{"trial": true, "tags": []string{"y"}}),
		lead(map[string]any{"tags": []string{"x"}}),
		lead(nil),
		lead(map[string]any{"tags": []string{}}),
	}}
	same(t, want, read(t, newFile("a,b\n,\ny,y\nnever,\u00a0\nmaybe,?\n?,;\n"), Options{Input: CSV, Mapping: m}))
	want.Lines = []int{1, 2, 3}
	want.Leads = want.Leads[:1:1]
	want.Leads = append(want.Leads, want.Leads[0], lead(map[string]any{"trial": true, "tags": []string{}}))
	same(t, want, read(t, newFile(`{}`+"\n"+`{"a": null, "b": ""}`+"\n"+`{"a": "y", "b": []}`), Options{Input: JSONLines, Mapping: m}))
}

// A column that the map is wrong about has its hints looked for once a shape, and not
// for ever.
func TestHintsOfShapes(t *testing.T) {
	for _, pair := range []struct {
		a, b string
		same bool
	}{
		{"1,234", "9,876", true}, {"1,234", "1,23", false}, {"01/02/26", "11/12/26", true}, {"01/02/26", "22/11/26", false}, {"50-200", "10-999", false}, {"1.2 M", "3.4 M", true}, {"5 USD", "5 EUR", false},
	} {
		if same := shapeOf([]byte(pair.a)) == shapeOf([]byte(pair.b)); same != pair.same {
			t.Errorf("%s and %s: %t, want %t", pair.a, pair.b, same, pair.same)
		}
	}
	var h shapeHints
	c := &column{kind: numberKind, numbers: newNumberReader(nil)}
	for i := range mostHints + 10 {
		hint := h.of(c, []byte("5 "+strings.Repeat("x", i%40)+strings.Repeat("y", i/40)))
		if (hint == "") != (i >= mostHints) {
			t.Fatalf("%d: %q", i, hint)
		}
	}
	if len(h) != mostHints {
		t.Errorf("%d are kept", len(h))
	}
}

// A large cell takes time in proportion to its size, whatever is
// in it: these would take hours in proportion to the square.
func TestHostileValues(t *testing.T) {
	numbers := newNumberReader(&Numbers{Thousands: ",", Strip: []string{"a", "EUR"}, Units: map[string]float64{"k": 1000, "dozen": 12}, Percent: true, Range: "low"})
	dates := newDateReader(&Dates{Layouts: []string{"day_first", "excel", "02.01.2006"}, Zones: map[string]string{"CET": "+01:00"}}, func(string, string) {})
	begin := time.Now()
	for _, unit := range []string{"-", "(", "1", "1,", "0.", "a", "EUR", "$", "%", "k", "dozen", "1-", " to ", ">", "+", "1e", "\u00a0", "\u200b", "€", ";", `"`, `"";`, `";`, `""`, "a;", `["`, "[", "{", `\`, "=", `="`, "#", "E+", "1E+", "Mon, ", "January ", "CET ", "(CET", "00", ":", "é", "\xff", "\x00"} {
		text := []byte(strings.Repeat(unit, (1<<17)/len(unit)))
		for _, around := range [][2]string{{"", ""}, {"1", ""}, {"", "1"}, {"[", "]"}, {"(", ")"}} {
			text := slices.Concat([]byte(around[0]), text, []byte(around[1]))
			for kind := textKind; kind <= listKind; kind++ {
				c := &column{kind: kind, numbers: numbers, booleans: defaultBooleans, dates: dates, separator: ";"}
				_, why := c.read(text)
				if why != nil && why.open != nil {
					_ = c.hint(why.open)
				}
			}
		}
	}
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("it took %v", took)
	}
}
