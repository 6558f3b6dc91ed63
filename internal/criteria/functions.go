package criteria

import "slices"

// A Function is one that texts may call.
type Function struct {
	Name      string
	Arguments string // as the documentation writes them, in brackets
	Meaning   string
	Sample    string // a call that compiles whatever the vocabulary
}

// functions are all of them, sorted by name.
var functions = []Function{
	{"abs", "(number)", "without its sign", "abs(1)"},
	{"all", "(list, condition)", "whether all elements meet it", "all(activities, true)"},
	{"any", "(list, condition)", "whether an element meets it", "any(activities, true)"},
	{"ceil", "(number)", "the next whole number above", "ceil(1)"},
	{"count", "(list, condition)", "how many elements meet it", "count(activities, true)"},
	{"date", `("2026-12-31")`, "an instant, of a constant", `date("2026-12-31")`},
	{"domain_in", "(text, domain or list, ...)", "whether the host of a URL, an address or a host name is one of the domains or below one; unknown without a host", "domain_in('x.example', 'x.example')"},
	{"duration", `("30d")`, `a length of time, of a constant: "2w", "30d", "1h30m"`, `duration("30d")`},
	{"email_domain", "(text)", "the host name of an address, in lower case; unknown without one", "email_domain('a@x.example')"},
	{"filter", "(list, condition)", "the elements that meet it, as an argument of another function", "filter(activities, true)"},
	{"floor", "(number)", "the next whole number below", "floor(1)"},
	{"has_word", "(text, word or list, ...)", "whether any of the words stands in the text", "has_word('x', 'x')"},
	{"is_free_email", "(text)", "whether that is one of FreeEmailDomains; unknown without one", "is_free_email('a@x.example')"},
	{"len", "(list or text)", "the number of elements or letters", "len('x')"},
	{"lookup", `("table", text)`, "the value of the table's row for the text, else its default", ""},
	{"lower", "(text)", "in lower case", "lower('x')"},
	{"map", "(list, value)", "a value of each element, as an argument of another function", "map(activities, .value)"},
	{"max", "(number, ...)", "the greatest, also of a list of numbers", "max(1, 2)"},
	{"min", "(number, ...)", "the least, also of a list of numbers", "min(1, 2)"},
	{"none", "(list, condition)", "whether no element meets it", "none(activities, true)"},
	{"one", "(list, condition)", "whether exactly one element meets it", "one(activities, true)"},
	{"round", "(number)", "the nearest whole number, halves away from zero", "round(1)"},
	{"sum", "(list, number)", "the sum, also of a list of numbers", "sum(activities, .value)"},
	{"trim", "(text)", "without blanks at its ends", "trim('x')"},
	{"upper", "(text)", "in upper case", "upper('x')"},
}

// functionNames are their names.
var functionNames = func() (names []string) {
	for _, f := range functions {
		names = append(names, f.Name)
	}
	return names
}()

// FunctionNames are the names that a text may call, sorted. The list is the caller's.
func FunctionNames() []string { return slices.Clone(functionNames) }

// Functions are what a text may call, sorted by name. The list is the caller's.
func Functions() []Function { return slices.Clone(functions) }

// An Operator is a sign or word that texts may have between operands, or before one.
type Operator struct {
	Word    string
	Meaning string
	Before  bool // it stands before its operand
}

// operators are all of them, those first that are written most.
var operators = []Operator{
	{"==", "is equal", false}, {"!=", "is not equal", false},
	{">=", "is at least", false}, {"<=", "is at most", false}, {">", "is more, or later", false}, {"<", "is less, or earlier", false},
	{"in", "is one of a list, or in a range low..high", false}, {"not in", "is none of a list, or outside of a range", false},
	{"and", "both are met", false}, {"or", "one of both is met", false}, {"not", "it is not met", true},
	{"contains", "the text has the other in it", false}, {"startsWith", "the text begins with the other", false},
	{"endsWith", "the text ends with the other", false}, {"matches", "the text matches a regular expression, a constant", false},
	{"not contains", "the text does not have the other in it", false}, {"not startsWith", "the text does not begin with the other", false},
	{"not endsWith", "the text does not end with the other", false}, {"not matches", "the text does not match a regular expression", false},
	{"+", "plus", false}, {"-", "minus", false}, {"*", "times", false}, {"/", "divided by", false},
	{"..", "up to, in a range", false}, {"??", "or, where that is unknown", false}, {"?", "condition ? then : else", false}, {"&&", "and", false}, {"||", "or", false},
	{"let", "let x = value; gives a value a name", true},
}

// Operators are the operators of texts, those first that are written most. The list
// is the caller's.
func Operators() []Operator { return slices.Clone(operators) }

// A Constant is a word that stands for a value.
type Constant struct{ Word, Meaning string }

// Constants are the words that stand for a value and are no fact. The list is the caller's.
func Constants() []Constant {
	return []Constant{
		{"true", "is met"}, {"false", "is not met"}, {"nil", "unknown, for == nil and != nil"},
		{"now", "the instant of the decision"}, {"activities", "what the lead did"},
	}
}
