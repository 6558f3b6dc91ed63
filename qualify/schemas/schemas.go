// Package schemas has the JSON Schemas (draft 7) of the files that leadqual
// reads and writes, for a host to serve to the editors of its people:
//
//	http.Handle("/schemas/", http.StripPrefix("/schemas/", http.FileServerFS(schemas.FS())))
//
// An editor then completes the keys of {"$schema":
// "https://host.example/schemas/ruleset.schema.json", ...}, says what they mean
// and marks what is wrong. The files are
//
//	ruleset.schema.json    rule sets, as qualify.Load reads them
//	cases.schema.json      cases for package qualifytest
//	map.schema.json        maps from columns or paths to facts, for package leadfile
//	policy.schema.json     policies of package lifecycle
//	roster.schema.json     rosters of package lifecycle
//	lead.schema.json       a lead, as qualify.ParseLead reads it
//	decision.schema.json   a decision, as qualify writes it
//	account.schema.json    rules about accounts, as account.Load reads them
//	account_cases.schema.json     cases for these, for package qualifytest
//	account_record.schema.json    an account, as account.ParseAccount reads it
//	account_decision.schema.json  a decision about an account
//
// A rule set that extends others, or has no name, is taken for a part of one: null
// removes a key there, "drop" and "before" are known, and nothing has to be in it.
// So a base that is not complete by itself is best left without a name.
//
// A schema sees less than the library's own reader: whatever that accepts is
// valid, but not the other way round. Expressions are texts to it. The schema of
// decisions allows keys that it does not know, for later versions to add.
package schemas

import "embed"

//go:embed *.schema.json
var files embed.FS

// FS is the folder of the schemas. It is safe for concurrent use.
func FS() embed.FS { return files }
