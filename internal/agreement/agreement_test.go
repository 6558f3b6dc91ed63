package agreement_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

func load(t *testing.T, name string) *qualify.RuleSet {
	t.Helper()
	e, err := qualify.Load(os.DirFS("testdata"), name, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e.RuleSet()
}

// Every rule set under testdata has its two pages beside it. LEADQUAL_UPDATE
// writes them.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rule sets: %v", err)
	}
	for _, file := range files {
		rs := load(t, filepath.Base(file))
		for ext, write := range map[string]func(*qualify.RuleSet) ([]byte, error){".md": agreement.Markdown, ".html": agreement.HTML} {
			have, err := write(rs)
			if err != nil {
				t.Fatal(err)
			}
			testkit.Golden(t, strings.TrimSuffix(file, ".json")+ext, string(have))
		}
	}
}

// The HTML stands alone, and nothing that a rule set says becomes markup.
func TestHTMLStandsAlone(t *testing.T) {
	const evil = `<script>alert(1)</script><img src="https://evil.example/x"> ` + "`|*_"
	rs := load(t, "full.json")
	rs.Name, rs.Note, rs.Version = evil, evil, evil
	for i := range rs.Screening {
		rs.Screening[i].Name, rs.Screening[i].Note = evil, evil
	}
	for i := range rs.Scoring.Rules {
		rs.Scoring.Rules[i].Name = evil
	}
	rs.Routes[0].Owners[0].ID = evil
	page, err := agreement.HTML(rs)
	if err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile(`(?i)<(script|img|link|iframe)|https?:|url\(|@import`).FindAll(page, -1); len(m) != strings.Count(string(page), "https:") || strings.Contains(string(page), "<script") {
		t.Errorf("%q", m)
	}
	md, err := agreement.Markdown(rs)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(md)) {
		if strings.Contains(line, "<script") && !strings.Contains(line, `\<script`) {
			t.Errorf("markup in %s", line)
		}
	}
}

// Tables stay tables: every row has as many cells as its head.
func TestMarkdownTables(t *testing.T) {
	for _, file := range []string{"full.json", "plain.json"} {
		rs := load(t, file)
		md, err := agreement.Markdown(rs)
		if err != nil {
			t.Fatal(err)
		}
		cells := 0
		for line := range strings.Lines(string(md)) {
			if !strings.HasPrefix(line, "|") {
				cells = 0
				continue
			}
			n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
			if cells != 0 && n != cells {
				t.Errorf("%s: %d, not %d bars in %s", file, n, cells, line)
			}
			cells = n
		}
	}
}

func TestErrors(t *testing.T) {
	for _, write := range []func(*qualify.RuleSet) ([]byte, error){agreement.Markdown, agreement.HTML} {
		if page, err := write(&qualify.RuleSet{}); err == nil || page != nil {
			t.Errorf("%s, %v", page, err)
		}
	}
}
