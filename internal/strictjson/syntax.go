package strictjson

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/meant"
	"github.com/leadqual/leadqual/internal/nearest"
)

// This file reads strings and says in plain words what is wrong where JSON
// ends to be JSON.

// text reads the string that starts here. A flawed one has been reported and
// is not to be used, but its end is known unless the parser has stopped.
func (p *parser) text() (escaped, flawed bool) {
	begin := p.at
	p.at++
	valid := true
	for p.at < len(p.src) {
		switch c := p.src[p.at]; {
		case c == '"':
			p.at++
			return escaped, flawed
		case c == '\\':
			escaped = true
			_, size, lone := readEscape(p.src[p.at:])
			if size == 0 {
				p.badEscape(begin)
				return escaped, true
			}
			if lone {
				flawed = true
				p.add(CodeBadValue, p.at, "%s is half of a character: write the character itself",
					p.src[p.at:p.at+size])
			}
			p.at += size
		case c == '\n' || c == '\r':
			p.fail(begin, `string not closed on its line; a line break inside is written \n`)
			return escaped, true
		case c == '\t':
			p.fail(p.at, `tab in a string: write %s`, instead.Write(`\t`).At(0, 1))
			return escaped, true
		case c < ' ':
			p.fail(p.at, `control character in a string: write %s`, instead.Write(fmt.Sprintf(`\u%04x`, c)).At(0, 1))
			return escaped, true
		case c < utf8.RuneSelf:
			p.at++
		default:
			r, size := utf8.DecodeRuneInString(p.src[p.at:])
			if r == utf8.RuneError && size == 1 && valid {
				valid, flawed = false, true // once in a string is enough
				p.notUTF8(p.at)
			}
			p.at += size
		}
	}
	p.fail(begin, "string not closed")
	return escaped, true
}

func (p *parser) badEscape(begin int) {
	rest := p.src[p.at+1:]
	switch {
	case rest == "":
		p.fail(begin, "string not closed")
	case rest[0] == 'u':
		p.fail(p.at, `\u needs four hexadecimal digits`)
	case rest[0] < ' ':
		p.fail(p.at, `backslash at the end of a line: write \\ for a backslash`)
	default:
		r, _ := utf8.DecodeRuneInString(rest)
		p.fail(p.at, `unknown escape of %s: write %s for a backslash`, show(r), instead.Write(`\\`).At(0, 1))
	}
}

// fail reports a mistake of syntax and ends the reading.
func (p *parser) fail(offset int, format string, args ...any) {
	p.add(CodeSyntax, offset, format, args...)
	p.stopped = true
}

// unexpected reports what stands here. The message is for when it is nothing
// that has a message of its own.
func (p *parser) unexpected(message any) {
	p.missing(p.at, message)
}

// missing is unexpected with a message about something that belongs at offset,
// before what stands here.
func (p *parser) missing(offset int, message any) {
	rest := p.src[p.at:]
	r, size := utf8.DecodeRuneInString(rest)
	switch {
	case rest == "" && len(p.open) == 0:
		p.fail(p.at, "unexpected end: there is no value")
	case rest == "":
		bracket := p.open[len(p.open)-1]
		p.fail(p.at, "unexpected end: `%c` opened at line %d is not closed", p.src[bracket], p.line(bracket))
	case r == utf8.RuneError && size == 1:
		p.notUTF8(p.at)
		p.at++
		p.stopped = true
	case rest[0] == '#' || strings.HasPrefix(rest, "//") || strings.HasPrefix(rest, "/*"):
		p.fail(p.at, "comment: JSON has none%s", p.comment)
	default:
		p.fail(offset, "%s", message)
	}
}

// unexpectedValue reports what is no start of a value.
func (p *parser) unexpectedValue() {
	switch c := p.next(); {
	case c == ',' || c == '}' || c == ']':
		p.unexpected(fmt.Sprintf("value missing before `%c`", c))
	default:
		p.unexpected(p.strange("value"))
	}
}

// unexpectedKey reports what is no start of a key.
func (p *parser) unexpectedKey() {
	switch c := p.next(); {
	case c >= '0' && c <= '9' && p.numberBefore():
	case isWordByte(c):
		word := wordAt(p.src[p.at:])
		p.unexpected(instead.Said("key not in double quotes; write "+quote(word), quote(word)).At(0, len(word)))
	default:
		p.unexpected(p.strange("key in double quotes"))
	}
}

