package leadfile

// A Map says how the records of a file become leads. It is plain data, as it
// stands in a map file:
//
//	{
//	  "unknown": ["Select", "N/A"],
//	  "dates": {"layouts": ["02/01/2006"], "time_zone": "Asia/Kolkata"},
//	  "fields": {
//	    "id":               {"from": "Prospect ID"},
//	    "person.consent":   {"from": "Do Not Email", "values": {"Yes": false, "No": true}},
//	    "company.employees": {"from": "Staff", "numbers": {"thousands": ","}},
//	    "seen.company.employees.at": {"from": "Staff as of"}
//	  },
//	  "activities": [
//	    {"type": {"value": "page_view"}, "count": {"from": "TotalVisits"}, "days_ago": 0, "spread_days": 30},
//	    {"type": {"value": "webinar"}, "at": {"from": "Webinar"}, "custom": {"minutes": {"from": "Watched"}}}
//	  ]
//	}
type Map struct {
	// Schema is for editors and ignored.
	Schema string `json:"$schema,omitempty"`
	// Note is for the reader and changes nothing, here and below.
	Note string `json:"note,omitempty"`
	// Encoding is "utf-8", "windows-1252", for which "latin1" is another name,
	// "utf-16le" or "utf-16be". "" is what the file looks like. A record with bytes
	// that are no text in it is a bad row.
	Encoding string `json:"encoding,omitempty"`
	// Delimiter stands between the fields of CSV: one ASCII character, no
	// quote, line end, letter or digit. "" is what the file looks like.
	Delimiter string `json:"delimiter,omitempty"`
	// Records is the path, in JSON that is no JSON lines, to the list of
	// records. Without it the list, or a single record, is the whole text.
	Records string `json:"records,omitempty"`
	// Unknown are texts that mean that a value is not known, in any case of
	// letters. The empty text always does, and no other by itself: of a text NULL is
	// one, elsewhere an error. Errors of spreadsheets such as #N/A, and \N and (null) as
	// databases write them, are errors in texts too unless they stand here.
	Unknown []string `json:"unknown,omitempty"`
	// Numbers, Booleans, Dates and Separator say how values are written. A
	// Field may say otherwise. Nil and "" mean the defaults.
	Numbers  *Numbers  `json:"numbers,omitempty"`
	Booleans *Booleans `json:"booleans,omitempty"`
	Dates    *Dates    `json:"dates,omitempty"`
	// Separator stands between the items of a list; default ";". Blanks around an
	// item are not part of it, and blank items and those that were there already are
	// dropped. Quotes may stand around an item with a separator in it, those in it
	// doubled. A text that is a JSON array, ["a", "b"], is read as that.
	Separator string `json:"separator,omitempty"`
	// Fields says what each of a lead's fields is read from, by the field's
	// path: "id", "person.job_title", "custom.seats". When a fact was last
	// confirmed, and by whom, are "seen.company.employees.at" and
	// "seen.company.employees.source".
	Fields map[string]Field `json:"fields,omitempty"`
	// Seen says of all facts of a record at once when they were last confirmed, and
	// by whom. Nil says nothing.
	Seen *RecordSeen `json:"seen,omitempty"`
	// Activities says what the lead did, in addition to each other.
	Activities []Activity `json:"activities,omitempty"`
}

