package schema

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/lifecycle"
	"github.com/leadqual/leadqual/scoring"
)

// comments are the comments of types and fields: "icp.Criterion" and
// "icp.Criterion.Weight".
type comments map[string]string

// packages are those with types of the files, by folder.
var packages = []string{"qualify", "icp", "bant", "scoring", "matrix", "qualify/leadfile", "qualify/lifecycle", "qualify/qualifytest", "qualify/account"}

// readComments reads them from the source below root.
func readComments(root string) (comments, error) {
	all := comments{}
	for _, dir := range packages {
		names, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(dir), "*.go"))
		if err != nil || len(names) == 0 {
			return nil, fmt.Errorf("no source in %s (%w)", dir, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			all.collect(file)
		}
	}
	maps.Copy(all, described)
	return all, nil
}

// described are texts in place of comments that speak to who writes Go.
var described = comments{
	"qualify.RuleSet":              "How leads are qualified. Everything except name is optional, and an absent part says nothing: without icp every lead fits, without scoring only a hand raise makes a lead ready.",
	"account.Rules":                "How accounts, companies with their people, are qualified: the roles that people have in the buying group, one rule set that decides each person, and one that decides the account and sees the people.",
	"account.Rules.Format":         "format is the version of the format. Absent is the newest.",
	"account.Account":              "A company with its people. An absent key or null is unknown, an empty list is known to be empty. People and activities are complete: an account without people has nobody.",
	"account.Account.Custom":       "custom holds facts that the account's rule set declares as custom.NAME.",
	"account.Account.Parent":       "parent is the company above it; absent where there is none or nobody knows.",
	"lifecycle.Policy":             "How leads pass between marketing and sales. Everything is optional; what is absent has its default, and an empty list is empty.",
	"lifecycle.Roster":             "Who shares the leads of a team, and how many leads each can take.",
	"leadfile.Map":                 "How the records of a file become leads.",
	"qualify.Lead":                 "What is known of a person who might buy. An absent key or null is unknown, an empty list is known to be empty. Activities are a log, and a log is complete.",
	"qualify.Lead.Custom":          "custom holds facts that the rule set declares as custom.NAME: true or false, a number, a text, an instant as RFC 3339 text, or a list of texts.",
	"qualify.Lead.Seen":            "seen says, by the path of a fact, when its value was last confirmed and by whom. A rule set that gives the fact stale_days takes it as unknown once that is longer ago. What is not in it is as good as new.",
	"qualify.Decision":             "A part of a decision: only what is written is checked.",
	"qualify.Decision.Fingerprint": "fingerprint tells rule sets apart that may decide differently.",
}

func (c comments) collect(file *ast.File) {
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.TYPE {
			continue
		}
		for _, s := range decl.Specs {
			spec := s.(*ast.TypeSpec)
			name := file.Name.Name + "." + spec.Name.Name
			c[name] = decl.Doc.Text()
			if spec.Doc != nil {
				c[name] = spec.Doc.Text()
			}
			fields, ok := spec.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, f := range fields.Fields.List {
				for _, n := range f.Names {
					text := f.Doc.Text()
					if line := strings.TrimSpace(f.Comment.Text()); line != "" {
						text = strings.TrimSpace(text + " " + line)
					}
					c[name+"."+n.Name] = text
				}
			}
		}
	}
}

var (
	link  = regexp.MustCompile(`\[([A-Za-z][\w./]*)\]`)
	unset = regexp.MustCompile(`; "" is (?:the )?\w+`) // the schema has a default
	aside = regexp.MustCompile(` (?:It is plain data|This package does not|The zero Profile)[^.]*\.`)
)

// inJSON puts the words of Go into those of JSON.
var inJSON = strings.NewReplacer(
	"?? or nil", "?? or nil",
	" (0 in Go)", "", "; 0 in Go is absent", "", " 0 in Go is absent.", "", " In Go 0 is absent.", "",
	"Nil ", "Absent ", "Nil:", "Absent:", " nil ", " absent ",
	", as text that this package does not read", ", an expression", "as text that this package does not read", "an expression",
	"MaxDays", scoring.MaxDays.String(), "MaxRate", scoring.MaxRate.String(), "MaxWeight", icp.MaxWeight.String(), "MaxCount", strconv.Itoa(leadfile.MaxCount),
	"StageDisqualified", string(lifecycle.StageDisqualified), "StageOpportunity", string(lifecycle.StageOpportunity), "StageRecycled", string(lifecycle.StageRecycled),
	"StageLead", string(lifecycle.StageLead), "StageLost", string(lifecycle.StageLost), "StageMQL", string(lifecycle.StageMQL), "StageSAL", string(lifecycle.StageSAL), "StageSQL", string(lifecycle.StageSQL),
	"FirstResponse", string(lifecycle.FirstResponse), "Rolling", string(lifecycle.Rolling), "Rejected, Recycled, Won and Lost", "rejected, recycled, won and lost", "Reopened", string(lifecycle.Reopened),
	"HalfLife", scoring.HalfLife, "Linear", scoring.Linear,
	"matrix.StatusDisqualified", string(matrix.StatusDisqualified), "matrix.StatusExcluded", string(matrix.StatusExcluded),
)

// prose is a comment as a description for somebody who writes JSON: without
// code, on one line, with keys in place of the fields' Go names.
func prose(text string, t reflect.Type) string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "\t") {
			lines = append(lines, line)
		}
	}
	text = strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
	text = unset.ReplaceAllString(text, "")
	text = link.ReplaceAllString(text, "$1")
	text = aside.ReplaceAllString(text, "")
	text = inJSON.Replace(text)
	text = strings.TrimSuffix(strings.TrimSuffix(text, ":"), ";")
	if t == nil || t.Kind() != reflect.Struct {
		return text
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if key, _, _ := strings.Cut(f.Tag.Get("json"), ","); key != "" && key != "-" {
			text = regexp.MustCompile(`\b`+f.Name+`\b`).ReplaceAllLiteralString(text, key)
		}
	}
	return text
}
