package audit_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// statistics are words of statistics, and what has to stand in the sentence of one:
// any of these phrases says what it means. A word without a phrase does not belong
// on the first screen.
var statistics = []struct {
	word     string
	meanings []string
}{
	{`rates?`, []string{"share of leads"}},
	{`ranges?`, []string{"nineteen times in twenty", "allows for none of them"}},
	{`horizon`, []string{"within how many days", "within (\\d+|%d) days"}},
	{`cut-?offs?`, []string{"up to which outcomes were looked up", "looked up to"}},
	{`lifts?`, []string{"times as often"}},
	{`AUC|c-statistic|gini`, []string{"pairs of a lead"}},
	{`PSI|stability index`, []string{"how differently"}},
	{`deciles?|percentiles?|quantiles?|quartiles?`, []string{"tenth of the leads", "fifth of the leads"}},
	{`p-?values?|p [=<]`, []string{"chance alone"}},
	{`significan\w*`, []string{"chance alone"}},
	{`confiden\w*`, []string{"nineteen times in twenty"}},
	{`intervals?`, []string{"nineteen times in twenty"}},
	{`propensit\w*`, []string{"the chance that"}},
	{`odds`, []string{"to one"}},
	{`drifts?|drifted`, []string{"than before"}},
	{`lost to follow-up`, []string{"looked up"}},
	{`calibrat\w*|censor\w*|at risk|stratif\w*|varianc\w*|deviation|medians?|null|hypothes\w*|bias\w*|coefficients?|regress\w*|correlat\w*|estimat\w*|asymptotic\w*|posterior|prior|logit|log-loss|entropy|family|equivalence|landmarks?`, nil},
	{`Wilson|Fisher|Robbins|Mantel|Haenszel|Aalen|Johansen|Bonferroni|Benjamini|Hochberg|Manski|Newcombe|chi-?square\w*`, nil},
}

// unexplained lists the sentences of blocks of text that have a word of statistics
// and not its meaning.
func unexplained(blocks []string) []string {
	var out []string
	for _, block := range blocks {
		for _, sentence := range regexp.MustCompile(`[.!?](\s+|$)`).Split(block, -1) {
			for _, s := range statistics {
				word := regexp.MustCompile(`(?i)(^|[^\w-])(` + s.word + `)($|[^\w-])`).FindStringSubmatch(sentence)
				if word == nil {
					continue
				}
				explained := false
				for _, m := range s.meanings {
					explained = explained || regexp.MustCompile(m).MatchString(sentence)
				}
				if !explained {
					out = append(out, fmt.Sprintf("%q without its meaning in %q", word[2], sentence))
				}
			}
		}
	}
	return out
}

// firstScreen is the text of the page's header and first section, block by block.
func firstScreen(t *testing.T, page string) []string {
	t.Helper()
	_, body, ok := strings.Cut(page, "<body>")
	if !ok {
		t.Fatal("no body")
	}
	d := xml.NewDecoder(strings.NewReader("<body>" + body))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	inline := map[string]bool{"code": true, "span": true, "b": true, "strong": true, "em": true, "a": true}
	var blocks []string
	var text strings.Builder
	flush := func() {
		if s := strings.Join(strings.Fields(text.String()), " "); s != "" {
			blocks = append(blocks, s)
		}
		text.Reset()
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			t.Fatal("the first section does not end")
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.CharData:
			text.Write(x)
		case xml.StartElement:
			if !inline[x.Name.Local] {
				flush()
			}
			for _, a := range x.Attr { // what is read aloud is text too
				if a.Name.Local == "aria-label" || a.Name.Local == "title" {
					blocks = append(blocks, a.Value)
				}
			}
		case xml.EndElement:
			if !inline[x.Name.Local] {
				flush()
			}
			if x.Name.Local == "section" {
				return blocks
			}
		}
	}
}

