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
// # Unknown
//
// A text that the map lists as unknown, an empty one, a JSON null and a missing
// key leave the lead's field unknown. A value that should be something and
// cannot be read makes the whole row a bad one, unless its field says
// "on_error": "unknown": a lead that is half read would be decided wrongly, and
// nobody would see it.
//
// # Memory
//
// A Reader holds one record at a time, of at most Options.MaxRecord bytes, and
// a bounded number of values that come again and again. Time is linear in the
// size of the file, whatever is in it. A Joined holds JoinOptions.Memory bytes of
// records, and sorts the rest on disk: the records of a side in an order of their
// keys (join_match.go), then what they say in the order of the leads (join_take.go).
package leadfile
