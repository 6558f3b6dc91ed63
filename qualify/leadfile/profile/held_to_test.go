package profile_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

const rows = 720

var asOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

const plantedRules = `{
	"name": "planted",
	"facts": {"custom.plan": {"type": "string", "enum": ["free", "team", "enterprise"]}, "company.employees": {"stale_days": 400}},
	"icp": {"good_at": 0.6, "criteria": [
		{"id": "trade", "when": "company.industry in ['software', 'retail', 'logistics', 'education']"},
		{"id": "size", "when": "company.employees >= 50 and company.annual_revenue > 1000000"},
		{"id": "title", "when": "has_word(person.job_title, 'manager')"},
		{"id": "plan", "when": "custom.plan == 'team'"},
		{"id": "way", "when": "source in ['webinar', 'referral', 'organic search'] and company.region == 'north'"},
		{"id": "budget", "when": "answers.budget >= 1000 and person.country == 'Germany' and not is_free_email(person.email)"},
		{"id": "young", "when": "created_days_ago < 1000"}]}
}`

// file is a table with a header.
type file struct {
	header []string
	rows   [][]string
	more   string // behind it
}

func (f *file) column(name string) int { return slices.Index(f.header, name) }

// set puts a value into rows from one on, every third, and returns how many.
func (f *file) set(name string, from, count int, value func(i int, old string) string) int {
	c := f.column(name)
	for i := range count {
		r := f.rows[from+3*i]
		r[c] = value(i, r[c])
	}
	return count
}

func always(text string) func(int, string) string { return func(int, string) string { return text } }

func (f *file) String() string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(f.header)
	_ = w.WriteAll(f.rows)
	return b.String() + f.more
}

// word is a made-up word of a number.
func word(n int) string {
	const consonants, vowels = "bdfgklmnprst", "aeiou"
	var b strings.Builder
	for range 4 {
		b.WriteByte(consonants[n%12])
		b.WriteByte(vowels[n/12%5])
		n = n/7 + n*5%1009
	}
	return b.String()
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// clean has nothing wrong with it.
func clean() *file {
	f := &file{header: []string{
		"id", "person.name", "person.email", "person.phone", "person.job_title", "person.country", "company.name", "company.domain", "company.industry", "company.employees",
		"company.annual_revenue", "company.region", "answers.budget", "created_at", "source", "stage", "seen.company.employees.at", "custom.plan", "Segment", "Area", "Fair", "Way", "Agreed", "Opted in",
		"Seats", "Price", "Team", "Visits", "Rating", "Renewal", "Contract", "Signup", "First order", "Last call", "Added", "ZIP", "Reference", "Topic",
	}}
	pick := func(i int, of ...string) string { return of[i%len(of)] }
	date := func(i, step int) string {
		return time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*step%900).Format(time.DateOnly)
	}
	for i := range rows {
		company := word(i*37 + 5)
		f.rows = append(f.rows, []string{
			fmt.Sprintf("L-%05d", i), title(word(i)) + " " + title(word(i*13+7)), fmt.Sprintf("%s.%d@%s%d.io", word(i), i, company, i), fmt.Sprintf("+49 30 %07d", 2000000+i*7919%7999999),
			pick(i, "Marketing manager", "Head of sales", "Operations manager", "Buyer"), pick(i, "Germany", "France", "Italy"), title(company) + fmt.Sprintf(" %d Ltd", i), fmt.Sprintf("%s%d.io", company, i),
			pick(i, "software", "retail", "logistics", "education"), fmt.Sprint(20 + i*31%900), fmt.Sprint(2_000_000 + i*104_729%60_000_000), pick(i, "north", "south"), fmt.Sprint(1000 + i*577%40_000), date(i, 7) + "T10:00:00Z",
			pick(i, "webinar", "referral", "organic search"), pick(i, "lead", "mql"), time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -(i * 11 % 300)).Format(time.RFC3339), pick(i, "free", "team", "enterprise"),
			pick(i, "Small", "Medium", "Large"), pick(i, "Bavaria", "Saxony", "Hesse"), pick(i, "Spring Fair", "Trade Show", "Open House"), pick(i, "Partner", "Website", "Telephone"), pick(i, "Yes", "No"), pick(i/2, "Yes", "No"),
			fmt.Sprint(1 + i*17%60), fmt.Sprintf("%d.50", 100+i*29%900), fmt.Sprint(3 + i*7%40), fmt.Sprint(1 + i*3%25), fmt.Sprint(1 + i*13%97), date(i, 11), date(i, 13),
			time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*5%360).Format("02/01/2006"), date(i, 17), date(i, 19), date(i, 23), fmt.Sprintf("%05d", 10115+i*113%80000),
			"Ref " + strings.Repeat(word(i)+" ", 1+i%4) + word(i*3), pick(i, "prices", "delivery", "support"),
		})
	}
	return f
}

