// Package strictjson decodes JSON that people write by hand, and reports every
// mistake in it at once.
//
// The decoder of the standard library stops at the first mistake, takes keys
// in any case, and lets unknown keys, repeated keys and broken text pass. In a
// file of rules each of these silently changes what the rules mean. Here all
// of them are problems, and each says where it stands and what to change:
//
//	index, problems := strictjson.Decode(text, &file, strictjson.Limits{})
//	for _, p := range problems {
//		line, column := strictjson.Position(text, p.Offset)
//		fmt.Printf("%d:%d: %s: %s\n", line, column, p.Path, p.Message)
//	}
//
// The [Index] finds values by path afterwards, so that mistakes found later,
// inside an expression say, can be placed in the file as well.
//
// # Paths
//
// A path names a value: keys follow dots and items stand in brackets, as in
// scoring.rules[3].when. A key of anything but letters, digits, '_', '-' and
// '$' is written as a JSON string in brackets, as in
// facts["custom.seats"].type. The empty path is the whole text. [PathKey] and
// [PathItem] write them.
//
// # Hostile text
//
// Time and memory are linear in the size of the text, of which the caller sets
// the bound. Nesting is bounded by [Limits], and at most 1000 problems are
// listed, with long keys cut in them. Nothing in a text can cause a panic.
package strictjson
