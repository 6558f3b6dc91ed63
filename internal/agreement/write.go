package agreement

import (
	"bytes"
	_ "embed"
	"regexp"
	"strings"
	"text/template"
	"unicode"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

//go:embed agreement.md.tmpl
var markdownText string

// Markdown writes the page as CommonMark with GitHub's tables. What comes from
// the rule set is escaped. The error is that of Compile.
func Markdown(rs *qualify.RuleSet) ([]byte, error) {
	d, err := ofRuleSet(rs)
	if err != nil {
		return nil, err
	}
	return d.markdown()
}

// AccountsMarkdown writes the page of rules about accounts, as Markdown does that of
// a rule set. The error is that of account.Compile.
func AccountsMarkdown(rules *account.Rules) ([]byte, error) {
	d, err := ofAccounts(rules)
	if err != nil {
		return nil, err
	}
	return d.markdown()
}

func (d *document) markdown() ([]byte, error) {
	t, err := template.New("agreement").Funcs(template.FuncMap{"t": escape, "c": code, "inc": func(i int) int { return i + 1 }}).Parse(markdownText)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := t.Execute(&out, d); err != nil {
		return nil, err
	}
	return blank.ReplaceAll(out.Bytes(), []byte("\n\n")), nil
}

// blank is more space between two blocks than one empty line.
var blank = regexp.MustCompile(`[ ]*\n(?:[ ]*\n)+`)

// escape is text that Markdown shows as it is, on one line.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsControl(r):
			r = ' '
		case strings.ContainsRune("\\`*_[]<>&~|#!", r):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// code is a condition: words as text, an expression as code that may stand in
// a table.
func code(c condition) string {
	switch {
	case c.Code == "":
		return escape(c.Words)
	case c.Words == "":
		return codeSpan(c.Code)
	}
	return escape(c.Words) + ": " + codeSpan(c.Code)
}

// codeSpan is a span of code with a fence longer than any in it.
func codeSpan(s string) string {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	pad := ""
	if longest > 0 {
		pad = " "
	}
	return fence + pad + strings.ReplaceAll(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s), "|", `\|`) + pad + fence
}
