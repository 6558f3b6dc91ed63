package strictjson

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/instead"
)

// parser reads text into nodes. It goes on after mistakes that leave no doubt
// where the next value begins, and stops at the first that does.
type parser struct {
	*report
	src      string
	start    int // of the text in src; what is before belongs to other texts
	at       int // of the next byte
	maxDepth int
	stopped  bool
	comment  string // what to say to one, beyond that there is none

	open  []int  // offsets of the brackets not yet closed, the innermost last
	nodes []node // values of the objects and lists not yet closed
	keys  []key  // keys of the objects not yet closed
}

// parse returns the tree of src from start on, as far as it is JSON.
func parse(src string, start int, limits Limits, r *report) node {
	p := &parser{report: r, src: src, start: start, at: start, maxDepth: limits.depth()}
	if of := limits.Meant["comment"]; len(of) > 0 {
		p.comment = "; write " + quote(of[0]) + `: "..." into the object`
	}
	if text := src[start:]; strings.HasPrefix(text, "\xFF\xFE") || strings.HasPrefix(text, "\xFE\xFF") {
		p.add(CodeNotUTF8, start, "text is UTF-16: save it as UTF-8")
		return node{}
	} else if strings.HasPrefix(text, byteOrderMark) {
		p.at += len(byteOrderMark)
	}
	p.space()
	root := p.value()
	if !p.stopped {
		if p.space(); p.at < len(src) {
			p.unexpected("text after the end")
		}
	}
	if p.stopped {
		p.checkUTF8(p.at, len(src))
	}
	return root
}

func (p *parser) space() {
	for p.at < len(p.src) {
		switch p.src[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// next is the next byte, or 0 at the end. A 0 in the text is as unexpected.
func (p *parser) next() byte {
	if p.at < len(p.src) {
		return p.src[p.at]
	}
	return 0
}

// value reads the value that starts here.
func (p *parser) value() node {
	n := node{offset: p.at, flawed: true}
	switch c := p.next(); {
	case c == '{' || c == '[':
		switch {
		case len(p.open) >= p.maxDepth:
			p.add(CodeTooDeep, p.at, "nested deeper than %d levels", p.maxDepth)
			p.skip()
		case c == '{':
			return p.object()
		default:
			return p.list()
		}
	case c == '"':
		n.escaped, n.flawed = p.text()
		if !p.stopped {
			n.kind = stringKind
		}
	case c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.':
		if size, mistake := scanNumber(p.src[p.at:]); mistake != "" {
			p.fail(p.at, "%s%s", mistake, meantNumber(p.src[p.at:]))
		} else {
			p.at += size
			n.kind, n.flawed = numberKind, false
		}
	case isWordByte(c):
		n.kind = p.word()
		n.flawed = n.kind == noKind
	default:
		p.unexpectedValue()
	}
	n.end = p.at
	return n
}

// object reads the object that starts here.
func (p *parser) object() node {
	n := node{kind: objectKind, offset: p.at}
	firstNode, firstKey := len(p.nodes), len(p.keys)
	var places keyPlaces
	for more := p.enter('}'); more; more = p.more('}') {
		k, flawed, ok := p.key()
		if !ok {
			break
		}
		p.trail.pushKey(k.name)
		switch first := places.find(k.name, p.keys[firstKey:]); {
		case k.ignored:
		case first >= 0:
			k.ignored, flawed = true, true
			p.add(CodeDuplicateKey, k.offset, "duplicate key %s: the first is on line %d",
				quote(k.name), p.line(p.keys[firstKey+first].offset))
		}
		v := p.value()
		p.trail.pop()
		n.flawed = n.flawed || flawed || v.flawed
		p.keys = append(p.keys, k)
		p.nodes = append(p.nodes, v)
		places = places.added(p.keys[firstKey:])
	}
	n.keys = &keys{list: slices.Clone(p.keys[firstKey:]), places: places}
	p.keys = p.keys[:firstKey]
	p.leave(&n, firstNode)
	return n
}

// key reads a key and its colon, up to the value. It is not ok if there is no
// telling what the value is.
func (p *parser) key() (k key, flawed, ok bool) {
	if p.next() != '"' {
		p.unexpectedKey()
		return key{}, true, false
	}
	k.offset = p.at
	escaped, flawed := p.text()
	if p.stopped {
		return key{}, true, false
	}
	k.end = p.at
	k.name = p.src[k.offset+1 : k.end-1]
	switch {
	case escaped:
		k.name, _ = unescape(k.name)
	case p.start > 0:
		k.name = strings.Clone(k.name) // src is dropped when the next text is added
	}
	k.ignored = flawed
	p.space()
	if p.next() != ':' {
		p.missing(k.end, "missing colon after key")
		return key{}, true, false
	}
	p.at++
	p.space()
	return k, flawed, true
}

// list reads the list that starts here.
func (p *parser) list() node {
	n := node{kind: listKind, offset: p.at}
	first := len(p.nodes)
	for more := p.enter(']'); more; more = p.more(']') {
		p.trail.pushItem(len(p.nodes) - first)
		v := p.value()
		p.trail.pop()
		n.flawed = n.flawed || v.flawed
		p.nodes = append(p.nodes, v)
	}
	p.leave(&n, first)
	return n
}

// enter reads an opening bracket and is true if there is a first value.
func (p *parser) enter(closing byte) bool {
	p.open = append(p.open, p.at)
	p.at++
	p.space()
	if p.next() == closing {
		p.at++
		return false
	}
	return true
}

// more reads what stands between two values, or the closing bracket. It is
// true if there is another value.
func (p *parser) more(closing byte) bool {
	if p.full() {
		p.stopped = true // the rest would not be listed
	}
	if p.stopped {
		return false
	}
	end := p.at // of the value before
	p.space()
	switch p.next() {
	case closing:
		p.at++
		return false
	case ',':
		comma := p.at
		p.at++
		p.space()
		if p.next() == closing {
			p.fail(comma, "%s; write `%c` without it", instead.Said("trailing comma", "").At(0, 1), closing)
			return false
		}
		return true
	}
	p.unexpectedAfterValue(end, closing)
	return false
}

// leave completes the object or list n, whose values start at first.
func (p *parser) leave(n *node, first int) {
	n.items = slices.Clone(p.nodes[first:])
	p.nodes = p.nodes[:first]
	p.open = p.open[:len(p.open)-1]
	n.end = p.at
	n.flawed = n.flawed || p.stopped
}

// word reads true, false or null.
func (p *parser) word() kind {
	word := wordAt(p.src[p.at:])
	k := noKind
	switch word {
	case "true", "false":
		k = boolKind
	case "null":
		k = nullKind
	default:
		p.unexpectedWord(word)
		return k
	}
	p.at += len(word)
	return k
}

// skip passes over an object or list that is nested too deep, without depth of
// its own and without a look at what is inside.
func (p *parser) skip() {
	begin, depth := p.at, 0
	for p.at < len(p.src) {
		c := p.src[p.at]
		p.at++
		switch c {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			end := closingQuote(p.src[p.at:])
			if end < 0 {
				p.at = len(p.src)
				break
			}
			p.at += end + 1
		}
		if depth == 0 {
			p.checkUTF8(begin, p.at)
			return
		}
	}
	p.stopped = true // its end is missing, but that is not what to mend first
	p.checkUTF8(begin, p.at)
}
