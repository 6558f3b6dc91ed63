package audit_test

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func TestReportGolden(t *testing.T) {
	rs, e := rules(t, rulesText)
	r := auditOf(e, records(600, 7), audit.TargetWon).Report(rs)
	testkit.Golden(t, "testdata/report.txt", writeAll(t, func(b *bytes.Buffer) error { return r.WriteText(b) }))
	testkit.Golden(t, "testdata/report.html", writeAll(t, func(b *bytes.Buffer) error { return r.WriteHTML(b) }))
}

var (
	script   = regexp.MustCompile(`(?i)<script|javascript:|\son[a-z]+\s*=`)
	outside  = regexp.MustCompile(`(?i)https?:|//[a-z]|@import|url\(|<link|<img|<iframe|<object|<embed|\s(src|href|action)\s*=`)
	unfilled = regexp.MustCompile(`NaN|Inf|%!|<no value>|ZgotmplZ`)
)

// The page is one file that loads nothing and runs nothing, with whatever the
// names of leads' sources and rules hold.
func TestPageIsSelfContained(t *testing.T) {
	rs, e := rules(t, strings.ReplaceAll(rulesText, `"many visits"`, `"</title><script>alert(1)</script> onload=x"`))
	list := records(300, 8)
	for i := range list {
		if i%3 == 0 {
			list[i].outcome.Source = `"><img src=x onerror=alert(1)>`
			list[i].outcome.Reason = "</style><script src=//evil.example/x.js></script>"
		}
	}
	for name, r := range map[string]*audit.Report{
		"full":          auditOf(e, list, audit.TargetAccepted).Report(rs),
		"no rule set":   auditOf(e, list, audit.TargetWon).Report(nil),
		"one lead":      auditOf(e, list[:1], audit.TargetWon).Report(rs),
		"empty":         new(audit.Audit).Report(rs),
		"empty, no set": new(audit.Audit).Report(nil),
	} {
		page := writeAll(t, func(b *bytes.Buffer) error { return r.WriteHTML(b) })
		if !strings.HasPrefix(page, "<!DOCTYPE html>") || !strings.Contains(page, "default-src 'none'") {
			t.Errorf("%s: no page that forbids loading", name)
		}
		// What is in text is shown, not run: look at the tags only.
		for _, tag := range regexp.MustCompile(`<[^>]*>`).FindAllString(page, -1) {
			if bad := script.FindString(tag); bad != "" {
				t.Errorf("%s: %q in %s", name, bad, tag)
			}
			if bad := outside.FindString(tag); bad != "" {
				t.Errorf("%s: %q in %s", name, bad, tag)
			}
		}
		style := regexp.MustCompile(`(?s)<style>.*</style>`).FindString(page)
		if bad := outside.FindString(style); bad != "" || style == "" {
			t.Errorf("%s: %q in the style", name, bad)
		}
		if bad := unfilled.FindString(page); bad != "" {
			t.Errorf("%s: %q in the page", name, bad)
		}
		for _, tag := range []string{"table", "section", "svg", "div", "ul", "figure", "tr"} {
			if open, closed := strings.Count(page, "<"+tag), strings.Count(page, "</"+tag+">"); open != closed && tag != "table" && tag != "tr" || open < closed {
				t.Errorf("%s: %d <%s> and %d </%s>", name, open, tag, closed, tag)
			}
		}
		writeAll(t, func(b *bytes.Buffer) error { return r.WriteText(b) })
	}
}