// plant is a fault.
type plant struct {
	code   profile.FindingCode
	column string // "" is rows
	put    func(f *file) int
	// also are codes that the fault may bring with it.
	also []profile.FindingCode
}

func plants() []plant {
	var list []plant
	at := 0
	add := func(code profile.FindingCode, column string, put func(f *file, from int) int, also ...profile.FindingCode) {
		from := at
		at = (at + 13) % 600
		list = append(list, plant{code, column, func(f *file) int { return put(f, from) }, also})
	}
	text := func(code profile.FindingCode, column, text string, also ...profile.FindingCode) {
		add(code, column, func(f *file, from int) int { return f.set(column, from, 4, always(text)) }, also...)
	}
	change := func(code profile.FindingCode, column string, value func(i int, old string) string, also ...profile.FindingCode) {
		add(code, column, func(f *file, from int) int { return f.set(column, from, 4, value) }, also...)
	}
	all := func(code profile.FindingCode, column string, value func(i int, old string) (string, bool), also ...profile.FindingCode) {
		add(code, column, func(f *file, _ int) (n int) {
			c := f.column(column)
			for i, r := range f.rows {
				if text, ok := value(i, r[c]); ok {
					r[c] = text
					n++
				}
			}
			return n
		}, also...)
	}
	all(profile.CodeEmptyColumn, "Segment", func(int, string) (string, bool) { return "", true })
	text(profile.CodePlaceholder, "Area", "N/A")
	all(profile.CodeYesOrBlank, "Opted in", func(_ int, old string) (string, bool) { return "", old == "No" })
	change(profile.CodeTwoCases, "Fair", func(int, string) string { return "spring  fair" })
	text(profile.CodeMixedSpelling, "Topic", "De-livery")
	text(profile.CodeMisspelt, "Way", "Telephnoe")
	text(profile.CodeMixedYesNo, "Agreed", "Y")
	text(profile.CodeMixedCodes, "person.country", "DE")
	change(profile.CodeMixedURLs, "company.domain", func(_ int, old string) string { return "https://www." + old + "/" })
	text(profile.CodeOddKind, "Seats", "many")
	text(profile.CodeUnreadable, "company.employees", "lots")
	text(profile.CodeNumberWriting, "Price", "$1,200.00")
	text(profile.CodeNumberRanges, "Team", "50-200")
	change(profile.CodeOtherUnit, "company.annual_revenue", func(i int, _ string) string { return fmt.Sprint(9000 + 400*i) })
	text(profile.CodeOutlier, "answers.budget", "90000000000")
	text(profile.CodeNegative, "company.employees", "-5")
	text(profile.CodeFraction, "Visits", "3.25")
	text(profile.CodeZeroUnknown, "company.employees", "0")
	text(profile.CodePlaceholderNines, "Rating", "9999")
	text(profile.CodeExcelDate, "Renewal", "45123")
	text(profile.CodeMixedDates, "Contract", "3 Mar 2025")
	text(profile.CodeDateOrder, "Signup", "04/28/2025")
	change(profile.CodeInFuture, "created_at", func(i int, _ string) string { return fmt.Sprintf("2027-05-%02dT10:00:00Z", i+1) })
	text(profile.CodeTooOld, "First order", "1821-04-03")
	text(profile.CodePlaceholderDate, "Last call", "1970-01-01")
	all(profile.CodeSameDay, "Added", func(i int, _ string) (string, bool) { return "2023-07-07", i%2 == 0 })
	text(profile.CodeBadAddress, "person.email", "anna(at)kiosk.de", "bad_data")
	change(profile.CodeAddressElsewhere, "person.job_title", func(i int, _ string) string { return fmt.Sprintf("%s.%d@oak.io", word(i), i) })
	text(profile.CodeBadPhone, "person.phone", "0000000000")
	text(profile.CodeBadDomain, "company.domain", "see notes")
	text(profile.CodeFreeDomain, "company.domain", "gmail.com")
	change(profile.CodeScientific, "person.phone", func(i int, _ string) string { return fmt.Sprintf("4.93%dE+11", i) }, profile.CodeUnreadable)
	change(profile.CodeLostZero, "ZIP", func(i int, _ string) string { return fmt.Sprint(1067 + i) })
	change(profile.CodeBrokenText, "company.name", func(i int, _ string) string { return fmt.Sprintf("M\u00c3\u00bcller %d", i) })
	text(profile.CodeHiddenCharacters, "person.job_title", "Buy\u200ber", profile.CodeMixedSpelling)
	text(profile.CodeMarkup, "company.industry", "arts &amp; crafts")
	text(profile.CodeSpreadsheetError, "Reference", "#REF!")
	text(profile.CodeFormula, "Reference", "=A2&B2")
	change(profile.CodeQuoted, "Reference", func(i int, _ string) string { return `"ab` + fmt.Sprint(i) + `"` })
	add(profile.CodeCutOff, "Reference", func(f *file, from int) int {
		return f.set("Reference", from, 8, func(i int, _ string) string { return (fmt.Sprint(i) + strings.Repeat("a long remark ", 6))[:60] })
	})
	text(profile.CodeListInText, "Topic", "prices; support")
	text(profile.CodeTestLead, "person.name", "Test Test")
	add(profile.CodeBadRow, "", func(f *file, _ int) int { f.more = "1,2,3\n4,5,6\n"; return 2 })
	add(profile.CodeSameRow, "", func(f *file, from int) int {
		for i := range 5 {
			f.rows = append(f.rows, slices.Clone(f.rows[from+i]))
		}
		return 5
	}, profile.CodeSameID, profile.CodeSameEmail, profile.CodeSamePhone, profile.CodeSameName, profile.CodeConflict)
	add(profile.CodeNoID, "", func(f *file, from int) int { return f.set("id", from, 4, always("")) }, "bad_data")
	add(profile.CodeSameID, "", func(f *file, from int) int {
		return f.set("id", from, 4, func(i int, _ string) string { return f.rows[700+i][0] })
	}, profile.CodeConflict)
	add(profile.CodeSameEmail, "", func(f *file, from int) int {
		return f.set("person.email", from, 4, func(i int, _ string) string { return strings.ToUpper(f.rows[700+i][2]) })
	}, profile.CodeConflict)
	add(profile.CodeSamePhone, "", func(f *file, from int) int {
		return f.set("person.phone", from, 4, func(i int, _ string) string { return strings.ReplaceAll(f.rows[700+i][3], " ", "-") })
	})
	add(profile.CodeSameName, "", func(f *file, from int) int {
		f.set("company.domain", from, 4, func(i int, _ string) string { return f.rows[700+i][7] })
		return f.set("person.name", from, 4, func(i int, _ string) string { return strings.ToLower(f.rows[700+i][1]) })
	})
	text(profile.CodeOtherCase, "company.industry", "Software")
	all(profile.CodeOtherWriting, "source", func(_ int, old string) (string, bool) { return "organic-search", old == "organic search" })
	add(profile.CodeNeverFilled, "", func(f *file, _ int) int { f.header[f.column("company.region")] = "Quarter"; return len(f.rows) })
	change(profile.CodeStale, "seen.company.employees.at", func(i int, _ string) string { return fmt.Sprintf("2024-02-%02dT00:00:00Z", i+1) })
	text(profile.CodeNotListed, "custom.plan", "gold")
	add(profile.CodeUnnamedColumn, "", func(f *file, _ int) int {
		f.header = append(f.header, "")
		for i := range f.rows {
			f.rows[i] = append(f.rows[i], "")
		}
		f.rows[3][len(f.header)-1] = "what is this"
		return 1
	})
	return list
}