// A Field says where a value comes from and how it is written. It has either
// From or Value. White space around a text is not part of it.
type Field struct {
	// From is the header of a CSV column, exactly, or a path in a JSON record:
	// Owner.Name, Lines[0], ["a.b"].
	From string `json:"from,omitempty"`
	// Value is the same for every lead: a JSON value of the field's type.
	Value any `json:"value,omitempty"`
	// Type is the type of a custom field: "bool", "number", "string", "time"
	// or "strings". Default is what the rule set declares.
	Type string `json:"type,omitempty"`
	// Unknown are texts that mean unknown in this field, besides the map's.
	Unknown []string `json:"unknown,omitempty"`
	// Default is what a blank becomes, a JSON value of the field's type: false for
	// the check boxes that a CRM exports as blanks. A blank is an empty text, a JSON
	// null, or a key that a record does not have. Texts that mean unknown, and what
	// on_error makes unknown, stay so. It becomes a value of the lead; a default that
	// a rule set gives a fact does not, and counts wherever the fact is unknown.
	Default any `json:"default,omitempty"`
	// Values translates texts, exactly as they stand, into JSON values of the
	// field's type; null is unknown. Other texts are read as they are. Of a bool
	// the case of letters does not matter, and without Booleans no other texts are
	// read: a column whose "no" means true is not one whose "false" means false.
	Values map[string]any `json:"values,omitempty"`
	// Numbers, Booleans, Dates and Separator replace the map's, as a whole.
	Numbers   *Numbers  `json:"numbers,omitempty"`
	Booleans  *Booleans `json:"booleans,omitempty"`
	Dates     *Dates    `json:"dates,omitempty"`
	Separator string    `json:"separator,omitempty"`
	// OnError is what a value makes that cannot be read: "bad_row", the
	// default, or "unknown".
	OnError string `json:"on_error,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Numbers says how numbers are written. Digits, an exponent (1.5E+03), a sign in
// front, and for negative numbers brackets or a minus behind, (1200) and 1200-, are
// always understood. So is the sign of a currency at the number, such as $ or €;
// where a column has a second one, that is an error unless Strip lists it.
type Numbers struct {
	// Decimal is the decimal sign, "." or ","; default ".".
	Decimal string `json:"decimal,omitempty"`
	// Thousands stands between groups of digits; default none. Groups have
	// three digits, or two as in 12,34,567, the last three: with "," the text
	// "3,5" is an error and not 35. " " is any kind of space, "'" any apostrophe.
	Thousands string `json:"thousands,omitempty"`
	// Strip are texts that may stand before or after the number and mean
	// nothing, such as "EUR" or "employees".
	Strip []string `json:"strip,omitempty"`
	// Percent reads "12.5 %" as 0.125. A number without the sign stays as it
	// is.
	Percent bool `json:"percent,omitempty"`
	// Units are texts behind a number that multiply it, and by what, above 0:
	// {"k": 1000, "M": 1e6, "Mio": 1e6}. The case of letters matters. Default none:
	// "1.2 M" is an error. The product is rounded once: 1.1 k is 1100.
	Units map[string]float64 `json:"units,omitempty"`
	// Range says which number a range is: "low", "high" or "middle", half of their
	// sum. Default none: a range is an error. Ranges are 50-200, 50 to 200, 200+,
	// >1000, <50 and what else is usual. A unit or percent sign behind the second end
	// is of both where the first is the smaller number without it: 1-5 M, but 500-1k.
	// <50, and <=50, is from 0 to 50. 200+, and >200, is 200: no other end is known.
	Range string `json:"range,omitempty"`
	Note  string `json:"note,omitempty"`
}

// Booleans are the texts for true and false, in any case of letters. Where both
// lists are empty they are true, t, yes, y, on, 1 and false, f, no, n, off, 0, check
// marks and crosses (✓ ✔ ☑ and ✗ ✘ ☐), and the words for yes and no, and for true and
// false as spreadsheets write them, of most languages of Europe, of Arabic, Chinese,
// Hebrew, Japanese, Korean and Turkish. An x is not among them, since it may tick a
// box or cross it out.
type Booleans struct {
	True  []string `json:"true,omitempty"`
	False []string `json:"false,omitempty"`
	Note  string   `json:"note,omitempty"`
}

// Dates says how instants are written.
type Dates struct {
	// Layouts are tried in order: Go layouts, which show the second of January
	// 2006, 15:04:05, as the file would write it, or one of the names
	// "rfc3339", "date" (2006-01-02), "datetime" (2006-01-02 15:04:05), "unix"
	// (seconds), "unix_ms", "excel" (days since 1900 as spreadsheets count them, its
	// false leap day among them, with the time as a fraction), "excel_1904",
	// "day_first" and "month_first".
	//
	// Default: what people write where it can only mean one thing, such as
	// 2026-11-22T10:00:00Z, 2026-11-22 10:00, 22 Nov 2026, Nov 22, 2026 10:00 AM and
	// 22/11/2026. A text that fits day first and month first, such as 01/02/2026, is
	// an error. "day_first" and "month_first" read the same and say the order, so that
	// 11/22/2026 is an error for the first. The separators of such dates are / . and -.
	// Years have four digits; for two give a layout, such as "02.01.06", which reads 69
	// to 99 as 1969 to 1999. Names of months may be English, German, French, Spanish,
	// Italian, Portuguese, Dutch, Danish, Norwegian or Swedish.
	Layouts []string `json:"layouts,omitempty"`
	// TimeZone is for texts without an offset: a name of the IANA database or
	// an offset such as "+05:30"; default UTC. A local time that a change of clocks
	// skips is read as if the clock had not been put forward yet, 02:30 as 03:30; of
	// one that comes twice it is the first.
	TimeZone string `json:"time_zone,omitempty"`
	// Zones says what the names of time zones at the end of a text mean, each as
	// TimeZone does: {"CET": "+01:00", "PST": "America/Los_Angeles"}. Default none,
	// but Z, UTC and GMT: a text with another name is an error.
	Zones map[string]string `json:"zones,omitempty"`
	Note  string            `json:"note,omitempty"`
}

// An Activity says how a record tells of what the lead did. Where the type, the
// date or the count is unknown, or the count is 0, the lead did nothing. Each of
// an activity's own fields has its name here.
type Activity struct {
	// ID is the activity's id: of several with the same one the earliest counts.
	// It is of one activity, so it does not stand beside Count.
	ID *Field `json:"id,omitempty"`
	// Type is the activity's; required.
	Type *Field `json:"type"`
	// At is when. Give either At or DaysAgo.
	At *Field `json:"at,omitempty"`
	// DaysAgo is how many days before the instant of decision, 0 to 36500.
	DaysAgo *float64 `json:"days_ago,omitempty"`
	// Count is how many of them there are, a whole number up to MaxCount;
	// default 1. Activities made of a count have no id, so qualify.Merge cannot
	// tell those of two exports apart: where the dates or values that the exports
	// give them differ, they add up beyond the truth. Of leads to merge, read the
	// count from one export alone.
	Count *Field `json:"count,omitempty"`
	// SpreadDays spreads the activities evenly over this number of days: the newest
	// at the instant above, the others before it. Default 0: all at once.
	SpreadDays float64 `json:"spread_days,omitempty"`
	Channel    *Field  `json:"channel,omitempty"`
	URL        *Field  `json:"url,omitempty"`
	Subject    *Field  `json:"subject,omitempty"`
	Campaign   *Field  `json:"campaign,omitempty"`
	// Value is the value of each of them; default 0.
	Value *Field `json:"value,omitempty"`
	// Custom are the activity's custom fields by their names, which the rule set
	// declares as activities.custom.NAME.
	Custom map[string]Field `json:"custom,omitempty"`
	Note   string           `json:"note,omitempty"`
}

// MaxCount is the greatest count of activities that one entry of a map makes of
// one record.
const MaxCount = 10_000
