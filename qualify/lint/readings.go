package lint

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A reading is a text of the rule set whose operations are looked at one by
// one, for those that mean something else than they seem to.
type reading struct {
	path, text string
	node       *criteria.Node
}

// advice is what is said of an operation, with the constants in it that are to be written
// otherwise.
type advice struct {
	message    string
	have, want []string
}

// in is what to write in an expression: another constant in place of the one that is
// meant, nil where several are or it does not stand there once.
func (s *advice) in(text string) (mend *qualify.Mend) {
	if len(s.have) != 1 || len(s.want) != 1 {
		return nil
	}
	for _, t := range criteria.Tokens(text) {
		if t.Kind != criteria.TextToken || t.Value != s.have[0] {
			continue
		}
		if mend != nil {
			return nil
		}
		mend = &qualify.Mend{Write: criteria.QuotedAs(s.want[0], text[t.From:t.To]), From: t.From, To: t.To}
	}
	return mend
}

// checkReadings looks at the operations of every text.
func (k *checker) checkReadings() {
	var all []reading
	for _, c := range k.conditions {
		if !c.reported {
			all = append(all, reading{c.path, c.text, c.node})
		}
	}
	for _, r := range k.rules {
		if r.num != nil {
			all = append(all, reading{r.path + ".compute", r.Compute, r.num})
		}
	}
	for _, r := range all {
		walk(r.node, func(n *criteria.Node) {
			for _, look := range []func(*criteria.Node) (qualify.Code, advice){blanks, noDomain, textOrder, lastDay, loosePattern, foreignPattern, ofNone} {
				if code, what := look(n); what.message != "" {
					k.report(Finding{Code: code, Severity: Warning, Path: r.path, Text: r.text, Message: what.message, Mend: what.in(r.text)})
				}
			}
		})
	}
	k.checkSmallPoints()
}

// compared returns what is compared with constant texts, and those; none where
// that is not what n does, or the comparison is folded, which is blind to both
// case and blanks.
func compared(n *criteria.Node) (x *criteria.Node, with []string) {
	switch n.Op {
	case criteria.OpEq, criteria.OpNe, criteria.OpInList:
		x, y := n.Args[0], n.Args[1]
		if n.Op != criteria.OpInList && x.Op == criteria.OpConst {
			x, y = y, x
		}
		if x.Kind == criteria.String && x.Op != criteria.OpFold {
			return x, constants(y)
		}
	}
	return nil, nil
}

// domain tells whether a text is a domain: that of a company, or of an address.
func domain(n *criteria.Node) bool {
	switch n.Op {
	case criteria.OpLower, criteria.OpTrim, criteria.OpFold:
		return domain(n.Args[0])
	case criteria.OpFact:
		return n.Path() == "company.domain"
	}
	return n.Op == criteria.OpEmailDomain
}

// wrong are those of the texts that have to be mended, and the same mended.
func wrong(texts []string, mend func(string) string) (have, want []string) {
	for _, s := range texts {
		if m := mend(s); m != s {
			have, want = append(have, s), append(want, m)
		}
	}
	return have, want
}

func blanks(n *criteria.Node) (qualify.Code, advice) {
	x, texts := compared(n)
	if x == nil || domain(x) {
		return "", advice{}
	}
	have, want := wrong(texts, strings.TrimSpace)
	if len(have) == 0 {
		return "", advice{}
	}
	return CodeBlanks, advice{message: fmt.Sprintf("%s with blanks at the ends is compared as it stands, and hardly a value has them; write %s, and trim(%v) if values have", list(have), list(want), x), have: have, want: want}
}

func noDomain(n *criteria.Node) (qualify.Code, advice) {
	x, texts := compared(n)
	if x == nil {
		if n.Op != criteria.OpEq && n.Op != criteria.OpNe && n.Op != criteria.OpInList || n.Args[0].Op != criteria.OpFold {
			return "", advice{}
		}
		x, texts = n.Args[0], constants(n.Args[1])
	}
	if !domain(x) {
		return "", advice{}
	}
	have, want := wrong(texts, func(s string) string {
		if s == "" {
			return s
		}
		host, _ := criteria.Host(strings.TrimPrefix(strings.TrimSpace(s), "@"))
		return strings.ToLower(host)
	})
	if len(have) == 0 {
		return "", advice{}
	}
	for x.Op == criteria.OpLower || x.Op == criteria.OpTrim || x.Op == criteria.OpFold {
		x = x.Args[0]
	}
	if x.Op == criteria.OpEmailDomain {
		x = x.Args[0]
	}
	want = slices.DeleteFunc(want, func(s string) bool { return s == "" })
	if len(want) < len(have) {
		return CodeNoDomain, advice{message: fmt.Sprintf("no domain is written as %s; write host names, as in rival.example", list(have))}
	}
	return CodeNoDomain, advice{message: fmt.Sprintf("a domain is not written as %s; write %s, and domain_in(%v, ...) where values may be URLs or in upper case", list(have), list(want), x), have: have, want: want}
}

