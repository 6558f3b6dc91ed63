package criteria

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/nearest"
)

// foldRune is what folded comparisons see of a letter: SimpleFold, and i of the
// dotted capital I, which has no simple folding.
func foldRune(r rune) rune {
	if r == '\u0130' {
		return 'i'
	}
	return SimpleFold(r)
}

// SimpleFold maps a rune to one member of its class of Unicode's simple case
// folding, which is the lower-case letter where that is ASCII.
func SimpleFold(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	least := r
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		least = min(least, o)
	}
	if 'A' <= least && least <= 'Z' { // the Kelvin sign folds to k
		least += 'a' - 'A'
	}
	return least
}

// Fold is a text as folded comparisons see a part of a text that is looked for by
// contains, startsWith and endsWith: without case. Its blanks matter, as those of
// " vp " between words do.
func Fold(s string) string { return strings.Map(foldRune, s) }

// FoldFact is a text as folded comparisons see all others, which are facts and
// whatever is compared with the whole of one, such as a constant, the entries of a
// list, the keys of a table and the values of an enum: without case, and without
// blanks at its ends.
func FoldFact(s string) string { return Fold(strings.TrimSpace(s)) }

// AppendFold appends what FoldFact makes of s.
func AppendFold(to []byte, s string) []byte {
	for _, r := range strings.TrimSpace(s) {
		to = utf8.AppendRune(to, foldRune(r))
	}
	return to
}

// FoldState is what is known of the folding of the facts that a text is made of,
// as bits; none for a text that is made of no fact, or of facts of which neither
// they nor the rule set say anything.
type FoldState uint8

// The bits of a FoldState.
const (
	HasFolded  FoldState = 1 << iota // a folded fact
	HasExact                         // a fact that is said to be exact
	SaysFolded                       // a person's field that is said to be folded, which goes before the facts
	SaysExact                        // a person's field that is said to be exact, which goes before the facts
)

// foldOf is the state of a fact, which says nothing, true or false of itself.
func (v *Vocabulary) foldOf(f *Fact) FoldState {
	switch {
	case f.Kind != String && f.Kind != Strings:
		return 0
	case f.Fold == Exact:
		return HasExact
	case f.Fold == Folded || v.Folded:
		return HasFolded
	}
	return 0
}

// foldState derives the state of a node from its operands.
func (n *Node) foldState() (s FoldState) {
	of := n.Args
	switch n.Op {
	case OpOrElse:
	case OpIf:
		of = of[1:]
	case OpTrim, OpFilter:
		of = of[:1]
	case OpMap:
		of = of[1:]
	default:
		return n.Folding
	}
	for _, a := range of {
		s |= a.Folding
	}
	return s
}

// folded makes the operands of a comparison of texts what is compared, where it
// is folded. ok is false where a folded fact stands beside an exact one, which it
// reports.
func (l *lowering) folded(at ast.Node, operands ...*Node) (folded, ok bool) {
	var state FoldState
	for _, n := range operands {
		if n.Kind != String && n.Kind != Strings {
			return false, true
		}
		state |= n.Folding
	}
	if says := state & (SaysFolded | SaysExact); says != 0 {
		state = map[FoldState]FoldState{SaysFolded: HasFolded, SaysExact: HasExact}[says]
		if state == 0 {
			l.problem(at, CodeType, "this compares a field of people that is folded with one that is exact; say the same \"fold\" of both under person.facts")
			return false, false
		}
	}
	switch {
	case state == HasFolded|HasExact:
		l.problem(at, CodeType, "this compares a fact that is folded with one that is exact; say the same \"fold\" of both under facts")
		return false, false
	case state == 0:
		return l.c.vocabulary.Folded, true
	}
	return state == HasFolded, true
}

// fold is what a folded comparison by an operator sees of an operand.
func (l *lowering) fold(o Op, n *Node) *Node {
	switch n.Op {
	case OpConst:
		text := FoldFact(n.Text)
		if o == OpContains || o == OpStartsWith || o == OpEndsWith {
			text = Fold(n.Text)
		}
		return l.make(Node{Op: OpConst, Kind: String, Text: text})
	case OpList:
		folded := l.c.foldedLists[n]
		if folded == nil {
			texts := make([]string, len(n.Texts))
			for i, s := range n.Texts {
				texts[i] = FoldFact(s)
			}
			folded = l.strings(texts)
			l.c.foldedLists[n] = folded
		}
		return folded
	case OpFold:
		return n
	}
	return l.make(Node{Op: OpFold, Kind: n.Kind, Level: n.Level, Args: []*Node{n}})
}

