package qualify

import "github.com/leadqual/leadqual/internal/criteria"

// Options bound what a rule set may ask of the library, so that rule sets from
// people whom the host does not trust can do no harm. A nil *Options, and 0 in
// any field, mean the defaults.
type Options struct {
	// MaxBytes is the greatest size of a rule set's JSON; default 16 MiB.
	MaxBytes int
	// MaxDepth is how deep objects and lists may nest in it; default 100.
	MaxDepth int
	// MaxRules is the greatest number of criteria, rules, tiers, steps, items,
	// raises, routes, owners, facts, lists and definitions together; default
	// 20,000.
	MaxRules int
	// MaxExpression is the greatest length of one expression in bytes; default
	// 16 KiB, at most 64 KiB.
	MaxExpression int
	// MaxNesting is how deep brackets may nest in an expression; default 100,
	// at most 1,000.
	MaxNesting int
	// MaxParts is the greatest number of operands and operators of one
	// expression, with its definitions written out; default 10,000.
	MaxParts int
	// MaxTotalParts is the same for all expressions together; default
	// 1,000,000.
	MaxTotalParts int
	// MaxPattern is the greatest length of a regular expression in bytes;
	// default 1,000. Go's own limit on a pattern's repetitions holds besides.
	MaxPattern int
}

// DefaultOptions returns the defaults, for a host that wants to change some.
func DefaultOptions() *Options {
	return &Options{
		MaxBytes: 16 << 20, MaxDepth: 100, MaxRules: 20_000, MaxExpression: 16 << 10,
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
	set(&f.MaxRules, o.MaxRules)
	set(&f.MaxExpression, min(o.MaxExpression, 64<<10))
	set(&f.MaxNesting, min(o.MaxNesting, 1000))
	set(&f.MaxParts, o.MaxParts)
	set(&f.MaxTotalParts, o.MaxTotalParts)
	set(&f.MaxPattern, o.MaxPattern)
	return f
}

func (o *Options) limits() criteria.Limits {
	f := o.filled()
	return criteria.Limits{Length: f.MaxExpression, Nesting: f.MaxNesting, Size: f.MaxParts, Total: f.MaxTotalParts, Pattern: f.MaxPattern}
}
