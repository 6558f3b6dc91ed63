// Package instead keeps what is to be written instead of a mistake together with the
// words that say so: a message is made with a [Text] among its arguments, and the
// reporter takes from the arguments what the message says. So the two cannot disagree.
package instead

import (
	"bytes"
	"strings"
	"unicode"
)

// A Text is a part of a message that says what to write instead. The zero Text is
// empty, and says nothing.
type Text struct {
	said, write string
	is, placed  bool
	from, to    int // where it is placed
}

// Write is a text that is to be written, and said as it is written.
func Write(text string) Text { return Text{said: text, write: text, is: true} }

// Said is a text that is to be written, with the words that say so.
func Said(words, text string) Text { return Text{said: words, write: text, is: true} }

// Words are a part of a message that says nothing of what to write.
func Words(words string) Text { return Text{said: words} }

// At is a text that is to be written in place of another stretch than the one that the
// message is about.
func (t Text) At(from, to int) Text {
	t.placed, t.from, t.to = true, from, to
	return t
}

// After is the text behind other words.
func (t Text) After(words string) Text {
	t.said = words + t.said
	return t
}

// String is the part of the message.
func (t Text) String() string { return t.said }

// A Mend is what to write in place of a stretch of a text, of which the reporter says
// where it counts from.
type Mend struct {
	Write    string
	From, To int
}

// In is what the arguments of a message about a stretch say is to be written; nil where
// they do not.
func In(args []any, from, to int) *Mend {
	for _, a := range args {
		t, ok := a.(Text)
		switch {
		case ok && t.placed:
			return &Mend{t.write, t.from, t.to}
		case ok && t.is:
			return &Mend{t.write, from, to}
		}
	}
	return nil
}

// On is a mend of JSON where it is to be written: what it takes the place of begins a
// text, and is the key, string, number or word there where it does not say. Nil is that
// none stands there.
func (m *Mend) On(text []byte, says bool) *Mend {
	if m == nil || says {
		return m
	}
	m.From, m.To = 0, tokenLength(text)
	if m.To == 0 {
		return nil
	}
	return m
}

// tokenLength is the length of the string, number or word that a text begins with, 0
// where it begins with none.
func tokenLength(text []byte) int {
	if len(text) == 0 || text[0] != '"' {
		end := bytes.IndexFunc(text, func(r rune) bool {
			return !strings.ContainsRune("+-._", r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})
		if end < 0 {
			end = len(text)
		}
		return end
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}
