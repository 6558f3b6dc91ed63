package leadfile

import (
	"testing"
	"time"
)

var guessTexts = []struct {
	text string
	want TextGuess
}{
	{"", TextGuess{}},
	{"k. A.", TextGuess{}},
	{"Buyer", TextGuess{Type: "string"}},
	{"x", TextGuess{Type: "string"}},
	{"+49 30 1234567", TextGuess{Type: "string"}},
	{"10.20.2.30", TextGuess{Type: "string"}},
	{"30/02/2025", TextGuess{Type: "string"}},
	{"Ja", TextGuess{Type: "bool", Yes: true}},
	{"N", TextGuess{Type: "bool"}},
	{"1", TextGuess{Type: "number", Number: 1, Plain: true}},
	{"-4.5e2", TextGuess{Type: "number", Number: -450, Plain: true}},
	{"€ 1.250,50", TextGuess{Type: "number", Number: 1250.5}},
	{"(1,200)", TextGuess{Type: "number", Number: -1200}},
	{"1.5 Mio", TextGuess{Type: "number", Number: 1.5e6}},
	{"50 – 200", TextGuess{Type: "number", Number: 50, Range: true}},
	{">500", TextGuess{Type: "number", Number: 500, Range: true}},
	{"1821-04-03T10:00:00Z", TextGuess{Type: "time", DayFirst: ymd(1821, 4, 3), MonthFirst: ymd(1821, 4, 3), Form: "2006-01-02 15:04"}},
	{"Mon, 3 Mar 2025", TextGuess{Type: "time", DayFirst: ymd(2025, 3, 3), MonthFirst: ymd(2025, 3, 3), Form: "2 Jan 2006"}},
	{"3/4/2025", TextGuess{Type: "time", DayFirst: ymd(2025, 4, 3), MonthFirst: ymd(2025, 3, 4), Form: "##/##/2006"}},
	{"13.04.25", TextGuess{Type: "time", DayFirst: ymd(2025, 4, 13), Form: "##.##.06"}},
	{"4-28-2025 9:30 PM", TextGuess{Type: "time", MonthFirst: ymd(2025, 4, 28), Form: "##-##-2006 15:04"}},
}

func ymd(year, month, day int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func TestGuessText(t *testing.T) {
	for _, test := range guessTexts {
		if have := GuessText([]byte(test.text)); have != test.want {
			t.Errorf("%q: %+v, want %+v", test.text, have, test.want)
		}
	}
}

// What a text is by itself, a column of it alone can be read as. Of plain numbers those
// that nobody writes, such as (0.), are none for a column.
func FuzzGuessText(f *testing.F) {
	for _, test := range guessTexts {
		f.Add([]byte(test.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		text = trimmed(text)
		g := GuessText(text)
		var column Texts
		column.Add(text, 1)
		as := column.As(g.Type, false)
		outside := g.Type == "time" && !within(g.DayFirst) && !within(g.MonthFirst)
		if filled := as.Filled() > 0; filled != (g.Type != "") || as.Misfits > 0 && g.Type != "string" && !g.Plain && !outside {
			t.Errorf("%q is %+v, and as a column %+v", text, g, as)
		}
	})
}

// within tells whether a guess of a column takes the day for one of a lead.
func within(day time.Time) bool { return day.Year() >= 1900 && day.Year() < 2200 }