func profiled(t testing.TB, engine *qualify.Engine, text string) *profile.Report {
	t.Helper()
	o := leadfile.Options{Input: leadfile.CSV, Name: "leads.csv", AsOf: asOf, AnyColumns: true}
	if engine != nil {
		o.Facts = engine.RuleSet().Facts
	}
	r, err := leadfile.NewReader(strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	p := profile.New(engine, profile.Options{AsOf: asOf})
	if err := p.Read(context.Background(), "leads.csv", p.Watch("leads.csv", r, false)); err != nil {
		t.Fatal(err)
	}
	return p.Report()
}

func plantedEngine(t testing.TB) *qualify.Engine {
	t.Helper()
	engine, err := qualify.CompileJSON("rules.json", []byte(plantedRules), nil)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

func found(r *profile.Report, p *plant) *profile.Finding {
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Code == p.code && (f.Column == p.column || p.column == "") {
			return f
		}
	}
	return nil
}

func list(r *profile.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "\t%s: %s: %s -> %s\n", f.Code, f.About(), f.Sentence(), f.Do)
	}
	return b.String()
}

func TestCleanFile(t *testing.T) {
	for _, engine := range []*qualify.Engine{nil, plantedEngine(t)} {
		r := profiled(t, engine, clean().String())
		if r.Rows != rows || len(r.Findings) > 0 || r.LeftOut > 0 {
			t.Errorf("%d rows, %d left out; findings in a clean file:\n%s", r.Rows, r.LeftOut, list(r))
		}
	}
}

