package leadfile

import (
	"encoding/binary"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"
)

// encoded writes a text in an encoding; ok is false where that cannot say it.
func encoded(e *encoding, text string) (out []byte, ok bool) {
	for _, r := range text {
		switch e {
		case utf8Encoding:
			out = utf8.AppendRune(out, r)
		case utf16Little:
			for _, u := range utf16.Encode([]rune{r}) {
				out = binary.LittleEndian.AppendUint16(out, u)
			}
		case utf16Big:
			for _, u := range utf16.Encode([]rune{r}) {
				out = binary.BigEndian.AppendUint16(out, u)
			}
		case windows1252:
			at := strings.IndexRune(string(from1252[:]), r)
			switch {
			case r < 0x80 || r >= 0xA0 && r <= 0xFF:
				out = append(out, byte(r))
			case at >= 0:
				out = append(out, byte(0x80+utf8.RuneCountInString(string(from1252[:])[:at])))
			default:
				return nil, false
			}
		}
	}
	return out, true
}

var texts = []string{"", "id", "Müller & Söhne", "Škoda – O’Brien", "€ 1.000", "Ærø \u0081", "株式会社 日立", "🙂\U0010FFFF", "a,b\n1,é\n"}

func TestDecoder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, e := range encodings[1:] {
		for range 40 {
			var text strings.Builder
			for text.Len() < 6000 && (text.Len() == 0 || random.IntN(30) > 0) {
				if piece := texts[random.IntN(len(texts))]; random.IntN(2) == 0 {
					if _, ok := encoded(e.encoding, piece); ok {
						text.WriteString(strings.Repeat(piece, 1+random.IntN(40)))
					}
				}
			}
			bytes, _ := encoded(e.encoding, text.String())
			for _, from := range []io.Reader{strings.NewReader(string(bytes)), iotest.DataErrReader(strings.NewReader(string(bytes))), iotest.OneByteReader(strings.NewReader(string(bytes)))} {
				if err := iotest.TestReader(&decoder{from: from, decode: e.decode}, []byte(text.String())); err != nil {
					t.Fatalf("%s: %v", e.name, err)
				}
			}
		}
		if _, err := io.ReadAll(&decoder{from: iotest.ErrReader(errFailing), decode: e.decode}); err != errFailing {
			t.Errorf("%s: have %v, want the reader's error", e.name, err)
		}
	}
}

// What is no UTF-16 does not come out as a text.
func TestBrokenUTF16(t *testing.T) {
	for _, in := range []string{"a", "a\x00\x00\xD8", "\x00\xD8a\x00", "\x00\xDC", "\x00\xD8\x00\xD8"} {
		out, err := io.ReadAll(&decoder{from: iotest.OneByteReader(strings.NewReader(in)), decode: utf16Little.decode})
		if err != nil || utf8.Valid(out) {
			t.Errorf("%q: %q, %v", in, out, err)
		}
	}
}

func TestEncodingOf(t *testing.T) {
	long := strings.Repeat("x", 1000)
	for _, c := range []struct {
		begin string
		whole bool
		want  *encoding
		mark  int
		sure  bool
	}{
		{"", true, utf8Encoding, 0, false},
		{"id,name\n", true, utf8Encoding, 0, false},
		{"\xEF\xBB\xBFid", true, utf8Encoding, 3, true},
		{"\xFF\xFEi\x00", true, utf16Little, 2, true},
		{"\xFE\xFF\x00i", true, utf16Big, 2, true},
		{"i\x00d\x00,\x00\xE9\x00", true, utf16Little, 0, true},
		{"\x00i\x00d\x00,\x00\xE9", true, utf16Big, 0, true},
		{"Müller", true, utf8Encoding, 0, true},
		{"M\xFCller", true, windows1252, 0, true},
		{"O\x92Brien", true, windows1252, 0, true},
		{long + "\xC3", false, utf8Encoding, 0, false},            // cut in a character
		{long + "\xC3", true, windows1252, 0, true},               // Ã
		{"Müller, Söhne, M\xFCller", true, utf8Encoding, 0, true}, // one bad row
		{"Müller, M\xFCller, S\xF6hne", true, windows1252, 0, true},
	} {
		e, mark, sure := encodingOf([]byte(c.begin), c.whole)
		if e != c.want || mark != c.mark || sure != c.sure {
			t.Errorf("%.30q: %s, %d, %t", c.begin, e.name, mark, sure)
		}
	}
}
