package criteria

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/leadqual/leadqual/internal/instead"
)

// spellings are the functions and methods of other languages by their names
// without case and _, with what a criterion has for them, in which $1 is the
// first argument or what the method is of. The number of arguments is that of the
// highest.
var spellings = map[string][]string{
	"and": {"$1 and $2", "$1 and $2 and $3"}, "or": {"$1 or $2", "$1 or $2 or $3"}, "not": {"not ($1)"},
	"if": {"$1 ? $2 : $3"}, "iif": {"$1 ? $2 : $3"}, "ifelse": {"$1 ? $2 : $3"},
	"isblank": {"$1 == nil"}, "isempty": {"$1 == nil"}, "isnull": {"$1 == nil"}, "isnil": {"$1 == nil"}, "isunknown": {"$1 == nil"}, "empty": {"$1 == nil"}, "missing": {"$1 == nil"},
	"isknown": {"$1 != nil"}, "isnotblank": {"$1 != nil"}, "isnotempty": {"$1 != nil"}, "isnotnull": {"$1 != nil"}, "isset": {"$1 != nil"},
	"exists": {"$1 != nil"}, "has": {"$1 != nil"}, "hasvalue": {"$1 != nil"}, "defined": {"$1 != nil"},
	"coalesce": {"($1 ?? $2)"}, "ifnull": {"($1 ?? $2)"}, "nvl": {"($1 ?? $2)"}, "blankvalue": {"($1 ?? $2)"}, "nullvalue": {"($1 ?? $2)"},
	"contains": {"$1 contains $2"}, "includes": {"$1 contains $2"}, "startswith": {"$1 startsWith $2"}, "begins": {"$1 startsWith $2"}, "beginswith": {"$1 startsWith $2"},
	"endswith": {"$1 endsWith $2"}, "matches": {"$1 matches $2"}, "match": {"$1 matches $2"}, "regex": {"$1 matches $2"}, "regexmatch": {"$1 matches $2"},
	"in": {"$1 in $2"}, "isin": {"$1 in $2"}, "inarray": {"$1 in $2"}, "ispickval": {"$1 == $2"}, "equals": {"$1 == $2"}, "between": {"$1 in $2..$3"},
	"tolower": {"lower($1)"}, "tolowercase": {"lower($1)"}, "lowercase": {"lower($1)"}, "lcase": {"lower($1)"},
	"toupper": {"upper($1)"}, "touppercase": {"upper($1)"}, "uppercase": {"upper($1)"}, "ucase": {"upper($1)"},
	"strip": {"trim($1)"}, "length": {"len($1)"}, "size": {"len($1)"}, "countif": {"count($1, $2)"},
	"ceiling": {"ceil($1)"}, "domain": {"email_domain($1)"}, "todate": {"date($1)"}, "datevalue": {"date($1)"}, "todatetime": {"date($1)"},
	"today": {"now"}, "now": {"now"}, "getdate": {"now"}, "currentdate": {"now"}, "sysdate": {"now"},
	"dayssince": {"now - $1"}, "daysago": {"now - $1"},
}

// spell is what a criterion has for a function of that name; "" where there is
// nothing, or not for so many arguments.
func spell(name string, args []string) string {
	if len(args) == 1 && args[0] == "" {
		args = nil
	}
	for _, template := range spellings[strings.ToLower(strings.ReplaceAll(name, "_", ""))] {
		if len(args) > 3 || strings.Contains(template, "$"+string(rune('1'+len(args)))) {
			continue
		}
		if n := len(args); n == 0 || strings.Contains(template, "$"+string(rune('0'+n))) {
			return fill(template, args)
		}
	}
	return ""
}

// foreignNames are what other languages, and people, call something by, with its name
// here.
var foreignNames = map[string]string{
	"null": "nil", "none": "nil", "undefined": "nil", "unknown": "nil", "true": "true", "false": "false", "yes": "true", "no": "false",
	"today": "now", "now": "now", "current_date": "now", "created_at": "created_days_ago", "created": "created_days_ago",
	"company.size": "company.employees", "company.headcount": "company.employees", "company.employee_count": "company.employees", "company.revenue": "company.annual_revenue",
	"person.title": "person.job_title", "person.role": "person.job_title", "title": "person.job_title", "job": "person.job_title",
	"company.website": "company.domain", "website": "company.domain", "headcount": "company.employees", "revenue": "company.annual_revenue",
	"channel": "source", "lead_source": "source", "country": "person.country",
	"score": "score.points", "fit": "fit.verdict", "readiness": "readiness.verdict", "bant": "bant.verdict", "grade": "fit.grade", "band": "score.band",
}

var comparisonRest = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*(?:==|!=|<=|>=|<|>|(?:not\s+)?(?:in|contains|startsWith|endsWith|matches)\b)\s*(?:'x*'|"x*"|\[[^\[\]]*\]|-?[\w.]+)`)
})

// comparisonEnd is the offset behind the comparison of which the left side ends
// at an offset, or that offset where there is none.
func comparisonEnd(text string, from int) int {
	masked := maskTexts(text)
	if at := comparisonRest().FindStringIndex(masked[from:]); at != nil {
		return from + at[1]
	}
	return from
}

// longestWritten is how much of an author's text a message repeats.
const longestWritten = 120

// written is an expression that is to be written, of which a message shows as much as
// it shows of an author's text.
func written(expression string) instead.Text {
	return instead.Said(shorten(expression), expression)
}

// QuotedAs is a text in the quotes of another.
func QuotedAs(text, quoted string) string {
	if strings.HasPrefix(quoted, "'") && !strings.ContainsAny(text, `'\`) {
		return "'" + text + "'"
	}
	return strconv.Quote(text)
}

// shorten cuts a text for a message.
func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= longestWritten {
		return text
	}
	return strings.ToValidUTF8(text[:longestWritten], "") + " ..."
}