// isVerdict tells whether a node is a verdict that was decided.
func (n *Node) isVerdict() bool {
	return n.Op == OpFact && n.Results && strings.HasSuffix(n.Text, ".verdict")
}

// saysUnknown tells whether a constant is, or holds, the word that decisions show
// for an open verdict.
func (n *Node) saysUnknown() bool {
	return n.Op == OpConst && n.Text == "unknown" || n.Op == OpList && slices.Contains(n.Texts, "unknown")
}

// wordSet holds the words that a fact may be, as exact and folded comparisons see
// them.
type wordSet struct{ exact, folded map[string]bool }

// words are those of a fact of the vocabulary, or of a field of people.
func (c *Compiler) words(of *Fact) *wordSet {
	set := c.wordSets[of]
	if set == nil {
		set = &wordSet{map[string]bool{}, map[string]bool{}}
		for _, w := range of.Words {
			set.exact[w], set.folded[FoldFact(w)] = true, true
		}
		c.wordSets[of] = set
	}
	return set
}

// mostWords are listed where a text is none of them, or looked through for the one
// that was meant.
const mostWords = 200

// declared is what the vocabulary says of a fact or a field of a person, nil of all
// else, and how a message calls it.
func (l *lowering) declared(n *Node) (of *Fact, name string) {
	switch n.Op {
	case OpFact:
		return &l.c.vocabulary.Facts[l.c.slots[n.Slot]], n.Text
	case OpPersonal:
		return &l.c.vocabulary.People[n.Field], "." + n.Text
	}
	return nil, ""
}

// hasWords tells whether a fact can be what it is compared with, where that is
// constant and the fact's words are known, and reports where it cannot.
func (l *lowering) hasWords(at ast.Node, fact, with *Node, folded bool) bool {
	of, name := l.declared(fact)
	if of == nil {
		return true
	}
	words, texts := of.Words, with.Texts
	if with.Op == OpConst {
		texts = []string{with.Text}
	}
	if len(words) == 0 || with.Kind != String && with.Kind != Strings {
		return true
	}
	set := l.c.words(of)
	for _, s := range texts {
		if set.exact[s] || folded && set.folded[FoldFact(s)] {
			continue
		}
		words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })
		if len(words) == 0 {
			l.problem(at, CodeUnknownWord, "%s is never %q: the rule set names none", name, s)
			return false
		}
		more := ""
		if len(words) > mostWords {
			words, more = words[:mostWords], " ..."
		}
		near, _ := nearest.To(s, words)
		l.problem(at, CodeUnknownWord, "%s is never %q, but one of %s%s%s", name, s, strings.Join(words, ", "), more, l.wordMeant(at, s, near))
		return false
	}
	return true
}

// wordMeant asks whether another word was meant than one of a comparison, where there
// is one.
func (l *lowering) wordMeant(at ast.Node, word, near string) (said instead.Text) {
	if near == "" {
		return said
	}
	words := fmt.Sprintf("; did you mean %q?", near)
	said = instead.Words(words)
	ast.Walk(&at, visitor(func(n ast.Node) {
		if t, ok := n.(*ast.StringNode); ok && t.Value == word {
			from, to := l.position(t)
			said = instead.Said(words, QuotedAs(near, l.text[from:to])).At(from, to)
		}
	}))
	return said
}

// compared makes a node of an operation that compares texts, of whatever kind
// its operands are.
func (l *lowering) compared(at ast.Node, o Op, operands ...*Node) *Node {
	if slices.ContainsFunc(operands, (*Node).isVerdict) && slices.ContainsFunc(operands, (*Node).saysUnknown) {
		return l.problem(at, CodeBadConstant, "a verdict is never \"unknown\" here; ask whether it is open with == nil")
	}
	folded, ok := l.folded(at, operands...)
	if !ok {
		return nil
	}
	if o == OpEq || o == OpNe || o == OpInList {
		for i, n := range operands {
			if !l.hasWords(at, n, operands[1-i], folded) {
				return nil
			}
		}
	}
	if folded {
		for i, n := range operands {
			operands[i] = l.fold(o, n)
		}
	}
	return l.make(Node{Op: o, Kind: Bool, Args: operands})
}

// FoldSaid is what a declaration says of how a fact is compared; nil says
// nothing.
func FoldSaid(fold *bool) Said {
	switch {
	case fold == nil:
		return Unsaid
	case *fold:
		return Folded
	}
	return Exact
}
