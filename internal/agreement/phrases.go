package agreement

import (
	"cmp"
	"regexp"
	"strings"
	"sync"
)

// phrase is a simple form of expressions, with how a reader would say it: $1 to $3
// stand for what its groups match.
type phrase struct {
	pattern *regexp.Regexp
	says    string
}

// forms gives phrases, which are compiled when an agreement is first written, and not where
// a program starts that never writes one.
func forms(pairs ...string) func() []phrase {
	const (
		fact   = `([a-z_]+(?:\.[a-z_]+)*)`
		number = `(-?[0-9][0-9_.]*)`
		text   = `['"]([^'"]*)['"]`
	)
	return sync.OnceValue(func() (all []phrase) {
		for i := 0; i < len(pairs); i += 2 {
			pattern := strings.NewReplacer("FACT", fact, "NUMBER", number, "TEXT", text, " ", `\s*`).Replace(pairs[i])
			all = append(all, phrase{regexp.MustCompile(`^\s*` + pattern + `\s*$`), pairs[i+1]})
		}
		return all
	})
}

// Comparisons of one fact, as tiers are.
var comparisons = forms(
	`FACT >= NUMBER`, `$1 at least $2`,
	`FACT > NUMBER`, `$1 above $2`,
	`FACT <= NUMBER`, `$1 at most $2`,
	`FACT < NUMBER`, `$1 below $2`,
	`FACT == NUMBER`, `$1 is $2`,
	`FACT in NUMBER \.\. NUMBER`, `$1 from $2 to $3`,
	`FACT == TEXT`, `$1 is “$2”`,
	`has_word\( FACT , TEXT \)`, `$1 has the word “$2”`,
	`FACT contains TEXT`, `$1 contains “$2”`,
	`FACT == nil`, `$1 is unknown`,
	`FACT != nil`, `$1 is known`,
)

// amounts are what a computed rule usually is.
var amounts = forms(
	`NUMBER \* floor\( FACT / NUMBER \)`, `$1 for each full $3 of: $2`,
	`floor\( FACT / NUMBER \) \* NUMBER`, `$3 for each full $2 of: $1`,
	`floor\( FACT / NUMBER \)`, `1 for each full $2 of: $1`,
	`NUMBER \* FACT`, `$1 times $2`,
	`FACT \* NUMBER`, `$2 times $1`,
	`FACT / NUMBER`, `1 for each $2 of: $1`,
	`FACT`, `as many as: $1`,
	`- FACT`, `less as many as: $1`,
	`NUMBER \* count\( activities , \.type == TEXT \)`, `$1 for each activity “$2”`,
	`count\( activities , \.type == TEXT \)`, `1 for each activity “$1”`,
)

// inWords says an expression of one of the forms for a reader; "" is that it is
// none of them.
func (w *writer) inWords(code string, of []phrase) string {
	for _, p := range of {
		m := p.pattern.FindStringSubmatch(code)
		if m == nil {
			continue
		}
		says := p.says
		for i, group := range m[1:] {
			fact := group
			if strings.Trim(group, "0123456789_.-") != "" {
				fact = cmp.Or(w.rs.Facts[group].Doc, w.words.Facts[group], group)
			}
			says = strings.ReplaceAll(says, "$"+string(rune('1'+i)), strings.ReplaceAll(fact, "_", groupMark(group)))
		}
		return says
	}
	return ""
}

// groupMark is what stands for _ in a group: nothing between the digits of a number.
func groupMark(group string) string {
	if strings.Trim(group, "0123456789_.-") == "" {
		return ""
	}
	return "_"
}

// tierCondition is the condition of a tier: its note, or else what it says with
// its expression.
func (w *writer) tierCondition(note, when string) condition {
	c := w.condition(note, when)
	if note == "" {
		c.Words = w.inWords(when, comparisons())
	}
	return c
}
