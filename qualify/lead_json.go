package qualify

import (
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
	if len(data) > maxLeadBytes {
		return nil, Errors{{Code: CodeTooLarge, File: file, Line: 1, Column: 1, Message: "the lead has more than 16 MiB"}}
	}
	lead := &Lead{}
	index, problems := strictjson.Decode(data, lead, strictjson.Limits{NullIsZero: true})
	for _, fact := range slices.Sorted(maps.Keys(lead.Seen)) {
		if err := seenFact(fact); err != nil {
			path := strictjson.PathKey("seen", fact)
			at, _ := index.Find(path)
			problems = append(problems, strictjson.Problem{Code: string(CodeUnknownName), Path: path, Message: err.Error(), Offset: at.Offset})
		}
	}
	var errs Errors
	for _, p := range problems {
		e := &Error{Code: Code(p.Code), Path: p.Path, Message: p.Message, File: file}
		e.Line, e.Column = strictjson.Position(data, p.Offset)
		errs = append(errs, e)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return lead, nil
}
