package leadfile

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// guessOf is the guess of a column, without its counts, for tables.
func guessOf(g Guess) string {
	form, _ := json.Marshal(struct {
		Numbers   *Numbers  `json:"numbers,omitempty"`
		Booleans  *Booleans `json:"booleans,omitempty"`
		Dates     *Dates    `json:"dates,omitempty"`
		Separator string    `json:"separator,omitempty"`
	}{g.Numbers, g.Booleans, g.Dates, g.Separator})
	text := g.Type + " " + string(form)
	if g.Looks != "" {
		text += " " + g.Looks
	}
	if g.Misfits > 0 {
		text += fmt.Sprintf(" misfits %d", g.Misfits)
	}
	if g.Doubt != "" {
		text += " ?"
	}
	return text
}

func columnOf(texts string) *Texts {
	var t Texts
	for i, text := range strings.Split(texts, "|") {
		t.Add([]byte(text), i+2)
	}
	return &t
}

func TestGuess(t *testing.T) {
	for _, c := range []struct{ texts, want string }{
		{"", ` {}`},
		{"-|n/a|Select||k. A.", ` {}`},
		{"red|green|blue", `string {}`},
		{"a;b|c|d;e;f", `strings {}`},
		{"yes|no|Yes", `bool {}`},
		{"Ja|Nein|ja", `bool {}`},
		{"subscribed|unsubscribed", `bool {"booleans":{"true":["subscribed"],"false":["unsubscribed"]}}`},
		{"x||x", `bool {"booleans":{"true":["x"]}} ?`},
		{"1|0|1", `bool {} ?`},
		{"1|2|0", `number {}`},
		{"12|3.5|1,200.25", `number {"numbers":{"thousands":","}}`},
		{"12|3,5|1.200,25 €", `number {"numbers":{"decimal":",","thousands":"."}}`},
		{"1.200|15.000|900", `number {"numbers":{"decimal":",","thousands":"."}} ?`},
		{"1,200|15,000|900", `number {"numbers":{"thousands":","}} ?`},
		{"1.234|2000|12345", `number {} ?`},
		{"1 200|15 000|900,5", `number {"numbers":{"decimal":",","thousands":" "}}`},
		{"1'200.50|15'000|900", `number {"numbers":{"thousands":"'"}}`},
		{"12 %|3.5 %", `number {"numbers":{"percent":true}}`},
		{"12 %|3.5", `number {"numbers":{"percent":true}} ?`},
		{"$5|€7", `number {"numbers":{"strip":["$","€"]}} ?`},
		{"01234|04109|10115", `string {}`},
		{"+49 30 1234567|+1 212 555 0100", `string {} phone`},
		{"2024-03-01|2024-12-31", `time {}`},
		{"2024-03-01T10:00:00Z|2024-12-31", `time {}`},
		{"2024-03-01 10:00:00|2024-12-31 11:11:11", `time {} ?`},
		{"2096-03-19T12:50:17.000+0000", `time {}`},
		{"13/01/2024|02/03/2024", `time {"dates":{"layouts":["day_first"]}}`},
		{"1/13/2024|2/3/2024", `time {"dates":{"layouts":["month_first"]}}`},
		{"1/12/2024|2/3/2024", `time {"dates":{"layouts":["day_first"]}} ?`},
		{"1/12/2024 3:04 PM|2/3/2024 1:00 AM", `time {"dates":{"layouts":["day_first"]}} ?`},
		{"1.12.2024|2.3.2024", `time {"dates":{"layouts":["day_first"]}}`},
		{"13/01/2024|01/13/2024|14/01/2024|15/01/2024|02/03/2024", `string {}`},
		{"2 Jan 2024|13 March 2024", `time {}`},
		{"13.01.24|02.03.24 10:30", `time {"dates":{"layouts":["day_first","2.1.06","2.1.06 15:04"]}} ?`},
		{"22. November 2026|1. März 2026", `time {}`},
		{"2024-03-01 10:00 CET", `string {}`},
		{"11-50|51-200|1,000+|> 5", `number {"numbers":{"thousands":",","range":"low"}} ?`},
		{"11-50 employees|51-200 employees", `number {"numbers":{"strip":["employees"],"range":"low"}} ?`},
		{"1.2 Mio|300k", `number {"numbers":{"units":{"Mio":1000000,"k":1000}}}`},
		{"(1200)|300-", `number {}`},
		{"EUR 5|7 EUR", `number {"numbers":{"strip":["EUR"]}}`},
		{"a@x.example|b@y.example", `string {} email`},
		{"https://x.example|www.y.example/a", `string {} url`},
		{"x.example|y.example", `string {} domain`},
		{"DE|FR|US", `string {} country_code`},
		{"1.2.3|1.2.4", `string {}`},
		{"nan|inf|1e999", `string {} misfits 0`},
	} {
		if got := guessOf(columnOf(c.texts).Guess()); got != strings.TrimSuffix(c.want, " misfits 0") {
			t.Errorf("%s: %s, want %s", c.texts, got, c.want)
		}
	}
}

