package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// files are hostile files, given to leadq decide.
func files() []input {
	// of runs leadq on a file that write makes.
	of := func(name, bound, file string, write func(w *bufio.Writer)) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			dir, err := os.MkdirTemp("", "hostile")
			check(err)
			check(os.WriteFile(filepath.Join(dir, "rules.json"), []byte(rules), 0o600))
			f, err := os.Create(filepath.Join(dir, file))
			check(err)
			w := bufio.NewWriter(f)
			write(w)
			check(w.Flush())
			check(f.Close())
			return func() string {
				defer os.RemoveAll(dir)
				return leadq(dir, file)
			}
		}}
	}
	// joined runs leadq on two files, joined by a key.
	joined := func(name, bound, key string, write func(leads, side *bufio.Writer)) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			dir, err := os.MkdirTemp("", "hostile")
			check(err)
			check(os.WriteFile(filepath.Join(dir, "rules.json"), []byte(rules), 0o600))
			var leads, side bytes.Buffer
			writers := [2]*bufio.Writer{bufio.NewWriter(&leads), bufio.NewWriter(&side)}
			write(writers[0], writers[1])
			check(writers[0].Flush())
			check(writers[1].Flush())
			check(os.WriteFile(filepath.Join(dir, "leads.csv"), leads.Bytes(), 0o600))
			check(os.WriteFile(filepath.Join(dir, "side.csv"), side.Bytes(), 0o600))
			return func() string {
				defer os.RemoveAll(dir)
				return leadq(dir, "leads.csv", "-join", key+":side.csv")
			}
		}}
	}
	text := func(name, bound, file, content string) input {
		return of(name, bound, file, func(w *bufio.Writer) { _, _ = w.WriteString(content) }) // Flush tells
	}
	const record = "1 MiB a record"
	const head = "id,person.job_title,company.employees\n"
	return []input{
		text("an empty file", "a header", "leads.csv", ""),
		text("rows with too few and too many fields", "a bad row costs itself", "leads.csv", head+"1\n2,vp,5\n3,vp,5,6\n4,vp,5\n"),
		text("broken quotes", "a bad row costs itself", "leads.csv", head+"1,\"vp\"x,5\n2,v\"p,5\n3,vp,5\n4,\"vp,5\n5,vp,5\n"),
		text("a byte-order mark", "passed over", "leads.csv", "\xEF\xBB\xBF"+head+"1,vp,5\n"),
		text("UTF-16", "read as such", "leads.csv", "\xFF\xFEi\x00d\x00\n\x00"),
		text("UTF-16 that ends within a character", "a bad row costs itself", "leads.csv", "\xFF\xFEi\x00d\x00\n\x001\x00\n\x00\x00\xD8"),
		text("Latin-1", "read as Windows-1252, and said", "leads.csv", head+"1,G\xe9rant,5\n2,vp,5\n"),
		of("a gzip bomb", "250 times its size", "leads.csv.gz", func(w *bufio.Writer) {
			z := gzip.NewWriter(w)
			_, _ = io.WriteString(z, head)
			rows := bytes.Repeat([]byte("\n"), 1<<19)
			for range 1000 {
				_, _ = z.Write(rows)
			}
			check(z.Close())
		}),
		text("half of a gzip file", "an error", "leads.csv.gz", "\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03\xCA\x4C"),
		of("an archive of 100,000 files", "1,000", "leads.zip", func(w *bufio.Writer) {
			z := zip.NewWriter(w)
			for i := range 100_000 {
				_, err := z.Create(fmt.Sprintf("%d.csv", i))
				check(err)
			}
			check(z.Close())
		}),
		of("a workbook that swells", "a workbook", "leads.xlsx", func(w *bufio.Writer) {
			z := zip.NewWriter(w)
			part, err := z.Create("xl/workbook.xml")
			check(err)
			for range 1000 {
				_, _ = part.Write(make([]byte, 1<<20))
			}
			check(z.Close())
		}),
		text("NUL bytes", "text like any other", "leads.csv", head+"1,v\x00p,5\n\x00\n2,vp,\x00\n"),
		text("NaN, infinities and 30 digits for a number", "finite numbers", "leads.csv", head+"1,vp,NaN\n2,vp,Infinity\n3,vp,1e999\n4,vp,123456789012345678901234567890\n"),
		text("the years 0, 9999 and 10000", "RFC 3339", "leads.csv", "id,created_at\n1,0000-01-01\n2,9999-12-31\n3,10000-01-01\n"),
		text("duplicate ids", "leads are decided one by one", "leads.csv", head+"1,vp,5\n1,vp,5000\n1,vp,\n"),
		text("duplicate columns", "an error", "leads.csv", "id,id\n1,2\n"),
		of("100,000 columns of unknown names", record, "leads.csv", func(w *bufio.Writer) {
			for i := range 100_000 {
				fmt.Fprintf(w, "c%d,", i)
			}
			_, _ = w.WriteString("id\n1\n")
		}),
		of("1,000,000 columns", record, "leads.csv", func(w *bufio.Writer) {
			for i := range 1_000_000 {
				fmt.Fprintf(w, "c%d,", i)
			}
			_, _ = w.WriteString("id\n1\n")
		}),
		of("a field of 100 MB", record, "leads.csv", func(w *bufio.Writer) {
			_, _ = w.WriteString(head + "1,")
			for range 100 {
				_, _ = w.WriteString(strings.Repeat("x", 1<<20))
			}
			_, _ = w.WriteString(",5\n2,vp,5\n")
		}),
		of("a quote that is closed after 100 MB", record+", of which the reader gives up", "leads.csv", func(w *bufio.Writer) {
			_, _ = w.WriteString(head + "1,\"")
			for range 100 {
				_, _ = w.WriteString(strings.Repeat("2"+strings.Repeat("0", 10_000)+",vp,5\n", 100))
			}
			_, _ = w.WriteString("\",5\n3,vp,5\n")
		}),
		of("100,000 rows, every second one bad", "a bad row costs itself", "leads.csv", func(w *bufio.Writer) {
			_, _ = w.WriteString(head)
			for i := range 50_000 {
				fmt.Fprintf(w, "%d,vp,5\nbad\n", i)
			}
		}),
		text("JSON that ends early", "an error behind what was whole", "leads.json", `[{"id": "1"}, {"id": "2"`),
		text("JSON with a mistake in one record", "a bad record costs itself", "leads.json", `[{"id": "1"}, {"id": tru}, {"id": "3", "company": {"employees": "many"}}, {"id": "4"}]`),
		of("JSON nested 100,000 deep", "10,000 brackets", "leads.json", func(w *bufio.Writer) {
			_, _ = w.WriteString(`[{"id": "1"}, ` + strings.Repeat("[", 100_000))
		}),
		of("a string of 100 MB in a list of records", record, "leads.json", func(w *bufio.Writer) {
			_, _ = w.WriteString(`[{"id": "1", "person": {"name": "`)
			for range 100 {
				_, _ = w.WriteString(strings.Repeat("x", 1<<20))
			}
			_, _ = w.WriteString(`"}}, {"id": "2"}]`)
		}),
		of("a string of 100 MB in JSON lines", record, "leads.jsonl", func(w *bufio.Writer) {
			_, _ = w.WriteString(`{"id": "1", "person": {"name": "`)
			for range 100 {
				_, _ = w.WriteString(strings.Repeat("x", 1<<20))
			}
			_, _ = w.WriteString("\"}}\n{\"id\": \"2\"}\n")
		}),
		of("100 MB without a line end", record, "leads.jsonl", func(w *bufio.Writer) {
			for range 100 {
				_, _ = w.WriteString(strings.Repeat("[", 1<<20))
			}
		}),
		joined("1,100,000 records of one lead in another file", "1,000,000", "id", func(leads, side *bufio.Writer) {
			_, _ = leads.WriteString(head + "1,vp,5\n")
			_, _ = side.WriteString("id,source\n" + strings.Repeat("1,ads\n", 1_100_000))
		}),
		joined("10,000 leads with one country, and as many records", "10,000,000 pairs", "person.country", func(leads, side *bufio.Writer) {
			_, _ = leads.WriteString("person.country\n" + strings.Repeat("DE\n", 10_000))
			_, _ = side.WriteString("person.country,source\n" + strings.Repeat("DE,ads\n", 10_000))
		}),
		joined("ids that another file writes otherwise", "an error", "id", func(leads, side *bufio.Writer) {
			_, _ = leads.WriteString(head + "123,vp,5\n")
			_, _ = side.WriteString("id,source\n123.0,ads\n")
		}),
		text("a file of NUL bytes", "a bad row costs itself", "leads.jsonl", strings.Repeat("\x00", 1<<20)),
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// leadq runs leadq decide in a directory. It tells the exit status, how many
// decisions came, and what the first line of the messages says.
func leadq(dir string, args ...string) string {
	cmd := exec.Command(os.Getenv(leadqVariable), append([]string{"decide", "-rules", "rules.json", "-as-of", "2026-11-22"}, args...)...)
	cmd.Dir = dir
	messages := &firstLine{}
	cmd.Stderr = messages
	out, err := cmd.StdoutPipe()
	check(err)
	check(cmd.Start())
	decisions, broken := 0, 0
	lines := bufio.NewReaderSize(out, 1<<20)
	for {
		line, err := lines.ReadSlice('\n')
		if len(line) > 0 && json.Valid(line) {
			decisions++
		} else if len(line) > 0 {
			broken++
		}
		if err == io.EOF {
			break
		}
		check(err)
	}
	status := 0
	if err := cmd.Wait(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) || !exit.Exited() {
			return err.Error()
		}
		status = exit.ExitCode()
	}
	if broken > 0 {
		return fmt.Sprintf("%d decisions that are no JSON", broken)
	}
	said := ""
	if status != 0 {
		said = fmt.Sprintf("; %.150s", bytes.TrimSpace(messages.line))
	}
	plural := "s"
	if decisions == 1 {
		plural = ""
	}
	return fmt.Sprintf("exit status %d; %d decision%s%s", status, decisions, plural, said)
}

// firstLine keeps the first line that is written to it.
type firstLine struct {
	line []byte
	done bool
}

func (f *firstLine) Write(p []byte) (int, error) {
	if !f.done {
		line, _, found := bytes.Cut(p, []byte("\n"))
		f.line, f.done = append(f.line, line...), found
	}
	return len(p), nil
}
