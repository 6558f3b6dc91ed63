// Package leadfile reads leads from files that were not written for this
// library: CSV of any export, lists in JSON, JSON lines.
//
// A [Map] says what the file's columns, or its JSON paths, mean. [ParseMap]
// checks it, and a [Reader] takes one lead after the other:
//
//	mapping, err := leadfile.ParseMap("map.json", text, rules.Facts)
//	if err != nil {
//		return err // every mistake of the map, with line and column
//	}
//	r, err := leadfile.NewReader(file, leadfile.Options{Input: leadfile.CSV, Mapping: mapping, AsOf: asOf})
//	if err != nil {
//		return err // such as a column that the file does not have
//	}
//	var lead qualify.Lead
//	for {
//		_, err := r.Next(&lead)
//		if err == io.EOF {
//			break
//		}
//		if bad := (*leadfile.RowError)(nil); errors.As(err, &bad) {
//			log.Print(bad) // this row is left out; go on with the next
//			continue
//		} else if err != nil {
//			return err
//		}
//		decide(&lead)
//	}
//
// Without a map the columns of CSV have to be named as the fields of a lead are
// ("id", "person.email", "custom.seats"), and JSON has to be as package qualify
// writes it.
//
// # What a column may fill
//
// Fields of a lead by their paths, as [qualify.Lead.Set] names them: id,
// company.employees, custom.seats, and seen.company.employees.at and
// seen.company.employees.source for when and by whom a fact was last confirmed; "seen"
// of a map says that of all facts of a record at once.
// In a map an entry under "activities" makes activities of a record, with the
// keys that an activity has: id, type, at, channel, url, subject, campaign, value,
// and custom with an object of its own. Types of custom fields and the words for a
// stage are the rule set's; a map that has others is refused.
//
// # Several files
//
// [Join] makes leads of several files: what leads did, in a file of its own, is a
// [SideFile] whose map fills id and activities. Each file has a Reader and a map.
//
// # Values
//
// A value is read where it can mean one thing only. Where it may mean two, or its
// column has to be known for it, that is an error that says which key of the map
// would read it (Problem.Hint):
//
//	have           without a map                  with
//	320, -1.5      320, -1.5
//	(1200), 1200-  -1200
//	$5, 5 €        5; one currency a column       "numbers": {"strip": ["EUR"]} for others
//	1,234          an error                       {"thousands": ","} 1234, {"decimal": ","} 1.234
//	12.5 %         an error                       {"percent": true} 0.125
//	1.2 M          an error                       {"units": {"M": 1000000}} 1200000
//	50-200, 200+   an error                       {"range": "low"} 50 and 200, or "high", "middle"
//	2026-11-22     that day
//	22 Nov 2026    that day
//	22/11/2026     that day
//	01/02/2026     an error                       "dates": {"layouts": ["day_first"]}
//	45983          an error                       {"layouts": ["excel"]}
//	10:00 CET      an error, behind a day         {"zones": {"CET": "+01:00"}}
//	yes, Ja, ✓     true
//	x              an error                       "booleans": {"true": ["x"]}
//	a; b; a        the list of a and b            "separator": ","
//	["a", "b"]     the same
//
// 1.234 is 1.234 unless the map says that "." parts thousands: no value shows it.
//
// Texts are as the file has them, but for what nobody sees at their ends: white space
// of every kind, characters without width, NULs. ="0123", as files are written to
// keep zeros in spreadsheets, is 0123. What an export has damaged beyond repair is an
// error: 1.23E+11 for an id, a formula, a NUL within a text, the errors of
// spreadsheets such as #N/A, the \N of databases. A row of CSV that has the header again, or sums up those
// before it, is a bad one.
//
// # Unknown
//
// A text that the map lists as unknown, an empty one, a JSON null and a missing
// key leave the lead's field unknown. The last three are blanks, and a field's
// "default" says what they become. A value that should be something and cannot be
// read makes the whole row a bad one, unless its field says "on_error": "unknown": a
// lead that is half read would be decided wrongly, and nobody would see it. NULL, N/A
// and the like are unknown where the map says so: in a column of texts they are texts,
// elsewhere errors.
//
// # Memory
//
// A Reader holds one record at a time, of at most Options.MaxRecord bytes, and
// a bounded number of values that come again and again. Time is linear in the
// size of the file, whatever is in it. A Joined holds JoinOptions.Memory bytes of
// records, and sorts the rest on disk: the records of a side in an order of their
// keys (join_match.go), then what they say in the order of the leads (join_take.go).
package leadfile