var digits = regexp.MustCompile(`^\s*[-+]?[0-9]+([.,][0-9]+)*\s*$`)

// ranked is a word that may be a step of some scale, which the alphabet does not
// know. A letter or two is a place in the alphabet.
var ranked = regexp.MustCompile(`^\s*\pL[\pL_ -]+\pL\s*$`)

func textOrder(n *criteria.Node) (qualify.Code, advice) {
	if n.Op < criteria.OpLt || n.Op > criteria.OpGe {
		return "", advice{}
	}
	for i, c := range n.Args {
		x := n.Args[1-i]
		switch {
		case c.Op != criteria.OpConst || c.Kind != criteria.String:
		case ranked.MatchString(c.Text):
			return CodeTextOrder, advice{message: fmt.Sprintf("texts are ordered by the alphabet, and so is what comes before and after %q; list the values that are meant, with %v in [...]", c.Text, x)}
		case digits.MatchString(c.Text):
			return CodeTextOrder, advice{message: fmt.Sprintf(`texts are ordered letter by letter, so that "10" comes before "9"; declare %v as a number and write %s without quotes, or compare with startsWith`, x, strings.TrimSpace(c.Text))}
		}
	}
	return "", advice{}
}

// lastDay finds now <= date("2026-12-31"), which ends as that day begins, and
// its denial. Facts may be dates without a time of day, for which it is right.
func lastDay(n *criteria.Node) (qualify.Code, advice) {
	if n.Op < criteria.OpLt || n.Op > criteria.OpGe || n.Args[0].Kind != criteria.Time {
		return "", advice{}
	}
	x, c, op := n.Args[0], n.Args[1], n.Op
	if x.Op == criteria.OpConst {
		x, c, op = c, x, map[criteria.Op]criteria.Op{criteria.OpGe: criteria.OpLe, criteria.OpLt: criteria.OpGt}[op]
	}
	instant := x.Op == criteria.OpNow || x.Op == criteria.OpField && x.Path() == "at"
	if !instant || c.Op != criteria.OpConst || c.Instant.Nsec != 0 || c.Instant.Sec%criteria.SecondsPerDay != 0 {
		return "", advice{}
	}
	day := time.Unix(c.Instant.Sec, 0).UTC()
	next := day.AddDate(0, 0, 1).Format(time.DateOnly)
	switch op {
	case criteria.OpLe:
		return CodeLastDay, advice{message: fmt.Sprintf("date(%q) is the beginning of that day (UTC), so the day itself is left out; for its end write %v < date(%q)", day.Format(time.DateOnly), x, next)}
	case criteria.OpGt:
		return CodeLastDay, advice{message: fmt.Sprintf("date(%q) is the beginning of that day (UTC), so the day itself is taken in; for after it write %v >= date(%q)", day.Format(time.DateOnly), x, next)}
	}
	return "", advice{}
}

// bareDot is a dot between letters, outside of brackets, that stands for any
// character and for one only.
var (
	escaped = regexp.MustCompile(`\\.|\[[^\]]*\]`)
	bareDot = regexp.MustCompile(`[\pL\d]\.\pL`)
	suffix  = regexp.MustCompile(`\\\.\pL+\)?$`)
)