// Each fault is found where it stands alone, with its column and count, and brings
// no finding about anything else.
func TestPlantedFaults(t *testing.T) {
	engine := plantedEngine(t)
	all := plants()
	if len(all) < 40 {
		t.Fatalf("only %d faults", len(all))
	}
	for _, p := range all {
		t.Run(string(p.code), func(t *testing.T) {
			f := clean()
			n := p.put(f)
			r := profiled(t, engine, f.String())
			have := found(r, &p)
			switch {
			case have == nil:
				t.Fatalf("not found in %q; found:\n%s", p.column, list(r))
			case have.Count != n:
				t.Errorf("count %d, want %d: %s", have.Count, n, have.Sentence())
			case have.Do == "" || have.Message == "":
				t.Errorf("says nothing: %+v", have)
			}
			for _, other := range r.Findings {
				if other.Code != p.code && !slices.Contains(p.also, other.Code) {
					t.Errorf("found besides: %s: %s", other.Code, other.Sentence())
				}
			}
		})
	}
}

// All of them are found in one file too.
func TestPlantedTogether(t *testing.T) {
	f := clean()
	all := plants()
	for _, p := range all {
		p.put(f)
	}
	r := profiled(t, plantedEngine(t), f.String())
	missed := 0
	for _, p := range all {
		if found(r, &p) == nil {
			missed++
			t.Errorf("%s in %q is not found among all", p.code, p.column)
		}
	}
	if missed > 0 {
		t.Log(list(r))
	}
}
