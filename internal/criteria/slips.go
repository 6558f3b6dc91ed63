package criteria

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/meant"
)

// A slip is something that other languages have, or people write, and that expr
// cannot parse, with what is written for it here.
type slip struct {
	// pattern is what the slip looks like where the inside of texts is all x.
	pattern *regexp.Regexp
	// write is for the text that was found and its groups; "" is that it is not
	// this slip after all.
	write func(m []string) string
	// at is the group that stands for what is wrong, of which the rest only
	// leads to the error; 0 is the whole.
	at int
}

// slipWidth is how far around expr's error a slip is looked for.
const slipWidth = 200

// is makes the slip of a pattern that is always written in one way, in which $1
// stands for its first group.
func is(pattern, write string) slip {
	return slip{pattern: regexp.MustCompile(pattern), write: func(m []string) string { return fill(write, m[1:]) }}
}

// before is the slip of a pattern of which the first group is what is wrong.
func before(pattern, write string) slip {
	s := is(pattern, write)
	s.at = 1
	return s
}

// fill puts arguments into a template for $1 to $3.
func fill(template string, args []string) string {
	for i, a := range args {
		template = strings.ReplaceAll(template, "$"+string(rune('1'+i)), a)
	}
	return template
}

func meantNumber(m []string) string {
	number, _ := meant.Number(m[0])
	return meant.Grouped(number)
}

// slips are tried in this order.
var slips = sync.OnceValue(func() []slip {
	const (
		text    = `(?:'x*'|"x*")`
		operand = `(?:[\w.#]+|'x*'|"x*")`
	)
	return []slip{
		// Lists and ranges.
		is(`(?i)\bbetween\s+(`+operand+`)\s+and\s+(`+operand+`)`, "in $1..$2"),
		is(`(?i)\bnot\s+in\s*[({]([^(){}]*,[^(){}]*)[)}]`, "not in [$1]"),
		is(`(?i)\bin\s*[({]([^(){}]*,[^(){}]*)[)}]`, "in [$1]"),
		is(`(?i)\bin\s+(`+text+`(?:\s*,\s*`+text+`)+)`, "in [$1]"),
		is(`(?i)\b(?:is\s+)?(?:one|any)\s+of\b`, "in"),
		is(`\b(any|all|none|one|count|filter|map|sum)\s*\(\s*\.`, "$1(activities, ."),
		// Numbers and lengths of time.
		{pattern: regexp.MustCompile(`\b\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?\b|\b\d{1,3}(?:,\d{3})+(?:\.\d+)?\b|\b\d+,\d+\b`), write: meantNumber},
		{pattern: regexp.MustCompile(`(?i)\b\d+(?:\.\d+)?\s?(?:k\b|m\b|mio\b|mn\b|%)`), write: meantNumber},
		is(`\b(\d+)\s?([dwh])\b`, `duration("$1$2")`),
		is(`\b(\d+)\s?([dwh])(?:ays?|eeks?|ours?)\b`, `duration("$1$2")`),
		// Is it known?
		is(`(?i)\bis\s+not\s+(?:null|nil|empty|blank|unknown|missing)\b|\bis\s+(?:known|set|present)\b|\bhas\s+any\s+value\b`, "!= nil"),
		is(`(?i)\bis\s+(?:null|nil|empty|blank|unknown|missing|not\s+known|not\s+set)\b`, "== nil"),
		// Comparisons in signs.
		is(`!==|<>|≠`, "!="),
		is(`===`, "=="),
		is(`=>|≥`, ">="),
		is(`=<|≤`, "<="),
		is(`=~|~=?`, "matches"),
		is(`[–−—]`, "-"),
		is(`×`, "*"),
		is(`÷`, "/"),
		is(`&`, "and"),
		before(`(\|)\s*\w*`, "or"),
		before(`\b(N(?:OT|ot))\s+`, "not"),
		// Comparisons in words.
		is(`(?i)\b(?:is\s+not\s+equal\s+to|is\s+not|does(?:\s+not|n't)\s+equal|not\s+equals?(?:\s+to)?|ne)\b`, "!="),
		is(`(?i)\b(?:is\s+)?(?:greater|more|larger|higher)\s+than\s+or\s+equal(?:\s+to)?\b|\b(?:is\s+)?at\s+least\b|\bgte\b`, ">="),
		is(`(?i)\b(?:is\s+)?(?:less|smaller|fewer|lower)\s+than\s+or\s+equal(?:\s+to)?\b|\b(?:is\s+)?at\s+most\b|\blte\b`, "<="),
		is(`(?i)\b(?:is\s+)?(?:greater|more|larger|higher)\s+than\b|\bgt\b`, ">"),
		is(`(?i)\b(?:is\s+)?(?:less|smaller|fewer|lower)\s+than\b|\blt\b`, "<"),
		is(`(?i)\b(?:is\s+)?equals?(?:\s+to)?\b|\beq\b`, "=="),
		is(`(?i)\bdoes(?:\s+not|n't)\s+(?:contain|include|have)\b`, "not contains"),
		is(`(?i)\bdoes(?:\s+not|n't)\s+(?:start|begin)\s+with\b`, "not startsWith"),
		is(`(?i)\bdoes(?:\s+not|n't)\s+end\s+with\b`, "not endsWith"),
		is(`(?i)\b(?:starts?|begins?)\s*with\b`, "startsWith"),
		is(`(?i)\bends?\s*with\b`, "endsWith"),
		is(`(?i)\b(?:includes?|contains?|has)\b`, "contains"),
		{pattern: regexp.MustCompile(`(?i)\b(not\s+)?i?like\s+(` + text + `)`), write: like},
		is(`(?i)\bmatch(?:es)?\b`, "matches"),
		// Texts and patterns.
		is(`[“”„‟«»]([^“”„‟«»"]*)[“”„‟«»]`, `"$1"`),
		is(`[‘’‚]([^‘’‚']*)[‘’‚]`, `'$1'`),
		{pattern: regexp.MustCompile(`/([^/\s]+)/([a-z]*)`), write: foreignPattern},
		{pattern: regexp.MustCompile(`['"](x+)['"]([gimsu]+)\b`), write: foreignPattern},
	}
})

