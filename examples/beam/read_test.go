package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/rtrackers/offsetrange"
	"github.com/google/go-cmp/cmp"
)

// fileOfText is a file with a text, as a runner hands it over.
func fileOfText(t *testing.T, text string) fileio.ReadableFile {
	t.Helper()
	name := filepath.Join(t.TempDir(), "leads.jsonl")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return fileio.ReadableFile{Metadata: fileio.FileMetadata{Path: name, Size: int64(len(text))}}
}

// readRange reads the lines of a range, by place. The runner has to find the
// range done.
func readRange(t *testing.T, file fileio.ReadableFile, r offsetrange.Restriction, lines map[int64]string) {
	t.Helper()
	fn := &readFn{}
	rt := fn.CreateTracker(r)
	err := fn.ProcessElement(t.Context(), rt, file, func(rec Record) {
		if rec.File != file.Metadata.Path {
			t.Errorf("file %q", rec.File)
		}
		if _, twice := lines[rec.Offset]; twice {
			t.Errorf("the line at %d comes twice", rec.Offset)
		}
		lines[rec.Offset] = string(rec.Line)
	})
	if err != nil {
		t.Fatalf("%v: %v", r, err)
	}
	if !rt.IsDone() {
		t.Errorf("%v is not done", r)
	}
}

func TestRead(t *testing.T) {
	long := strings.Repeat("x", MaxLine)
	for _, x := range []struct {
		name, text string
		want       map[int64]string
	}{
		{"nothing", "", map[int64]string{}},
		{"one line", "a\n", map[int64]string{0: "a"}},
		{"no end", "a\nbc", map[int64]string{0: "a", 2: "bc"}},
		{"other ends", "a\r\nbc\r\n", map[int64]string{0: "a", 3: "bc"}},
		{"empty lines", "\n\r\n \t\na\n\n\nb\n\n", map[int64]string{6: "a", 10: "b"}},
		{"just fits", long + "\nb\n", map[int64]string{0: long, MaxLine + 1: "b"}},
		{"just fits, other end", long + "\r\nb\n", map[int64]string{0: long, MaxLine + 2: "b"}},
		{"too long", long + "x\nb\n", map[int64]string{0: "", MaxLine + 2: "b"}},
		{"far too long", long + long + long + "\nb", map[int64]string{0: "", 3*MaxLine + 1: "b"}},
		{"too long at the end", "a\n" + long + "x", map[int64]string{0: "a", 2: ""}},
	} {
		t.Run(x.name, func(t *testing.T) {
			file := fileOfText(t, x.text)
			have := map[int64]string{}
			readRange(t, file, (&readFn{}).CreateInitialRestriction(file), have)
			if diff := cmp.Diff(x.want, have); diff != "" {
				t.Errorf("(-want +have):\n%.2000s", diff)
			}
		})
	}
}

// However a file is split, each line is read once.
func TestReadSplits(t *testing.T) {
	text := "{}\n{\"a\": 1}\r\n\n\n{\"b\": 22}\n \n{}\n{\"last\": true}"
	file := fileOfText(t, text)
	whole := map[int64]string{}
	readRange(t, file, offsetrange.Restriction{End: int64(len(text))}, whole)
	if len(whole) != 5 {
		t.Fatalf("read %v", whole)
	}
	for size := int64(1); size <= int64(len(text)); size++ {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			fn := &readFn{Split: size}
			parts := fn.SplitRestriction(file, fn.CreateInitialRestriction(file))
			if want := (len(text) + int(size) - 1) / int(size); len(parts) != want {
				t.Errorf("%d parts, want %d", len(parts), want)
			}
			have, total := map[int64]string{}, 0.0
			for _, r := range parts {
				readRange(t, file, r, have)
				total += fn.RestrictionSize(file, r)
			}
			if diff := cmp.Diff(whole, have); diff != "" {
				t.Errorf("(-whole +parts):\n%s", diff)
			}
			if total != float64(len(text)) {
				t.Errorf("the parts have %v bytes", total)
			}
		})
	}
}