// The page has a chart and a table for each part that has data.
func TestPageShowsEverything(t *testing.T) {
	rs, e := rules(t, rulesText)
	page := writeAll(t, func(b *bytes.Buffer) error {
		return auditOf(e, records(600, 9), audit.TargetWon).Report(rs).WriteHTML(b)
	})
	for _, want := range []string{
		">What may be believed</h2>", ">Rates</h2>", ">Matrix</h2>", ">Funnel</h2>", ">Screening</h2>", ">Score</h2>", "Rate by tenth of the leads", "Score against outcome",
		">Rules</h2>", ">Profile</h2>", ">Checklists</h2>", ">Hand raises</h2>", ">Never met</h2>", ">Facts that would have helped</h2>",
		">Sources</h2>", ">Segments</h2>", ">Stages</h2>", ">Why sales sent leads back</h2>", ">Cells</h2>", ">Wrong data</h2>", ">By month of the decision</h2>", ">Experiments</h2>",
		"many visits", "too little data", "How many people work there?",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in the page", want)
		}
	}
	if n := strings.Count(page, "<svg"); n < 10 {
		t.Errorf("%d charts", n)
	}
}

// Texts from other people's data cannot move the cursor or columns of a
// terminal.
func TestTextHasNoControlCharacters(t *testing.T) {
	_, e := rules(t, rulesText)
	var a audit.Audit
	for i := range 3 {
		d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
		a.Add(&d, audit.Outcome{Source: "a\x1b[2J\tb\n" + string(rune('a'+i)), Reason: "x\x9b\u2028y"})
	}
	text := writeAll(t, func(b *bytes.Buffer) error { return a.Report(nil).WriteText(b) })
	if strings.ContainsAny(text, "\x1b\t\u009b\u2028") || !strings.Contains(text, "a [2J b a") {
		t.Errorf("%q", text)
	}
}

func TestReportWithHorizonGolden(t *testing.T) {
	rs, e := rules(t, rulesText)
	a := audit.New(rs)
	a.Horizon = audit.Horizon{Days: 60, CutOff: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}
	r := fed(a, e, records(3000, 9)).Report(rs)
	testkit.Golden(t, "testdata/horizon.txt", writeAll(t, func(b *bytes.Buffer) error { return r.WriteText(b) }))
	testkit.Golden(t, "testdata/horizon.html", writeAll(t, func(b *bytes.Buffer) error { return r.WriteHTML(b) }))
}

// Text is readable in a hundred columns, and says what the page says in its order.
func TestTextIsAsThePage(t *testing.T) {
	rs, e := rules(t, rulesText)
	a := audit.New(rs)
	a.Horizon = audit.Horizon{Days: 60, CutOff: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)}
	for name, r := range map[string]*audit.Report{
		"without instants": auditOf(e, records(600, 7), audit.TargetWon).Report(rs),
		"with a horizon":   fed(a, e, records(3000, 9)).Report(rs),
		"accepted":         auditOf(e, records(3000, 7), audit.TargetAccepted).Report(rs),
		"every belief":     every(audit.TargetAccepted),
		"months":           drifting(t).Report(nil),
	} {
		text := writeAll(t, func(b *bytes.Buffer) error { return r.WriteText(b) })
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 100 {
				t.Errorf("%s: %d columns: %s", name, n, line)
			}
		}
		flat := strings.Join(strings.Fields(strings.ReplaceAll(text, "\n", " ")), " ")
		page := writeAll(t, func(b *bytes.Buffer) error { return r.WriteHTML(b) })
		page = strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))), " ")
		for _, b := range r.Beliefs() {
			if !strings.Contains(flat, b.Sentence) || !strings.Contains(page, b.Sentence) {
				t.Errorf("%s: not in both: %s", name, b.Sentence)
			}
		}
		at := 0
		for _, title := range []string{
			"RATES", "DAY AFTER THE DECISION", "BY MONTH OF THE DECISION", "RULES", "PROFILE", "CHECKLISTS", "HAND RAISES", "NEVER MET", "EXPERIMENT x",
			"HOW FAST SALES ANSWERED", "BY QUADRANT", "FUNNEL", "SCREENING", "SCORE", "FACTS THAT", "BY SOURCE", "BY SEGMENT", "BY STAGE", "WHY SALES", "BY CELL", "WRONG DATA",
		} {
			i := strings.Index(text[at:], title)
			if i < 0 && strings.Contains(text, "\n"+title) {
				t.Errorf("%s: %s out of order", name, title)
			}
			at += max(0, i)
		}
	}
}
