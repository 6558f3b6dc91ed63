package leadfile

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestLatin1(t *testing.T) {
	const most = 10_000
	var from, want strings.Builder
	for i := range most {
		from.WriteByte(byte(i))
		want.WriteRune(rune(byte(i)))
	}
	if err := iotest.TestReader(&latin1{from: strings.NewReader(from.String())}, []byte(want.String())); err != nil {
		t.Error(err)
	}
	if err := iotest.TestReader(&latin1{from: iotest.DataErrReader(strings.NewReader("\xe9"))}, []byte("é")); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadAll(&latin1{from: iotest.ErrReader(errFailing)}); err != errFailing {
		t.Errorf("have %v, want the reader's error", err)
	}
}

// A record of any size costs no more memory than one that is allowed.
func TestBoundedMemory(t *testing.T) {
	const most = 64 << 10
	long := strings.Repeat("x", 20*most)
	for _, c := range []struct {
		input Input
		text  string
		leads int
	}{
		{CSV, "id\n" + long + "\n2\n", 1},
		{CSV, "id\n\"" + long + "\n2\n", 1},
		{CSV, "id\n\"" + strings.Repeat("x\n", 2*most) + "2\n", 2 * most},
		{JSONLines, `{"id": "` + long + "\"}\n{\"id\": \"2\"}", 1},
		{JSON, `[{"id": "` + long + `"}, {"id": "2"}]`, 1},
		{JSON, `[` + long + `, {"id": "2"}]`, 1},
	} {
		r, err := NewReader(newFile(c.text), Options{Input: c.input, MaxRecord: most})
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		lead := plan("", "")
		bad := 0
		for err != io.EOF {
			if _, err = r.Next(&lead); err == nil {
				got++
			} else if _, ok := err.(*RowError); ok {
				bad++
			} else if err != io.EOF {
				t.Fatal(err)
			}
		}
		if got != c.leads || bad != 1 || lead.ID != "" {
			t.Errorf("%s %.20q: %d leads and %d bad rows, want %d and 1", c.input, c.text, got, bad, c.leads)
		}
		for _, window := range []*text{r.lines, textOf(r)} {
			if window != nil && len(window.buf) > 8*most {
				t.Errorf("%s %.20q: %d bytes for a record of at most %d", c.input, c.text, len(window.buf), most)
			}
		}
	}
}

func textOf(r *Reader) *text {
	switch {
	case r.csv != nil:
		return r.csv.text
	case r.list != nil:
		return r.list.text
	}
	return nil
}
