package leadfile

import "io"

// encodings are those that a map may name, the default first, each with what
// makes UTF-8 of it; nil where it is that already.
var encodings = []struct {
	name   string
	decode func(io.Reader) io.Reader
}{
	{"utf-8", nil},
	{"latin1", func(from io.Reader) io.Reader { return &latin1{from: from} }},
}

// latin1 reads ISO 8859-1 as UTF-8: each byte is the code point of its number.
type latin1 struct {
	from io.Reader
	buf  [4096]byte
	left []byte // of buf, read and not yet given
	half byte   // second byte of a code point of which the first was given
	err  error  // behind what is left
}

// Read implements io.Reader.
func (l *latin1) Read(p []byte) (n int, err error) {
	if len(p) == 0 {
		return 0, nil
	}
	if l.half != 0 {
		p[0], l.half = l.half, 0
		n = 1
	}
	if len(l.left) == 0 && l.err == nil {
		var got int
		got, l.err = l.from.Read(l.buf[:])
		l.left = l.buf[:got]
	}
	for len(l.left) > 0 && n < len(p) {
		b := l.left[0]
		l.left = l.left[1:]
		if b < 0x80 {
			p[n] = b
			n++
			continue
		}
		p[n] = 0xC0 | b>>6
		n++
		if second := 0x80 | b&0x3F; n < len(p) {
			p[n] = second
			n++
		} else {
			l.half = second
		}
	}
	if len(l.left) > 0 || l.half != 0 {
		return n, nil
	}
	return n, l.err
}
