package qualify

import "github.com/leadqual/leadqual/internal/criteria"

// Options bound what a rule set may ask of the library, so that rule sets from
// people whom the host does not trust can do no harm. A nil *Options, and 0 in
// any field, mean the defaults. What is beyond a bound is a mistake with the
// code too_large, or too_deep, at its place.
//
// # Compiling
//
// Within the defaults compiling takes a few seconds and a few hundred
// megabytes at the very most, for rule sets made to that end, and milliseconds
// for usual ones. Besides the options, these bounds are fixed: ids and names
// have at most 200 bytes; functions over lists nest two deep; operators nest 10
// times as deep as MaxNesting, definitions written out; at most 4 ?? between
// lists stand within one another; grades times bands are at most MaxRules. Of
// one expression at most 100 mistakes are reported and of a rule set 1,000;
// "did you mean" compares at most 100 names of expressions with the others, and
// a group with 200 others.
//
// # Deciding
//
// The time of a decision is at most in proportion to the parts of the rule set
// times the bytes of the lead: every activity, every element of a list and
// every byte of a text is looked at at most so often. Two things multiply that.
// A function over a list within another goes over the inner list for every
// element of the outer one: activities times activities, or activities times
// technologies, for each such part. And to mark the questions of which one
// answer decides, up to 64 values are tried for each missing fact; the tries
// for one lead end where they have cost 50 million parts, bytes, facts and
// activities. So a host that lets people write rules whom it does not trust
// should bound the size of its leads: the library takes them as they are.
//
// The memory of a Decider is in proportion to the rule set, and to the largest
// lead that it has seen: 8 bytes for each of its activities, 4 more for each
// rule with "each" that matches it, and some 200 for one with an Issue.
type Options struct {
	// MaxBytes is the greatest size of a rule set's JSON, in all its files
	// together, those of tables included; default 16 MiB. Rule sets that are Go values are not measured.
	MaxBytes int
	// MaxDepth is how deep objects and lists may nest in it; default 100, at
	// most 1,000.
	MaxDepth int
	// MaxFiles is the greatest number of files that one rule set is read from,
	// those that it extends and those of tables included; default 100.
	MaxFiles int
	// MaxExtends is how deep files may extend one another; default 16.
	MaxExtends int
	// MaxRules is the greatest number of criteria, rules, tiers, steps, items,
	// raises, routes, owners, experiments, arms, facts, lists, tables and definitions together;
	// default 20,000.
	MaxRules int
	// MaxRows is the greatest number of rows of all tables together; default
	// 200,000.
	MaxRows int
	// MaxExpression is the greatest length of one expression in bytes; default
	// 16 KiB, at most 64 KiB. It is checked before the expression is parsed.
	MaxExpression int
	// MaxNesting is how deep brackets may nest in an expression; default 100,
	// at most 1,000. It is checked before the expression is parsed.
	MaxNesting int
	// MaxParts is the greatest number of operands and operators of one
	// expression, with its definitions written out; default 10,000. A regular
	// expression counts as its characters with repetitions written out, a
	// class of characters as one and an eighth of its ranges. At most 500 million.
	MaxParts int
	// MaxTotalParts is the same for all expressions together, and the texts of
	// the lists that they look at; default 1,000,000. A list counts once for
	// everything that is looked for in it, and where a function such as any
	// goes over it, as often as the function's condition has parts. At most 500 million.
	MaxTotalParts int
	// MaxPattern is the greatest length of a regular expression in bytes;
	// default 1,000. Go's own limit of 1,000 repetitions holds besides.
	MaxPattern int
}

// DefaultOptions returns the defaults, for a host that wants to change some.
func DefaultOptions() *Options {
	return &Options{
		MaxBytes: 16 << 20, MaxDepth: 100, MaxFiles: 100, MaxExtends: 16, MaxRules: 20_000, MaxRows: 200_000, MaxExpression: 16 << 10,
		MaxNesting: 100, MaxParts: 10_000, MaxTotalParts: 1_000_000, MaxPattern: 1000,
	}
}

// filled returns o with its zeros replaced and its maxima kept.
func (o *Options) filled() Options {
	f := *DefaultOptions()
	if o == nil {
		return f
	}
	set := func(to *int, v int) {
		if v > 0 {
			*to = v
		}
	}
	set(&f.MaxBytes, o.MaxBytes)
	set(&f.MaxDepth, o.MaxDepth)
	set(&f.MaxFiles, o.MaxFiles)
	set(&f.MaxExtends, min(o.MaxExtends, 1000))
	set(&f.MaxRules, o.MaxRules)
	set(&f.MaxRows, o.MaxRows)
	set(&f.MaxExpression, min(o.MaxExpression, 64<<10))
	set(&f.MaxNesting, min(o.MaxNesting, 1000))
	set(&f.MaxParts, o.MaxParts)
	set(&f.MaxTotalParts, o.MaxTotalParts)
	set(&f.MaxPattern, o.MaxPattern)
	return f
}

func (o *Options) limits() criteria.Limits {
	f := o.filled()
	return criteria.Limits{Length: f.MaxExpression, Nesting: f.MaxNesting, Size: min(f.MaxParts, criteria.MostParts), Total: min(f.MaxTotalParts, criteria.MostParts), Pattern: f.MaxPattern}
}