// unexpectedAfterValue reports what is neither comma nor closing bracket. The
// value before has its end at end.
func (p *parser) unexpectedAfterValue(end int, closing byte) {
	c := p.next()
	switch {
	case c == '}' || c == ']':
		bracket := p.open[len(p.open)-1]
		p.unexpected(fmt.Sprintf("want `%c` to close the `%c` opened at line %d, have `%c`",
			closing, p.src[bracket], p.line(bracket), c))
	case isWordByte(c) && p.at == end && p.src[end-1] == '"':
		p.missing(end, `missing comma; for a quote inside a string write \"`)
	case c == '%' && p.percentBefore(end):
	case isWordByte(c) || strings.IndexByte(`"{[-`, c) >= 0:
		p.missing(end, instead.Said("missing comma", ",").At(0, 0))
	default:
		p.unexpected(p.strange(fmt.Sprintf("comma or `%c`", closing)))
	}
}

// unexpectedWord reports a word that is no value.
func (p *parser) unexpectedWord(word string) {
	if notNumber(word) {
		p.fail(p.at, "%s is not a JSON number", word)
		return
	}
	switch word {
	case "None", "nil", "undefined":
		p.fail(p.at, `unknown word %q: did you mean %s?`, word, instead.Write("null").At(0, len(word)))
		return
	}
	if near, ok := nearest.To(word, []string{"true", "false", "null"}); ok {
		p.fail(p.at, "unknown word %s: did you mean %s?", quote(word), instead.Write(near).At(0, len(word)))
		return
	}
	p.fail(p.at, "unknown word %s: text stands in double quotes", quote(word))
}

// straight is what to write for a text in other quotes, nothing where they are not
// closed on the line.
func straight(s string) (none instead.Text) {
	_, size := utf8.DecodeRuneInString(s)
	end := strings.IndexFunc(s[size:], func(r rune) bool { return strings.ContainsRune("'`“”‘’«»\n\"", r) })
	if end < 0 || s[size+end] == '\n' || s[size+end] == '"' {
		return none
	}
	_, closing := utf8.DecodeRuneInString(s[size+end:])
	write := quote(s[size : size+end])
	return instead.Said("; write "+write, write).At(0, size+end+closing)
}

// meantNumber is what to write for a number as others write it, which s begins
// with; nothing where none was meant.
func meantNumber(s string) (none instead.Text) {
	end := strings.IndexFunc(s, func(r rune) bool { return !strings.ContainsRune("+-0123456789.,_kKmM%", r) })
	if end < 0 {
		end = len(s)
	}
	if end < len(s) && isWordByte(s[end]) {
		return none
	}
	s = strings.TrimRight(s[:end], ",")
	if number, ok := meant.Number(strings.ReplaceAll(s, "_", "")); ok {
		return instead.Said("; write "+number, number).At(0, len(s))
	}
	return none
}

// numberBefore reports a number with a comma for its decimal point, of which
// what stands here is read as a key.
func (p *parser) numberBefore() bool {
	return p.src[p.at-1] == ',' && p.reportNumber(p.at+digitsAt(p.src[p.at:]), "comma in a number")
}

// percentBefore reports a number in percent, of which the sign stands here
// behind the number that ends at end.
func (p *parser) percentBefore(end int) bool {
	return p.at == end && p.reportNumber(p.at+1, "percent in a number")
}

// reportNumber reports the number of another form that ends at an offset; false
// is that there is none.
func (p *parser) reportNumber(end int, message string) bool {
	begin := p.at
	for begin > p.start && strings.IndexByte("+-0123456789.,", p.src[begin-1]) >= 0 {
		begin--
	}
	number, ok := meant.Number(p.src[begin:end])
	if ok {
		p.fail(begin, "%s; write %s", message, instead.Write(number).At(0, end-begin))
	}
	return ok
}

// strange says that something is wanted and what stands here instead.
func (p *parser) strange(want string) any {
	r, _ := utf8.DecodeRuneInString(p.src[p.at:])
	switch r {
	case '\'', '`', '“', '”', '„', '‘', '’', '«', '»':
		write := straight(p.src[p.at:])
		return write.After(fmt.Sprintf("want %s, have %s: text stands in straight double quotes", want, show(r)))
	}
	return fmt.Sprintf("want %s, have %s", want, show(r))
}

// show writes a rune for a message so that it is seen.
func show(r rune) string {
	if unicode.IsGraphic(r) && !unicode.IsSpace(r) && r != '`' {
		return "`" + string(r) + "`"
	}
	return fmt.Sprintf("U+%04X", r)
}

// checkUTF8 reports the first byte of a stretch that is not UTF-8.
func (p *parser) checkUTF8(from, to int) {
	for i, r := range p.src[from:to] {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(p.src[from+i:]); size == 1 {
				p.notUTF8(from + i)
				return
			}
		}
	}
}

func (p *parser) notUTF8(at int) {
	p.add(CodeNotUTF8, at, "byte 0x%02X is not UTF-8: save the text as UTF-8", p.src[at])
}

// line is the line of an offset, counted from 1.
func (p *parser) line(offset int) int {
	return 1 + strings.Count(p.src[p.start:offset], "\n")
}