func TestGuessAs(t *testing.T) {
	for _, c := range []struct{ as, texts, want string }{
		{"time", "13/01/2024|01/13/2024|14/01/2024|15/01/2024|02/03/2024", `time {"dates":{"layouts":["day_first"]}} misfits 1 ?`},
		{"time", "1700000000|1710000000", `time {"dates":{"layouts":["unix"]}} ?`},
		{"time", "soon|later", `time {} misfits 2 ?`},
		{"number", "1.200|15.000", `number {"numbers":{"decimal":",","thousands":"."}} ?`},
		{"whole", "1.200|15.000", `number {"numbers":{"decimal":",","thousands":"."}}`},
		{"whole", "1.2|0.95", `number {} ?`},
		{"whole", "12|1.2k", `number {"numbers":{"units":{"k":1000}}}`},
		{"bool", "1|0|perhaps", `bool {} misfits 1 ?`},
		{"string", "1|2", `string {}`},
	} {
		typ := c.as
		if typ == "whole" {
			typ = "number"
		}
		if got := guessOf(columnOf(c.texts).As(typ, c.as == "whole")); got != c.want {
			t.Errorf("%s as %s: %s, want %s", c.texts, c.as, got, c.want)
		}
	}
}

// What is told of a column does not depend on whether its texts are so many that
// they are no longer told apart.
func TestGuessOfMany(t *testing.T) {
	for _, text := range []string{"yes|no|perhaps", "1,5|2,5|1.200,5|x", "13/01/2024|02/03/2024|N/A", "a@x.example|b"} {
		few, many := columnOf(text), columnOf(text)
		many.Add([]byte(strings.Repeat("long ", 50)), 9)
		few.Add([]byte("long"), 9)
		if !many.many || few.many {
			t.Fatal("want one of each")
		}
		for _, typ := range []string{"bool", "number", "time", "string"} {
			a, b := few.As(typ, false), many.As(typ, false)
			if a.Misfits != b.Misfits || guessOf(a) != guessOf(b) || a.Distinct != b.Distinct || a.Unique != b.Unique || a.Filled() != b.Filled() {
				t.Errorf("%s as %s: %+v and %+v", text, typ, a, b)
			}
		}
	}
}

// What a guess says is read, is read by the form that it says.
func FuzzGuess(f *testing.F) {
	for _, text := range []string{"1.200,50 €|3|(5)|x", "1-5 M|2k|12 %|+5", "200+|>1,000|5-3|10–20", "13/01/2024|2/3/24 10:00 PM|2024-01-01T10:00:00+0100|5 mars 2026",
		"ja|nein|x", "1'000|1 000|1.000", "1700000000|45000", "EUR 5-7|$ 1,5e3|US$5|- 5", "12,34,567|1,23|1.2.3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		column := columnOf(text)
		for _, typ := range []string{"number", "time", "bool"} {
			g := column.As(typ, false)
			numbers, dates, words := newNumberReader(g.Numbers), newDateReader(g.Dates, func(string, string) {}), defaultBooleans
			if g.Booleans != nil {
				words = booleans(g.Booleans)
			}
			misfits := 0
			for _, item := range strings.Split(text, "|") {
				item := trimmed([]byte(item))
				if len(item) == 0 || meansUnknown(string(item)) {
					continue
				}
				var ok bool
				switch typ {
				case "number":
					_, _, ok = numbers.read(item)
				case "time":
					_, ok = dates.read(item)
				default:
					_, ok = words[folded(item)]
				}
				if !ok {
					misfits++
				}
			}
			if g.Filled() > 0 && misfits > g.Misfits {
				t.Errorf("%q as %s: %d misfits, the guess says %d: %s", text, typ, misfits, g.Misfits, guessOf(g))
			}
		}
	})
}

// Whether texts are unique is told of as many as a file has; how many they are is
// near enough.
func TestGuessDistinct(t *testing.T) {
	var unique, few Texts
	const n = 100_000
	for i := range n {
		unique.Add(fmt.Appendf(nil, "id-%d", i), i)
		few.Add(fmt.Appendf(nil, "id-%d", i%1000), i)
	}
	g := unique.Guess()
	if !g.Unique || !g.Sampled || g.Distinct < n*95/100 || g.Distinct > n*105/100 {
		t.Errorf("unique: %+v", g)
	}
	if g := few.Guess(); g.Unique || g.Sampled || g.Distinct != 1000 {
		t.Errorf("few: %+v", g)
	}
}
