package leadfile

import (
	"bytes"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// An encoding is a way to write characters as bytes.
type encoding struct {
	name   string
	decode decode // nil where it is UTF-8 already
}

// decode appends the characters that in begins with to out, in UTF-8, and tells
// how many bytes of in it used. What is left is the begin of a character; where
// in is the last of the file there is nothing left. Bytes that are no character
// become a byte that is none in UTF-8.
type decode func(out, in []byte, last bool) ([]byte, int)

var (
	utf8Encoding = &encoding{"utf-8", nil}
	windows1252  = &encoding{"windows-1252", decode1252}
	utf16Little  = &encoding{"utf-16le", func(out, in []byte, last bool) ([]byte, int) { return decode16(out, in, last, 0) }}
	utf16Big     = &encoding{"utf-16be", func(out, in []byte, last bool) ([]byte, int) { return decode16(out, in, last, 1) }}
)

// encodings are those that a map may name.
var encodings = []struct {
	name string
	*encoding
}{{"utf-8", utf8Encoding}, {"windows-1252", windows1252}, {"latin1", windows1252}, {"utf-16le", utf16Little}, {"utf-16be", utf16Big}}

// marks are byte-order marks, which say what the encoding is.
var marks = []struct {
	bytes string
	*encoding
}{{"\xEF\xBB\xBF", utf8Encoding}, {"\xFF\xFE", utf16Little}, {"\xFE\xFF", utf16Big}}

// encodingOf tells the encoding by a byte-order mark, else from the bytes that a
// file begins with, or from all of them where the file is whole: UTF-16, as every
// other byte of most texts is 0 there; else Windows-1252, where more bytes are no
// UTF-8 than characters beyond ASCII are. It gives the length of the mark. sure is
// false where all is ASCII, which says nothing.
func encodingOf(begin []byte, whole bool) (e *encoding, mark int, sure bool) {
	for _, m := range marks {
		if bytes.HasPrefix(begin, []byte(m.bytes)) {
			return m.encoding, len(m.bytes), true
		}
	}
	var zeros [2]int
	for i, b := range begin {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(begin) / 2; {
	case zeros[1] > half/2 && zeros[0] <= half/8:
		return utf16Little, 0, true
	case zeros[0] > half/2 && zeros[1] <= half/8:
		return utf16Big, 0, true
	}
	if !whole {
		begin = begin[:len(begin)-halfCharacter(begin)]
	}
	characters, others := 0, 0
	for len(begin) > 0 {
		r, size := utf8.DecodeRune(begin)
		switch {
		case r == utf8.RuneError && size == 1:
			others++
		case r >= utf8.RuneSelf:
			characters++
		}
		begin = begin[size:]
	}
	if others > characters {
		return windows1252, 0, true
	}
	return utf8Encoding, 0, characters > 0
}

// halfCharacter is how many bytes at the end begin a character of UTF-8.
func halfCharacter(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if b := text[len(text)-n]; utf8.RuneStart(b) {
			if !utf8.FullRune(text[len(text)-n:]) {
				return n
			}
			break
		}
	}
	return 0
}

// from1252 are the characters of 0x80 to 0x9F. Five of them are none; these are
// read as browsers read them, as the control characters of ISO 8859-1.
var from1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}

func decode1252(out, in []byte, _ bool) ([]byte, int) {
	for _, b := range in {
		switch {
		case b < utf8.RuneSelf:
			out = append(out, b)
		case b < 0xA0:
			out = utf8.AppendRune(out, from1252[b-0x80])
		default:
			out = utf8.AppendRune(out, rune(b))
		}
	}
	return out, len(in)
}

// notText is a byte that no character of UTF-8 has.
const notText = 0xFF

// decode16 reads UTF-16 of which the byte at low of a pair is the lower one.
func decode16(out, in []byte, last bool, low int) ([]byte, int) {
	unit := func(at int) rune { return rune(in[at+1-low])<<8 | rune(in[at+low]) }
	at := 0
	for at+2 <= len(in) {
		r := unit(at)
		if !utf16.IsSurrogate(r) {
			out = utf8.AppendRune(out, r)
			at += 2
			continue
		}
		if at+4 > len(in) {
			if !last {
				return out, at
			}
			out, at = append(out, notText), at+2
			continue
		}
		if pair := utf16.DecodeRune(r, unit(at+2)); pair != utf8.RuneError {
			out, at = utf8.AppendRune(out, pair), at+4
		} else {
			out, at = append(out, notText), at+2
		}
	}
	if last && at < len(in) {
		out, at = append(out, notText), len(in)
	}
	return out, at
}

// decoder reads a file in UTF-8.
type decoder struct {
	from   io.Reader
	decode decode
	in     []byte // read and not decoded, in the memory of buf
	out    []byte // decoded and not given
	buf    [4096]byte
	made   []byte // memory of out
	err    error  // behind all that is in
}

// Read implements io.Reader.
func (d *decoder) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil && len(d.in) == 0 {
			return 0, d.err
		}
		n := copy(d.buf[:], d.in)
		if d.err == nil {
			var got int
			if got, d.err = d.from.Read(d.buf[n:]); got == 0 && d.err == nil {
				return 0, nil
			}
			n += got
		}
		used := 0
		d.made, used = d.decode(d.made[:0], d.buf[:n], d.err != nil)
		d.in, d.out = d.buf[used:n], d.made
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}