// A runner takes the rest of a range away while it is being read.
func TestReadIsSplitOn(t *testing.T) {
	text := strings.Repeat("{\"a\": 1}\n", 100)
	file := fileOfText(t, text)
	fn := &readFn{}
	rt := fn.CreateTracker(fn.CreateInitialRestriction(file))
	have := map[int64]string{}
	var rest offsetrange.Restriction
	err := fn.ProcessElement(t.Context(), rt, file, func(rec Record) {
		have[rec.Offset] = string(rec.Line)
		if len(have) == 10 {
			_, residual, err := rt.TrySplit(0.5)
			if err != nil {
				t.Fatal(err)
			}
			rest = residual.(offsetrange.Restriction)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(have); n < 10 || n > 90 {
		t.Errorf("%d lines read before the split", n)
	}
	readRange(t, file, rest, have)
	if len(have) != 100 {
		t.Errorf("%d lines, want 100", len(have))
	}
}

// A file without line ends does not fill a worker's memory.
func TestReadLineIsBounded(t *testing.T) {
	const size = 64 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	line, n, err := readLine(bufio.NewReader(io.LimitReader(endless{}, size)))
	runtime.ReadMemStats(&after)
	if line != nil || n != size || err != nil {
		t.Errorf("%d bytes of %d, %v", len(line), n, err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 8*MaxLine {
		t.Errorf("%d bytes are allocated for a line that is too long", used)
	}
}

// endless reads as one line.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestCompressedIsRefused(t *testing.T) {
	file := fileOfText(t, "\x1f\x8b\x08\x00 and so on\n")
	fn := &readFn{}
	err := fn.ProcessElement(t.Context(), fn.CreateTracker(fn.CreateInitialRestriction(file)), file, func(r Record) { t.Errorf("read %q", r.Line) })
	if err == nil || !strings.Contains(err.Error(), "leads.jsonl is compressed") {
		t.Error(err)
	}
}

// Not every file system can go to a place without reading up to it.
func TestLineAtWithoutSeeking(t *testing.T) {
	text := "{}\n{\"a\": 1}\r\n\n{}"
	for start := range int64(len(text)) + 2 {
		_, seeking, err1 := lineAt(strings.NewReader(text), start)
		r, reading, err2 := lineAt(io.MultiReader(strings.NewReader(text)), start)
		if err1 == nil && err2 == nil && seeking == reading {
			line, _, _ := readLine(r)
			if after := text[min(int(reading), len(text)):]; !strings.HasPrefix(after, string(line)) {
				t.Errorf("from %d: at %q, want %q", start, line, after)
			}
			continue
		}
		if err1 != io.EOF || err2 != io.EOF {
			t.Errorf("from %d: %d, %v with seeking and %d, %v without", start, seeking, err1, reading, err2)
		}
	}
}

// readLine finds what bytes.Split finds, whatever the size of its buffer.
func TestReadLine(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		text := make([]byte, random.IntN(120))
		for i := range text {
			text[i] = "aaaaaaaaaaaaa\r\n"[random.IntN(15)]
		}
		want := bytes.SplitAfter(text, []byte("\n"))
		if len(want[len(want)-1]) == 0 {
			want = want[:len(want)-1]
		}
		r := bufio.NewReaderSize(bytes.NewReader(text), 16)
		for _, w := range want {
			line, n, err := readLine(r)
			if err != nil || n != int64(len(w)) || !bytes.Equal(line, bytes.TrimSuffix(bytes.TrimSuffix(w, []byte("\n")), []byte("\r"))) {
				t.Fatalf("%q: %q of %d bytes, %v, want %q", text, line, n, err, w)
			}
		}
		if _, n, err := readLine(r); n != 0 || err != io.EOF {
			t.Fatalf("%q: %d, %v behind the last line", text, n, err)
		}
	}
}

func TestParse(t *testing.T) {
	for _, s := range allSpoilt {
		if _, _, err := parse([]byte(s.line)); err == nil || !strings.Contains(err.Error(), s.reason) {
			t.Errorf("%s: %v, want %q", s.line, err, s.reason)
		}
	}
	const good = ` {"id": "a", "source": "web", "stage": "sql", "custom": {"won": false, "accepted": null, "reason": "r", "segment": "s", "seats": 3}} `
	for end := range len(good) - 1 {
		if _, _, err := parse([]byte(good[:end])); err == nil {
			t.Errorf("%q is read", good[:end])
		}
	}
	lead, outcome, err := parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]any{"seats": 3.0}, lead.Custom); diff != "" {
		t.Errorf("what became of the lead stays among its facts (-want +have):\n%s", diff)
	}
	if !outcome.Won.Known || outcome.Won.Value || outcome.Accepted.Known || outcome.Reason != "r" || outcome.Segment != "s" || outcome.Source != "web" || outcome.Stage != "sql" {
		t.Errorf("outcome %+v", outcome)
	}
}
