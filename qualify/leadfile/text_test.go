package leadfile

import (
	"io"
	"strings"
	"testing"
)

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
	case r.table != nil:
		return r.table.(row).text
	case r.list != nil:
		return r.list.text
	}
	return nil
}
