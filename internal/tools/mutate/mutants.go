package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// A mutant is a source file with one small fault.
type mutant struct {
	file string // base name
	fn   string // function that holds the fault, "" outside of functions
	line int
	what string // the old and the new text, and the old line
	text []byte // of the whole file
}

// name says which mutant it is, without the line, which moves.
func (m *mutant) name() string { return m.file + " " + m.fn + ": " + m.what }

// swaps are the faults of an operator.
var swaps = map[token.Token][]string{
	token.LSS: {"<=", ">="}, token.LEQ: {"<", ">"}, token.GTR: {">=", "<="}, token.GEQ: {">", "<"},
	token.EQL: {"!="}, token.NEQ: {"=="},
	token.LAND: {"||"}, token.LOR: {"&&"},
	token.ADD: {"-"}, token.SUB: {"+"}, token.MUL: {"/"}, token.QUO: {"*"}, token.REM: {"*"},
	token.AND: {"|"}, token.OR: {"&"}, token.XOR: {"&"}, token.SHL: {">>"}, token.SHR: {"<<"},
	token.ADD_ASSIGN: {"-="}, token.SUB_ASSIGN: {"+="}, token.INC: {"--"}, token.DEC: {"++"},
}

// names are the faults of an identifier.
var names = map[string]string{"true": "false", "false": "true", "min": "max", "max": "min"}

// mutants returns all mutants of a source file, in its order.
func mutants(file string, src []byte) ([]mutant, error) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	s := &source{fset: fset, file: file, src: src}
	for _, d := range parsed.Decls {
		if f, ok := d.(*ast.FuncDecl); ok {
			s.fn = f.Name.Name
			if f.Recv != nil {
				s.fn = strings.TrimPrefix(s.at(f.Recv.List[0].Type), "*") + "." + s.fn
			}
		} else {
			s.fn = ""
		}
		ast.Inspect(d, s.visit)
	}
	slices.SortStableFunc(s.out, func(a, b mutant) int { return a.line - b.line })
	return s.out, nil
}

type source struct {
	fset *token.FileSet
	file string
	src  []byte
	fn   string
	out  []mutant
}

// at is the text of a node.
func (s *source) at(n ast.Node) string {
	return string(s.src[s.offset(n.Pos()):s.offset(n.End())])
}

func (s *source) offset(p token.Pos) int { return s.fset.Position(p).Offset }

// add makes a mutant that has another text in place of those n bytes. In its
// name it is shown within the node.
func (s *source) add(within ast.Node, pos token.Pos, n int, text string) {
	from := s.offset(pos)
	mutated := slices.Concat(s.src[:from], []byte(text), s.src[from+n:])
	start, end := s.offset(within.Pos()), s.offset(within.End())
	show := func(src []byte) string { return strings.Join(strings.Fields(string(src)), " ") }
	line := s.src[bytes.LastIndexByte(s.src[:from], '\n')+1:]
	line, _, _ = bytes.Cut(line, []byte("\n"))
	s.out = append(s.out, mutant{
		file: s.file, fn: s.fn, line: s.fset.Position(pos).Line, text: mutated,
		what: show(s.src[start:end]) + " -> " + show(mutated[start:end+len(text)-n]) + ", in " + show(line),
	})
}

// replace makes a mutant that has another text in place of a node.
func (s *source) replace(n ast.Node, text string) { s.add(n, n.Pos(), len(s.at(n)), text) }

func (s *source) operator(n ast.Node, pos token.Pos, op token.Token) {
	for _, text := range swaps[op] {
		s.add(n, pos, len(op.String()), text)
	}
}

func (s *source) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.StructType:
		return false
	case *ast.BinaryExpr:
		s.operator(n, n.OpPos, n.Op)
	case *ast.UnaryExpr:
		if n.Op == token.SUB || n.Op == token.NOT {
			s.replace(n, s.at(n.X))
		}
	case *ast.BasicLit:
		if n.Kind == token.INT {
			s.integer(n)
		}
	case *ast.CallExpr:
		if id, ok := n.Fun.(*ast.Ident); ok && names[id.Name] != "" {
			s.add(n, id.Pos(), len(id.Name), names[id.Name])
		}
		return true
	case *ast.Ident:
		if n.Name == "true" || n.Name == "false" {
			s.replace(n, names[n.Name])
		}
	case *ast.IfStmt:
		s.replace(n.Cond, "!("+s.at(n.Cond)+")")
	case *ast.IncDecStmt:
		s.operator(n, n.TokPos, n.Tok)
		s.replace(n, "")
	case *ast.AssignStmt:
		s.assignment(n)
	case *ast.ExprStmt:
		s.replace(n, "")
	case *ast.BranchStmt:
		if n.Label == nil && n.Tok != token.FALLTHROUGH {
			s.replace(n, "")
		}
	}
	return true
}

// integer makes n+1 of n.
func (s *source) integer(n *ast.BasicLit) {
	if v, err := strconv.ParseUint(n.Value, 0, 64); err == nil && v+1 > v {
		s.replace(n, fmt.Sprint(v+1))
	}
}

// assignment drops an assignment but not its right side, which may be the only
// use of a variable, and faults its operator.
func (s *source) assignment(n *ast.AssignStmt) {
	if n.Tok == token.DEFINE {
		return
	}
	s.operator(n, n.TokPos, n.Tok)
	blanks := strings.Repeat("_, ", len(n.Lhs)-1) + "_ ="
	s.add(n, n.Pos(), s.offset(n.TokPos)+len(n.Tok.String())-s.offset(n.Pos()), blanks)
}
