package leadfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

// The corpus has files as exports give them, each after a fault: in a folder one
// file of leads, the map.json if it takes one, the facts.json that a rule set
// declares if they are others than those of the tests, the leads that come out in
// want.jsonl, and all that is said about the file in want.errors. With
// LEADQUAL_UPDATE=1 the last two are written, to be read and judged.
func TestCorpus(t *testing.T) {
	folders, err := filepath.Glob("testdata/corpus/*")
	if err != nil || len(folders) < 80 {
		t.Fatalf("%d folders (%v), want 80 and more", len(folders), err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			c := readCase(t, folder)
			leads, said := c.read(t, func(r io.Reader) io.Reader { return r })
			slowLeads, slowSaid := c.read(t, iotest.OneByteReader)
			if leads != slowLeads || said != slowSaid {
				t.Errorf("byte by byte it gives\n%s%s\nand at once\n%s%s", slowLeads, slowSaid, leads, said)
			}
			testkit.Golden(t, filepath.Join(folder, "want.jsonl"), leads)
			testkit.Golden(t, filepath.Join(folder, "want.errors"), said)
		})
	}
}

// corpusCase is a folder of the corpus.
type corpusCase struct {
	name    string // of the file
	path    string
	content []byte
	mapping []byte
	facts   map[string]qualify.Fact
}

func readCase(t *testing.T, folder string) corpusCase {
	t.Helper()
	c := corpusCase{facts: facts}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		content, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		switch e.Name() {
		case "want.jsonl", "want.errors":
		case "map.json":
			c.mapping = content
		case "facts.json":
			c.facts = nil
			if err := json.Unmarshal(content, &c.facts); err != nil {
				t.Fatal(err)
			}
		default:
			if c.name != "" {
				t.Fatalf("two files of leads: %s and %s", c.name, e.Name())
			}
			c.name, c.path, c.content = e.Name(), filepath.Join(folder, e.Name()), content
		}
	}
	return c
}

// read is the leads as JSON lines, and all that is said about the file.
func (c *corpusCase) read(t *testing.T, slow func(io.Reader) io.Reader) (leads, said string) {
	t.Helper()
	var out, errs strings.Builder
	o := Options{Name: c.name, Facts: c.facts, AsOf: asOf}
	if c.mapping != nil {
		m, err := ParseMap("map.json", c.mapping, c.facts)
		if err != nil {
			t.Fatal(err)
		}
		o.Mapping = m
	}
	from := slow(bytes.NewReader(c.content))
	if bytes.HasPrefix(c.content, []byte("PK")) { // which cannot come slowly
		file, err := os.Open(c.path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		from = file
	} else {
		sameEach(t, string(c.content), o)
	}
	r, err := NewReader(from, o)
	if err != nil {
		return "", err.Error() + "\n"
	}
	if guesses := r.Form().Guesses(); guesses != "" {
		fmt.Fprintf(&errs, "guessed: %s\n", guesses)
	}
	for {
		var lead qualify.Lead
		_, err := r.Next(&lead)
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Fprintf(&errs, "%v\n", err)
			if bad := (*RowError)(nil); errors.As(err, &bad) {
				continue
			}
			break
		}
		text, err := json.Marshal(lead)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s\n", text)
	}
	for _, u := range r.Unread() {
		fmt.Fprintf(&errs, "unread: %d of %q (%s)\n", u.Count, u.From, u.Field)
	}
	return out.String(), errs.String()
}