// like is SQL's, with a text that has % at its ends only.
func like(m []string) string {
	not, quoted := strings.ToLower(m[1]), m[2]
	quote, inside := quoted[:1], quoted[1:len(quoted)-1]
	inside, open := strings.CutPrefix(inside, "%")
	inside, ends := strings.CutSuffix(inside, "%")
	word := "=="
	switch {
	case strings.ContainsAny(inside, "%_"):
		return ""
	case open && ends:
		word = "contains"
	case open:
		word = "endsWith"
	case ends:
		word = "startsWith"
	case not != "":
		word, not = "!=", ""
	}
	return not + word + " " + quote + inside + quote
}

// foreignPattern is a regular expression with flags behind it.
func foreignPattern(m []string) string {
	flags := strings.Map(func(r rune) rune {
		if strings.ContainsRune("ims", r) {
			return r
		}
		return -1 // g and u are what matches does anyway
	}, m[2])
	if flags != "" {
		flags = "(?" + flags + ")"
	}
	return "'" + flags + strings.ReplaceAll(m[1], "'", `\'`) + "'"
}

// slip finds the slip that expr's error is about and says what to write for it.
func (p *Problem) slip(text string) bool {
	start, end := max(0, p.From-slipWidth), min(len(text), p.From+slipWidth)
	for start > 0 && text[start]&0xC0 == 0x80 {
		start--
	}
	masked := maskTexts(text)[start:end]
	for _, s := range slips() {
		for _, at := range s.pattern.FindAllStringSubmatchIndex(masked, -1) {
			if start+at[0] > p.From || start+at[1] < p.From {
				continue
			}
			groups := make([]string, len(at)/2)
			for i := range groups {
				if at[2*i] >= 0 {
					groups[i] = text[start+at[2*i] : start+at[2*i+1]]
				}
			}
			if write := s.write(groups); write != "" && write != groups[0] {
				p.From, p.To = start+at[2*s.at], start+at[2*s.at+1]
				p.unexpectedInstead(groups[s.at], write, text)
				return true
			}
		}
	}
	return p.operatorCall(text)
}

// unexpectedInstead words the error about something that is written otherwise.
func (p *Problem) unexpectedInstead(what, write, text string) {
	p.Message = "unexpected " + what
	p.instead("; write %s", write, text)
}

// instead adds to the message what to write in place of the mistake, set apart from
// the words around it.
func (p *Problem) instead(format, write, text string) {
	p.Message += fmt.Sprintf(format, write)
	first, _ := utf8.DecodeRuneInString(write)
	last, _ := utf8.DecodeLastRuneInString(write)
	before, _ := utf8.DecodeLastRuneInString(text[:p.From])
	after, _ := utf8.DecodeRuneInString(text[p.To:])
	if isWordRune(first) && isWordRune(before) {
		write = " " + write
	}
	if isWordRune(last) && isWordRune(after) {
		write += " "
	}
	p.Mend = &instead.Mend{Write: write, From: p.From, To: p.To}
}

// maskTexts is the text with x for each byte inside quotes.
func maskTexts(text string) string {
	masked := []byte(text)
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"', '\'', '`':
			end := skipText(text, i)
			for j := i + 1; j < end; j++ {
				masked[j] = 'x'
			}
			i = end
		}
	}
	return string(masked)
}

var operatorName = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(contains|startsWith|endsWith|matches|in|and|or|not)\s*$`)
})

// operatorCall is an operator that is written as a function: contains(a, b).
func (p *Problem) operatorCall(text string) bool {
	open := strings.IndexByte(text[p.From:], '(')
	if open < 0 {
		return false
	}
	open += p.From
	name := operatorName().FindStringSubmatch(text[p.From:open])
	if name == nil || strings.TrimSpace(text[p.From:open]) != name[1] {
		return false
	}
	args, end := argumentsAt(text, open)
	write := spell(name[1], args)
	if write == "" {
		return false
	}
	p.To = end
	p.unexpectedInstead(name[1]+"(", write, text)
	return true
}

// argumentsAt are the texts between the bracket that opens at an offset and its
// pair, and the offset behind that; nil where it is not closed.
func argumentsAt(text string, open int) (args []string, end int) {
	depth, from := 0, open+1
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '"', '\'', '`':
			i = skipText(text, i)
		case '(', '[', '{':
			depth++
		case ',':
			if depth == 1 {
				args, from = append(args, strings.TrimSpace(text[from:i])), i+1
			}
		case ')', ']', '}':
			if depth--; depth == 0 {
				return append(args, strings.TrimSpace(text[from:i])), i + 1
			}
		}
	}
	return nil, len(text)
}