// The test of the first screen would find a word without its meaning.
func TestUnexplainedWords(t *testing.T) {
	for text, want := range map[string]int{
		"The AUC is 0.7.":     1,
		"the auc":             1,
		"Sources (lift 1.3).": 1,
		"It is significant, and the odds are good.":                     2,
		"Rates are the share of leads won. The rate is high.":           1,
		"Rates are the share of leads won.":                             0,
		"p = 0.03":                                                      1,
		"Wilson's range holds the true share nineteen times in twenty.": 1,
		"The range holds the true share nineteen times in twenty.":      0,
		"AUCs, corporate, shift and arrange are other words.":           0,
	} {
		if got := unexplained([]string{text}); len(got) != want {
			t.Errorf("%q: %q, want %d", text, got, want)
		}
	}
	page := writeAll(t, func(b *bytes.Buffer) error { return new(audit.Report).WriteHTML(b) })
	for _, more := range []string{`<p>AUC 0.7</p>`, `<p>the <b>odds</b></p>`, `<span title="PSI">x</span>`} {
		page := strings.Replace(page, `may be believed</h2>`, `may be believed</h2>`+more, 1)
		if got := unexplained(firstScreen(t, page)); len(got) != 1 {
			t.Errorf("%s: %q", more, got)
		}
	}
}

// The first screen, which everybody reads, has no word of statistics without its
// meaning in the same sentence.
func TestFirstScreenIsPlain(t *testing.T) {
	rs, e := rules(t, rulesText)
	with := func(target audit.Target, list []record) *audit.Report {
		a := audit.New(rs)
		a.Target, a.Horizon = target, audit.Horizon{Days: 60, CutOff: asOf.AddDate(0, -4, 0)}
		return fed(a, e, list).Report(rs)
	}
	uneven := audit.New(rs)
	for i := range 400 {
		uneven.Add(&qualify.Decision{AsOf: asOf}, audit.Outcome{
			Won:        qualify.Known(i%3 == 0),
			Experiment: matrix.Assignment{ID: "x", Arm: []string{"a", "a", "a", "b"}[i%4], Share: 0.5, Propensity: 0.5},
		})
	}
	for name, r := range map[string]*audit.Report{
		"without instants":       auditOf(e, records(600, 7), audit.TargetWon).Report(rs),
		"with a horizon":         with(audit.TargetWon, records(3000, 7)),
		"accepted":               with(audit.TargetAccepted, records(3000, 7)),
		"few":                    with(audit.TargetWon, records(5, 7)),
		"none":                   with(audit.TargetWon, nil),
		"every belief":           every(audit.TargetWon),
		"every belief, accepted": every(audit.TargetAccepted),
		"arms of other sizes":    uneven.Report(rs),
		"months that differ":     drifting(t).Report(nil),
	} {
		blocks := firstScreen(t, writeAll(t, func(b *bytes.Buffer) error { return r.WriteHTML(b) }))
		if len(blocks) < 5 {
			t.Errorf("%s: %q", name, blocks)
		}
		for _, bad := range unexplained(blocks) {
			t.Errorf("%s: %s", name, bad)
		}
	}
}

// drifting has a month from which on leads are won at another rate.
func drifting(t *testing.T) *audit.Audit {
	t.Helper()
	a := new(audit.Audit)
	for i := range 4000 {
		d := &qualify.Decision{AsOf: asOf.AddDate(0, i/500, 0)}
		d.Score.Points = 1
		if i >= 2000 {
			d.Score.Points = 9
		}
		a.Add(d, audit.Outcome{Won: qualify.Known(i%10 == 0 || i >= 2000 && i%3 == 0)})
	}
	r := a.Report(nil)
	if len(r.Warnings) < 2 {
		t.Fatalf("%q", r.Warnings)
	}
	return a
}

// Sentences that stand on the first screen now and then only are held to it too:
// all texts of the files that write it.
func TestSentencesOfTheFirstScreen(t *testing.T) {
	checked := 0
	for _, name := range []string{"warnings.go", "believe.go", "experiments.go", "chance.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			text, ok := n.(*ast.BasicLit)
			if !ok || text.Kind != token.STRING || !strings.Contains(text.Value, " ") {
				return true
			}
			value, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			checked++
			for _, bad := range unexplained([]string{value}) {
				t.Errorf("%s: %s", name, bad)
			}
			return true
		})
	}
	if checked < 50 {
		t.Errorf("%d texts", checked)
	}
}
