package profile

// A FindingCode is the kind of a Finding. Codes, once released, stay.
type FindingCode string

// The codes: of what stands in a column,
const (
	CodeEmptyColumn      FindingCode = "empty_column"       // no row has a value
	CodePlaceholder      FindingCode = "placeholder"        // "N/A", "-": a text that means unknown
	CodeYesOrBlank       FindingCode = "yes_or_blank"       // a check box whose "no" is a blank
	CodeTwoCases         FindingCode = "two_cases"          // texts that differ only in case or blanks
	CodeMixedSpelling    FindingCode = "mixed_spelling"     // texts that differ only in signs, blanks within or accents
	CodeMisspelt         FindingCode = "misspelt"           // a rare text one letter from a frequent one
	CodeMixedYesNo       FindingCode = "mixed_yes_no"       // yes and no in several ways
	CodeMixedCodes       FindingCode = "mixed_codes"        // countries by code and by name
	CodeMixedURLs        FindingCode = "mixed_urls"         // domains, and URLs
	CodeOddKind          FindingCode = "odd_kind"           // a value of another kind than the column's
	CodeUnreadable       FindingCode = "unreadable"         // what the map cannot read
	CodeNumberWriting    FindingCode = "number_writing"     // numbers with currencies, thousands signs, units
	CodeNumberRanges     FindingCode = "number_ranges"      // 50-200
	CodeOtherUnit        FindingCode = "other_unit"         // numbers that look like another unit's
	CodeOutlier          FindingCode = "outlier"            // a number far beyond all others
	CodeNegative         FindingCode = "negative"           // a negative number where none can be
	CodeFraction         FindingCode = "fraction"           // a fraction where whole numbers stand
	CodeZeroUnknown      FindingCode = "zero_unknown"       // 0 where it means unknown
	CodePlaceholderNines FindingCode = "placeholder_number" // 9999
	CodeExcelDate        FindingCode = "excel_date"         // a day as the number of a spreadsheet
	CodeMixedDates       FindingCode = "mixed_dates"        // dates in several forms
	CodeDateOrder        FindingCode = "date_order"         // some dates day first, others month first
	CodeDoubtfulDates    FindingCode = "doubtful_dates"     // dates that are read either way
	CodeInFuture         FindingCode = "in_future"          // an instant after the one decided for
	CodeTooOld           FindingCode = "too_old"            // before 1970
	CodePlaceholderDate  FindingCode = "placeholder_date"   // 1970-01-01, 1900-01-01, 9999-12-31
	CodeSameDay          FindingCode = "same_day"           // one day in very many rows
	CodeBadAddress       FindingCode = "bad_address"        // no e-mail address
	CodeAddressElsewhere FindingCode = "address_elsewhere"  // e-mail addresses among other texts
	CodeBadPhone         FindingCode = "bad_phone"          // no telephone number
	CodeBadDomain        FindingCode = "bad_domain"         // no domain
	CodeFreeDomain       FindingCode = "free_domain"        // a provider's domain as a company's
	CodeScientific       FindingCode = "scientific"         // 4.41E+11 where digits were
	CodeLostZero         FindingCode = "lost_zero"          // a postal code without its first 0
	CodeBrokenText       FindingCode = "broken_text"        // "MÃ¼ller"
	CodeHiddenCharacters FindingCode = "hidden_characters"  // no-break spaces, line ends, control characters
	CodeMarkup           FindingCode = "markup"             // "&amp;", "<br>"
	CodeSpreadsheetError FindingCode = "spreadsheet_error"  // "#REF!"
	CodeFormula          FindingCode = "formula"            // "=A2&B2"
	CodeQuoted           FindingCode = "quoted"             // quotes as a part of the value
	CodeCutOff           FindingCode = "cut_off"            // texts cut at a length
	CodeListInText       FindingCode = "list_in_text"       // several values in one
	CodeTestLead         FindingCode = "test_lead"          // test@test.com, asdf
)

// of rows,
const (
	CodeBadRow        FindingCode = "bad_row"        // a record that is no row of the table
	CodeSameRow       FindingCode = "same_row"       // rows equal in all columns
	CodeNoID          FindingCode = "no_id"          // leads without an id
	CodeSameID        FindingCode = "same_id"        // leads with one id
	CodeSameEmail     FindingCode = "same_email"     // leads with one e-mail address
	CodeSamePhone     FindingCode = "same_phone"     // leads with one telephone number
	CodeSameName      FindingCode = "same_name"      // leads with one name at one domain or company
	CodeConflict      FindingCode = "conflict"       // records of one lead that say different things
	CodeOneRecord     FindingCode = "one_record"     // a list of leads within one record
	CodeUnnamedColumn FindingCode = "unnamed_column" // values under no header
)

// and of what rules make of them.
const (
	CodeOtherCase    FindingCode = "rules_other_case"     // a rule compares with another case of a text
	CodeOtherWriting FindingCode = "rules_other_spelling" // a rule compares with another spelling of a text
	CodeNeverFilled  FindingCode = "never_filled"         // rules read a fact that no lead has
	CodeStale        FindingCode = "stale"                // a fact that was last seen too long ago
	CodeNotListed    FindingCode = "not_in_enum"          // a text that the rule set does not list
	CodeBadData      FindingCode = "bad_data"             // another Issue of decisions
)

// Severity says how sure a finding is.
type Severity string

// The severities.
const (
	Fault     Severity = "fault"     // wrong, or read wrongly
	Suspicion Severity = "suspicion" // to be looked at; it may be meant
)

// A Finding is what is wrong with the data, and what to do about it.
type Finding struct {
	Code     FindingCode `json:"code"`
	Severity Severity    `json:"severity"`
	// Column is the header, or the path in JSON; "" where it is about rows.
	Column string `json:"column,omitempty"`
	// Path is the fact or field, where one is read of the column.
	Path string `json:"path,omitempty"`
	// Count is how many values it is about, or rows; at least 1.
	Count int `json:"count"`
	// Estimated says that Count is an estimate, as Report.Limits explains.
	Estimated bool `json:"estimated,omitempty"`
	// Message says what is wrong, and Do what to write or to do.
	Message string `json:"message"`
	Do      string `json:"do"`
	// Examples are up to three values: as they are, or their shapes where they
	// may be about a person.
	Examples []string `json:"examples,omitempty"`
	// First are the first three places.
	First []Place `json:"first,omitempty"`
}

// A Place is a row of a file.
type Place struct {
	// File is its name, "" where there is only one.
	File string `json:"file,omitempty"`
	// Line is where the record begins, from 1.
	Line int `json:"line"`
}

// place is a Place as it is kept.
type place struct {
	file uint16
	line int32
}

const shown = 3

// tally counts something, with the first places and texts.
type tally struct {
	n     int
	first [shown]place
	texts []string
}

// add counts one more; text is what to show of it.
func (t *tally) add(at place, text []byte) {
	if t.n < shown {
		t.first[t.n] = at
	}
	t.n++
	if len(t.texts) < shown && text != nil {
		clipped := clip(text)
		for _, have := range t.texts {
			if have == clipped {
				return
			}
		}
		t.texts = append(t.texts, clipped)
	}
}