func loosePattern(n *criteria.Node) (qualify.Code, advice) {
	if n.Op != criteria.OpMatches {
		return "", advice{}
	}
	p := n.Text
	// What is escaped or in brackets is blotted out, so that a dot beside it is
	// beside no letter.
	plain := escaped.ReplaceAllStringFunc(p, func(s string) string { return strings.Repeat("_", len(s)) })
	if at := bareDot.FindStringIndex(plain); at != nil {
		dot := at[0] + strings.IndexByte(plain[at[0]:at[1]], '.')
		return CodeLoosePattern, advice{message: fmt.Sprintf("the dot in %q stands for any character, not for a dot only; write %q", p, p[:dot]+`\`+p[dot:]), have: []string{p}, want: []string{p[:dot] + `\` + p[dot:]}}
	}
	if x := n.Args[0]; suffix.MatchString(p) && (domain(x) || x.Op == criteria.OpFact && x.Path() == "person.email") {
		return CodeLoosePattern, advice{message: fmt.Sprintf("%q also matches where more follows, as in %q; write %q", p, "school"+strings.ReplaceAll(suffix.FindString(p), `\`, "")+"cation.example", p+"$"), have: []string{p}, want: []string{p + "$"}}
	}
	return "", advice{}
}

var slashes = regexp.MustCompile(`^/(.+)/([gimsuy]*)$`)

func foreignPattern(n *criteria.Node) (qualify.Code, advice) {
	if n.Op != criteria.OpMatches {
		return "", advice{}
	}
	m := slashes.FindStringSubmatch(n.Text)
	path := n.Args[0].Op == criteria.OpField && n.Args[0].Path() == "url"
	if m == nil || m[2] == "" && path {
		return "", advice{}
	}
	flags := strings.Map(func(r rune) rune {
		if strings.ContainsRune("ims", r) {
			return r
		}
		return -1
	}, m[2])
	want := m[1]
	if flags != "" {
		want = "(?" + flags + ")" + want
	}
	return CodeForeignPattern, advice{message: fmt.Sprintf("%q looks for the slashes too; write %q", n.Text, want), have: []string{n.Text}, want: []string{want}}
}

// ofNone finds the least and greatest of activities where it is compared: of
// none there is neither, so the comparison is unknown of a lead without any.
func ofNone(n *criteria.Node) (qualify.Code, advice) {
	if n.Op < criteria.OpLt || n.Op > criteria.OpGe {
		return "", advice{}
	}
	x, c, op := n.Args[0], n.Args[1], n.Op
	if c.Op == criteria.OpMinOf || c.Op == criteria.OpMaxOf {
		x, c = c, x
		op = map[criteria.Op]criteria.Op{criteria.OpLt: criteria.OpGt, criteria.OpLe: criteria.OpGe, criteria.OpGt: criteria.OpLt, criteria.OpGe: criteria.OpLe}[op]
	}
	if x.Op != criteria.OpMinOf && x.Op != criteria.OpMaxOf || x.Args[0].Op != criteria.OpMap {
		return "", advice{}
	}
	of, value := x.Args[0].Args[0], x.Args[0].Args[1]
	test := ""
	if of.Op == criteria.OpFilter {
		of, test = of.Args[0], fmt.Sprintf("%v and ", of.Args[1])
	}
	if of.Op != criteria.OpActivities && of.Op != criteria.OpPeople || c.Op != criteria.OpConst {
		return "", advice{}
	}
	sign := map[criteria.Op]string{criteria.OpLt: "<", criteria.OpLe: "<=", criteria.OpGt: ">", criteria.OpGe: ">="}[op]
	word, all := "max", op == criteria.OpLt || op == criteria.OpLe
	if x.Op == criteria.OpMinOf {
		word, all = "min", !all
	}
	if !all { // min(...) <= c, max(...) >= c
		return CodeOfNone, advice{message: fmt.Sprintf("without such %v there is no %s, and this is unknown; write any(%v, %s%v %s %v), which is unmet then", of, word, of, test, value, sign, c)}
	}
	denied := map[string]string{"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[sign]
	return CodeOfNone, advice{message: fmt.Sprintf("without such %v there is no %s, and this is unknown; write none(%v, %s%v %s %v), which is met then", of, word, of, test, value, denied, c)}
}

// checkSmallPoints finds a model in which nothing is worth a point, as where
// points are given in thousandths or as shares of 1.
func (k *checker) checkSmallPoints() {
	m := k.rs.Scoring
	if m == nil {
		return
	}
	const whole = 1000
	some, large := false, false
	look := func(p *scoring.Points) {
		v := clamp(p)
		some, large = some || v != 0, large || v >= whole || v <= -whole
	}
	for _, r := range k.rules {
		look(r.Points)
		if r.num != nil {
			look(r.Min)
			look(r.Max)
		}
		for i := range r.Tiers {
			look(&r.Tiers[i].Points)
		}
	}
	if !some || large {
		return
	}
	k.report(Finding{
		Code: CodeSmallPoints, Severity: Warning, Path: "scoring.rules",
		Message: "no rule is worth a whole point; 50 points are written 50, not 0.05 or 0.5",
	})
}
