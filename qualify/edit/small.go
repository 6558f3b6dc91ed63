package edit

import (
	"math"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// mostCompiled is how large the files of a rule set may be together, in bytes, for
// completions of keys and values to be tried by compiling the whole.
const mostCompiled = 64 << 10

// isSmall tells whether the whole may be compiled for each thing that is offered.
func (c *completer) isSmall() bool {
	size := 0
	for _, f := range c.p.files {
		size += len(f.src)
	}
	return size <= mostCompiled && len(c.out) <= 40
}

// leastWrong drops the values with which more is wrong than with others.
func (c *completer) leastWrong() {
	if !c.isSmall() {
		return
	}
	wrong, least := make([]int, len(c.out)), math.MaxInt
	for i, o := range c.out {
		wrong[i] = len(c.p.with([]TextEdit{o.Edit}).Mistakes(c.f.name))
		least = min(least, wrong[i])
	}
	i := -1
	c.out = slices.DeleteFunc(c.out, func(candidate) bool { i++; return wrong[i] > least })
}

// samplesOf are values by the types of schemas.
var samplesOf = map[string]string{"number": "1", "integer": "1", "boolean": "true", "string": `"x"`, "array": "[]", "object": "{}"}

// notAllowed drops the keys that mean nothing beside the others.
func (c *completer) notAllowed() {
	if !c.isSmall() {
		return
	}
	refused := func(p *Project) (n int) {
		for _, m := range p.Mistakes(c.f.name) {
			if m.Error.Code == qualify.CodeNotAllowed {
				n++
			}
		}
		return n
	}
	before := refused(c.p)
	c.out = slices.DeleteFunc(c.out, func(o candidate) bool {
		edit := o.Edit
		if edit.Text = strings.TrimSuffix(edit.Text, " "); !strings.HasSuffix(edit.Text, ":") && (c.at.of == nil || c.at.of.value == nil) {
			edit.Text += `:`
		}
		if strings.HasSuffix(edit.Text, ":") {
			if edit.Text += samplesOf[o.Detail]; c.at.at != nil && c.at.at.closed {
				return false // the colon would stand in the quotes
			}
			edit.Text += c.comma()
		}
		return refused(c.p.with([]TextEdit{edit})) > before
	})
}

// comma is what separates a new member from the next, where that lacks it.
func (c *completer) comma() string {
	rest := strings.TrimLeft(c.f.src[c.offset:], " \t\r\n")
	if strings.HasPrefix(rest, `"`) {
		return ","
	}
	return ""
}
