package qualify

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// maxLeadBytes bounds the JSON of one lead.
const maxLeadBytes = 16 << 20

// ParseLead reads a lead from JSON as strictly as rule sets are read: keys that
// no lead has, also those of seen, repeated keys, values of a wrong kind and instants that are not
// RFC 3339 are mistakes. The error is an [Errors] with all of them, each with
// its path, line and column; file is the name that they give. null is unknown
// everywhere but in a list, where it is a mistake. Keys under custom are the host's.
//
// encoding/json reads leads too, and is lenient: it ignores unknown keys unless
// its Decoder is told to disallow them, and leaves what the text does not name,
// or names as null, as it was. So give it a new Lead for each text: one that is
// used again keeps facts of the lead before.
func ParseLead(file string, data []byte) (*Lead, error) {
	lead := &Lead{}
	err := readPlain("lead", file, data, maxLeadBytes, lead, func(yield func(string, map[string]Seen) bool) { yield("seen", lead.Seen) })
	if err != nil {
		return nil, err
	}
	return lead, nil
}

// readPlain decodes the JSON of a lead, or of something that has leads in it, into a
// value. seen lists what it then says of when facts were confirmed, with its path.
func readPlain(what, file string, data []byte, most int, into any, seen iter.Seq2[string, map[string]Seen]) error {
	if len(data) > most {
		return Errors{{Code: CodeTooLarge, File: file, Line: 1, Column: 1, Message: fmt.Sprintf("the %s has more than %d MiB", what, most>>20)}}
	}
	index, problems := strictjson.Decode(data, into, strictjson.Limits{NullIsZero: true})
	for path, of := range seen {
		for _, fact := range slices.Sorted(maps.Keys(of)) {
			if err := seenFact(fact); err != nil {
				at := strictjson.PathKey(path, fact)
				place, _ := index.Find(at)
				problems = append(problems, strictjson.Problem{Code: string(CodeUnknownName), Path: at, Message: err.Error(), Offset: place.Offset})
			}
		}
	}
	offsets := make([]int, len(problems))
	slices.SortStableFunc(problems, func(a, b strictjson.Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	for i, p := range problems {
		offsets[i] = p.Offset
	}
	var errs Errors
	for i, at := range strictjson.Positions(data, offsets) {
		p := &problems[i]
		errs = append(errs, &Error{Code: Code(p.Code), Path: p.Path, Message: p.Message, File: file, Line: at.Line, Column: at.Column})
	}
	return errs.Err()
}
