// Package profile says what the data in files of leads is worth: what stands in
// their columns, what is wrong with it and what to do about that, which leads come
// twice, and, for a rule set, which texts its rules look for and leads have
// otherwise, and which missing facts to collect or buy first.
//
//	p := profile.New(engine, profile.Options{AsOf: asOf}) // engine may be nil
//	r, err := leadfile.NewReader(file, leadfile.Options{Name: name, Mapping: mapping, AnyColumns: true})
//	if err != nil {
//		return err
//	}
//	if err := p.Read(ctx, name, p.Watch(name, r, false)); err != nil {
//		return err
//	}
//	return p.Report().WriteText(os.Stdout)
//
// A [Profile] collects, column.go and what it calls for each value, keys.go for each
// row, facts.go, decided.go and ages.go for each lead; the files that begin with
// judge make findings of what a column collected, and report.go puts the [Report]
// together.
//
// # What is a finding
//
// A [Finding] is a fault, which is wrong or would be read wrongly, or a suspicion,
// which somebody has to look at: a number may be as large as it is. Each has a
// code, the column, how many values or rows it is about, the first lines, and what
// to do, with the key of the map or of the rule set that mends it. Where a map
// reads the file, columns that it does not read are described and not judged.
//
// # People
//
// A report is made to be sent around. Of columns with names, addresses, telephone
// numbers, ids or free text it has shapes only, such as "Aaaa@aaa.aa", and of
// others a text only where at least three rows have it, or a rule names it.
//
// # Memory
//
// It does not grow with the files. A column keeps its first 1,024 different texts
// of at most 64 bytes; others are counted by class only, and how many different
// ones there are is an estimate beyond 2,048, as ColumnReport.Estimated says. What comes
// more than once is found by 64-bit hashes, of which [Options.MaxKeys] are kept for
// each kind of key; beyond, a part of the keys is looked at that their hashes
// choose, all rows of each, and counts are estimates, as Report.Limits says. Two
// keys of one hash, which would be counted as one, are not to be expected below a
// billion keys.
//
// The same files give the same report.
package profile
