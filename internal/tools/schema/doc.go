// Package schema writes JSON Schemas (draft 7, which editors know best) for the
// files that people write by hand - rule sets, cases, maps, policies, rosters -
// and for the leads and decisions that programs give to one another. They come
// from the Go types, with the types' comments as descriptions, so that an editor
// completes keys, says what they mean, and marks what is wrong.
//
// The files are those of package qualify/schemas.
//
// The tests of this package make sure that they are current;
// LEADQUAL_UPDATE=1 go test ./internal/tools/schema writes them.
//
// generate.go makes an object's schema of a struct, special.go has what a type does
// not tell, comments.go the descriptions, part.go rule sets in several files, account.go
// what is about accounts, and node.go how a schema is written.
//
// A schema sees less than the library's own reader: whatever that accepts is
// valid, but not the other way round. Expressions are texts to it.
package schema
