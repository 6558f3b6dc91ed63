package leadfile

import (
	"bytes"
	"strings"
	"time"
)

// A TextGuess is what one text is by itself, in whatever way it is written. What a
// column is, a [Guess] says by all its texts.
type TextGuess struct {
	// Type is "bool", "number", "time" or "string"; "" of a text that is empty, or
	// means that a value is not known.
	Type string
	// Yes is whether a bool means yes.
	Yes bool
	// Number is the number, or the lower end of a range; of an open one, such as <50,
	// the end that it has.
	Number float64
	// Plain says that a number is read by a map that says nothing of numbers, and
	// Range that it is a range.
	Plain, Range bool
	// DayFirst and MonthFirst are the day of a time, at midnight UTC, as either order
	// of day and month has it; the zero time where there is no such day. They are
	// equal where the text has one meaning.
	DayFirst, MonthFirst time.Time
	// Form is how a time is written: a Go layout, in which both of day and month are
	// ## where they are numbers in front of the year.
	Form string
}

// GuessText guesses what a text is, without white space around it. Digits alone are a
// number, which may also mean yes or no, or a day. Letters that only tick a box are no
// bool.
func GuessText(text []byte) TextGuess {
	if bytes.ContainsAny(text, "0123456789") {
		return guessDigits(text)
	}
	s := string(text)
	if len(text) == 0 || meansUnknown(s) {
		return TextGuess{}
	}
	if yes, known := boolWord(s); known && !isBoxLetter(s) {
		return TextGuess{Type: "bool", Yes: yes}
	}
	return TextGuess{Type: "string"}
}

// guessDigits is of texts with digits.
func guessDigits(text []byte) TextGuess {
	if n, _, ok := plainNumbers.read(text); ok {
		return TextGuess{Type: "number", Number: n, Plain: true}
	}
	if len(text) > 80 {
		return TextGuess{Type: "string"}
	}
	s := string(text)
	if g, ok := guessDay(s); ok {
		return g
	}
	if t, upper, isRange, ok := numberOrRange(s); ok && new(numberTally).reads(s, &t, &upper, isRange) {
		if t.minus {
			t.value = -t.value
		}
		return TextGuess{Type: "number", Number: t.value, Range: isRange}
	}
	return TextGuess{Type: "string"}
}

var plainNumbers = newNumberReader(nil)

// guessDay is of dates.
func guessDay(text string) (g TextGuess, ok bool) {
	full, layout := fullYear(text)
	w, ok := readWritten(full, nil)
	if !ok {
		return g, false
	}
	w.hour, w.minute, w.sec, w.nanos, w.zone = 0, 0, 0, 0, nil
	var isDay, isMonth bool
	g.DayFirst, isDay = w.at(dayFirst, time.UTC)
	g.MonthFirst, isMonth = w.at(monthFirst, time.UTC)
	g.Form = "2 Jan 2006"
	if i := strings.IndexAny(text, "-/."); i == 4 {
		g.Form = "2006" + text[i:5] + "01" + text[i:5] + "02"
	} else if w.first > 0 {
		g.Form = "##" + text[i:i+1] + "##" + text[i:i+1] + "2006"
	}
	if layout != "" {
		g.Form = strings.Replace(g.Form, "2006", "06", 1)
	}
	if strings.Contains(text, ":") {
		g.Form += " 15:04"
	}
	g.Type = "time"
	return g, isDay || isMonth
}
