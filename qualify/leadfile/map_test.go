package leadfile

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// Every mistake has its place, and says what to change.
func TestParseMapErrors(t *testing.T) {
	in := func(field string) string { return `{"fields": {"custom.plan": ` + field + `}}` }
	seats := func(field string) string { return `{"fields": {"custom.seats": ` + field + `}}` }
	for _, c := range []struct{ name, text, want string }{
		{"empty", `{}`, `1:1: name at least one field under "fields" [required]`},
		{"not JSON", `{"fields"`, "1:10: unexpected end: `{` opened at line 1 is not closed [json_syntax]"},
		{"unknown key", `{"feilds": {}, "fields": {"id": {"from": "a", "form": 1}}}`, `1:2: feilds: unknown key "feilds": did you mean "fields"? [unknown_key]
1:47: fields.id.form: unknown key "form": did you mean "from"? [unknown_key]`},
		{"a path as a key", `{"fields": {"id": {"from": "a"}}, "activities": [{"type": {"value": "x"}, "at": {"from": "b"}, "custom.employees": {"from": "c"}}]}`,
			`1:96: activities[0]["custom.employees"]: unknown key "custom.employees": did you mean "custom": {"employees": ...}? [unknown_key]`},
		{"no field", `{"fields": {"persn.email": {"from": "a"}, "custom.": {"from": "a"}, "x": {}}}`, `1:28: fields["persn.email"]: a lead has no field "persn.email"; did you mean "person.email"? [unknown_name]
1:54: fields["custom."]: a lead has no field "custom." [unknown_name]
1:74: fields.x: a lead has no field "x" [unknown_name]`},
		{"beside fields", `{"fields": {"id": {"from": "a"}, "activities": {}, "seen": {}}}`, `1:48: fields.activities: write "activities": [...] beside "fields", not in it [unknown_name]
1:60: fields.seen: write "seen": {...} beside "fields", not in it, or name a fact, as "seen.company.employees.at" [unknown_name]`},
		{"not declared", `{"fields": {"custom.plam": {"from": "a"}, "custom.other": {"from": "a", "type": "number"}}}`,
			`1:28: fields["custom.plam"]: the rule set declares no custom.plam; did you mean "custom.plan"?; if it is to be filled all the same, give its "type" [unknown_name]`},
		{"types", `{"fields": {"custom.plan": {"from": "a", "type": "number"}, "custom.x": {"from": "a", "type": "nunber"}, "id": {"from": "a", "type": "string"}}}`,
			`1:50: fields["custom.plan"].type: the rule set declares custom.plan as string [bad_value]
1:95: fields["custom.x"].type: want bool, number, string, time or strings; did you mean "number"? [unknown_word]
1:134: fields.id.type: only custom fields have a type of your choice [not_allowed]`},
		{"wrong types", `{"delimiter": 5, "fields": {"id": "a"}}`, `1:15: delimiter: want string, have number; write "5" [wrong_type]
1:35: fields.id: want object, have string [wrong_type]`},
		{"no source", in(`{}`), `1:28: fields["custom.plan"]: say what it is read from: "from" is a column or path, "value" the same for every lead [required]`},
		{"two sources", in(`{"from": "a", "value": "team"}`), `1:51: fields["custom.plan"].value: give "from" or "value", not both [not_allowed]`},
		{"values", in(`{"from": "a", "values": {"1": 1, "2": "taem", "3": null, "4": "team"}}`),
			`1:58: fields["custom.plan"].values.1: custom.plan is a text: want a string, or null for unknown [bad_value]
1:66: fields["custom.plan"].values.2: the rule set does not list "taem" among the values of custom.plan; did you mean "team"? [unknown_word]`},
		{"value", seats(`{"value": "1"}`), `1:39: fields["custom.seats"].value: custom.seats is a number: want a number, or null for unknown [bad_value]`},
		{"values of other kinds", `{"fields": {"custom.trial": {"value": "yes"}, "custom.tags": {"value": [1]}, "custom.renewal": {"value": 2026}}}`,
			`1:39: fields["custom.trial"].value: custom.trial is yes or no: want true or false, or null for unknown [bad_value]
1:72: fields["custom.tags"].value: custom.tags is a list of texts: want a list of strings, or null for unknown [bad_value]
1:106: fields["custom.renewal"].value: custom.renewal is a date: want a string like "2006-01-02T15:04:05Z", or null for unknown [bad_value]`},
		{"encoding", `{"encoding": "latin-1", "delimiter": ";;", "fields": {"id": {"from": "a", "on_error": "ignore"}}}`, `1:14: encoding: want "utf-8" or "windows-1252" or "latin1" or "utf-16le" or "utf-16be" [unknown_word]
1:38: delimiter: want one ASCII character such as ";" or "\t", but no quote, line end, letter or digit [bad_value]
1:87: fields.id.on_error: want "bad_row" or "unknown" [unknown_word]`},
		{"records", `{"records": "a[0].b", "fields": {"id": {"from": "a"}}}`, `1:13: records: the list of records cannot stand in another list [not_allowed]`},
		{"no path", `{"records": "a..b", "fields": {"id": {"from": "a"}}}`, `1:13: records: want a path such as Owner.Name, or ["key with. dots"].Name [bad_value]`},
		{"units and ranges", seats(`{"from": "a", "numbers": {"strip": ["k"], "units": {"k": 1000, "M": 0, "5": 1, " x": 2, "%": 0.01}, "percent": true, "range": "mean"}}`),
			`1:86: fields["custom.seats"].numbers.units.k: "strip" lists it as meaning nothing [not_allowed]
1:97: fields["custom.seats"].numbers.units.M: want a number above 0 by which the unit multiplies, such as 1000 [out_of_range]
1:105: fields["custom.seats"].numbers.units.5: want a text without digits, signs and spaces at its ends, such as k [bad_value]
1:114: fields["custom.seats"].numbers.units[" x"]: want a text without digits, signs and spaces at its ends, such as k [bad_value]
1:122: fields["custom.seats"].numbers.units["%"]: "percent" says what it means [not_allowed]
1:155: fields["custom.seats"].numbers.range: want "low", "high" or "middle" [unknown_word]`},
		{"defaults", `{"fields": {"id": {"from": "a", "default": "x"}, "custom.seats": {"from": "a", "default": "none"}, "custom.plan": {"value": "team", "default": null}}}`,
			`1:44: fields.id.default: it would give many leads one id [not_allowed]
1:91: fields["custom.seats"].default: custom.seats is a number: want a number, or null for unknown [bad_value]
1:144: fields["custom.plan"].default: a "value" is never blank [not_allowed]`},
		{"zones", `{"dates": {"zones": {"CET": "Middle", "+1": "+01:00", "PST": ""}}, "fields": {"id": {"from": "a"}}}`,
			`1:29: dates.zones.CET: there is no time zone "Middle": give a name such as "Europe/Rome", or an offset such as "+05:30" [bad_value]
1:45: dates.zones["+1"]: want the name of a zone as it stands in the file, such as CET, and not "+1" [bad_value]
1:62: dates.zones.PST: give a zone by name ("Europe/Rome") or offset ("+05:30") [bad_value]`},
		{"numbers", seats(`{"from": "a", "numbers": {"decimal": ";", "thousands": "x", "strip": ["$", "1st", " "]}}`), `1:66: fields["custom.seats"].numbers.decimal: want "." or "," [unknown_word]
1:84: fields["custom.seats"].numbers.thousands: want one of , . ' ’ _ or a space [unknown_word]
1:104: fields["custom.seats"].numbers.strip[1]: want a text without digits and signs, such as a currency [bad_value]
1:111: fields["custom.seats"].numbers.strip[2]: want a text without digits and signs, such as a currency [bad_value]`},
		{"same signs", `{"numbers": {"thousands": "."}, "fields": {"id": {"from": "a"}}}`, `1:27: numbers.thousands: the decimal sign is the same [not_allowed]`},
		{"booleans", `{"booleans": {"true": ["Ja"], "false": ["Nein", "JA"]}, "fields": {"id": {"from": "a"}}}`, `1:49: booleans.false[1]: "JA" is among the texts for true [not_allowed]`},
		{"dates", `{"dates": {"layouts": ["YYYY-MM-DD", "2006-01-02", "15:04", "2006-01-02 MST"], "time_zone": "Europe/Rom"}, "fields": {"id": {"from": "a"}}}`,
			`1:24: dates.layouts[0]: "YYYY-MM-DD" shows no year, month and day: write the second of January 2006, 15:04:05, as the file would, such as "02/01/2006 15:04" [bad_value]
1:52: dates.layouts[2]: "15:04" shows no year, month and day: write the second of January 2006, 15:04:05, as the file would, such as "02/01/2006 15:04" [bad_value]
1:61: dates.layouts[3]: "2006-01-02 MST": a zone's abbreviation is ambiguous: leave it out, and say under "zones" what each means, or have the file written with offsets (-0700) [bad_value]
1:93: dates.time_zone: there is no time zone "Europe/Rom": give a name such as "Europe/Rome", or an offset such as "+05:30" [bad_value]`},
		{"the machine's zone", `{"dates": {"time_zone": "Local"}, "fields": {"id": {"from": "a"}}}`, `1:25: dates.time_zone: give a zone by name ("Europe/Rome") or offset ("+05:30") [bad_value]`},
		{"activities", `{"activities": [{}, {"type": {"from": "a", "type": "string"}, "at": {"value": "soon"}, "days_ago": 1, "spread_days": -1}, {"type": {"value": "x"}, "days_ago": 40000}]}`,
			`1:17: activities[0].type: give the "type", such as {"value": "page_view"} [required]
1:17: activities[0]: say when it was: "at" is a column or path with a date, "days_ago" the same for every lead [required]
1:52: activities[1].type.type: only custom fields have a type of your choice [not_allowed]
1:79: activities[1].at.value: activities[1].at is a date: want a string like "2006-01-02T15:04:05Z", or null for unknown [bad_value]
1:100: activities[1].days_ago: give "at" or "days_ago", not both [not_allowed]
1:118: activities[1].spread_days: want 0 to 36500 days [out_of_range]
1:160: activities[2].days_ago: want 0 to 36500 days [out_of_range]`},
		{"stages", `{"fields": {"stage": {"from": "a", "values": {"Open": "new", "Won": "customer", "Lost": "losst"}}}}`,
			`1:55: fields.stage.values.Open: the rule set does not list "new" among the values of stage [unknown_word]
1:89: fields.stage.values.Lost: the rule set does not list "losst" among the values of stage; did you mean "lost"? [unknown_word]`},
		{"seen", `{"fields": {"seen.company.employes.at": {"from": "a"}, "seen.company.employees": {"from": "a"}, "seen.custom.seats.at": {"value": 5}, "seen.id.at": {"from": "a"}}}`,
			`1:41: fields["seen.company.employes.at"]: seen.company.employes.at: company.employes: not the name of a lead's field; did you mean company.employees? [unknown_name]
1:82: fields["seen.company.employees"]: seen.company.employees: write seen.PATH.at for when the fact was last confirmed, seen.PATH.source for by whom [unknown_name]
1:131: fields["seen.custom.seats.at"].value: seen.custom.seats.at is a date: want a string like "2006-01-02T15:04:05Z", or null for unknown [bad_value]
1:149: fields["seen.id.at"]: seen.id.at: id: no rule names it, so its age does not matter [unknown_name]`},
		{"custom fields and ids of activities", `{"activities": [{"type": {"value": "x"}, "days_ago": 0, "id": {"from": "a"}, "count": {"from": "b"},
"custom": {"featur": {"from": "a"}, "feature": {"value": "expport"}, "minutes": {"from": "a", "type": "string"}, "other": {"from": "a", "type": "bool"}}}]}`,
			`1:63: activities[0].id: an id is of one activity: leave it out, or the "count" [not_allowed]
2:22: activities[0].custom.featur: the rule set declares no activities.custom.featur; did you mean "activities.custom.feature"?; if it is to be filled all the same, give its "type" [unknown_name]
2:58: activities[0].custom.feature.value: the rule set does not list "expport" among the values of activities[0].custom.feature; did you mean "export"? [unknown_word]
2:103: activities[0].custom.minutes.type: the rule set declares activities.custom.minutes as number [bad_value]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseMap("", []byte(c.text), facts)
			var errs qualify.Errors
			if !errors.As(err, &errs) {
				t.Fatalf("have %v, want mistakes", err)
			}
			lines := make([]string, len(errs))
			for i, e := range errs {
				e.File = "map.json"
				lines[i] = strings.TrimPrefix(e.Error(), "map.json:")
			}
			same(t, c.want, strings.Join(lines, "\n"))
		})
	}
}

func TestFields(t *testing.T) {
	// Every field of a lead, from one column each.
	values := map[kind]string{textKind: "x", numberKind: "5", boolKind: "yes", timeKind: "2026-01-02", listKind: "a;b"}
	var header, row []string
	for _, f := range leadFields {
		header = append(header, f.path)
		row = append(row, values[f.kind])
	}
	at := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	five, yes := qualify.Number(5), qualify.Known(true)
	want := qualify.Lead{
		ID: "x", AccountID: "x",
		Person: qualify.Person{Email: "x", Name: "x", Phone: "x", JobTitle: "x", Seniority: "x", Department: "x",
			Country: "x", Region: "x", City: "x", Consent: yes},
		Company: qualify.Company{Name: "x", Domain: "x", Industry: "x", Employees: five, AnnualRevenue: five,
			Country: "x", Region: "x", Technologies: []string{"a", "b"}},
		Answers: qualify.Answers{Budget: five, Authority: "x", Need: "x", TimelineDays: five, CurrentVendor: "x",
			WantsContact: yes, WantsContactAt: at},
		Source: "x", Stage: "x", Owner: "x", CreatedAt: at, ResetAt: at,
	}
	text := strings.Join(header, ",") + "\n" + strings.Join(row, ",") + "\n" + strings.Repeat(",", len(row)-1) + "\n"
	same(t, result{Leads: []qualify.Lead{want, {}}, Lines: []int{2, 3}}, read(t, newFile(text), Options{Input: CSV}))
}

// Every field of an activity is filled by the key of its name, and every field
// of an entry is one, or says how many and when there are.
func TestActivityFields(t *testing.T) {
	texts := map[kind]string{textKind: `{"value": "x"}`, numberKind: `{"value": 5}`, timeKind: `{"value": "2026-01-02T00:00:00Z"}`}
	m := `{"activities": [{`
	var want qualify.Activity
	for _, f := range qualify.ActivityFields() {
		m += `"` + f.Name + `": ` + texts[kinds[f.Type]] + `, `
		value := map[string]any{"string": "x", "number": 5, "time": "2026-01-02T00:00:00Z"}[f.Type]
		if err := want.Set(f.Name, value); err != nil {
			t.Fatal(err)
		}
	}
	m += `"custom": {"feature": {"value": "export"}, "minutes": {"from": "m"}}}]}`
	want.Custom = map[string]any{"feature": "export", "minutes": 2.5}
	without := want
	without.Custom = map[string]any{"feature": "export"}
	same(t, result{Leads: []qualify.Lead{{Activities: []qualify.Activity{want}}, {Activities: []qualify.Activity{without}}}, Lines: []int{2, 3}},
		read(t, newFile("m,n\n2.5,\n,\n"), Options{Input: CSV, Mapping: mapped(t, m)}))

	entry := reflect.TypeFor[Activity]()
	for i := range entry.NumField() {
		name, _, _ := strings.Cut(entry.Field(i).Tag.Get("json"), ",")
		if _, known := activityKinds[name]; !known && !slices.Contains([]string{"count", "days_ago", "spread_days", "custom", "note"}, name) {
			t.Errorf("an activity has no field %s", name)
		}
	}
}

// When a fact was confirmed, and by whom, comes from columns of its own, in a
// map or as they are named.
func TestSeen(t *testing.T) {
	at := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	want := result{Lines: []int{2, 3}, Leads: []qualify.Lead{
		{Company: qualify.Company{Employees: qualify.Number(5)}, Seen: map[string]qualify.Seen{
			"company.employees": {At: at, Source: "registry"}, "custom.seats": {At: at},
		}},
		{Company: qualify.Company{Employees: qualify.Number(6)}},
	}}
	columns := []string{"company.employees", "seen.company.employees.at", "seen.company.employees.source", "seen.custom.seats.at"}
	rows := "\n5,2026-01-02,registry,2026-01-02\n6,,,\n"
	same(t, want, read(t, newFile(strings.Join(columns, ",")+rows), Options{Input: CSV}))
	var fields []string
	for i, c := range columns {
		fields = append(fields, fmt.Sprintf(`"%s": {"from": "%d"}`, c, i))
	}
	m := mapped(t, `{"fields": {`+strings.Join(fields, ", ")+`}}`)
	same(t, want, read(t, newFile("0,1,2,3"+rows), Options{Input: CSV, Mapping: m}))
}

// Without a rule set any custom field may be filled, as text.
func TestNoFacts(t *testing.T) {
	m, err := ParseMap("", []byte(`{"fields": {"custom.x": {"from": "a"}, "custom.y": {"from": "a", "type": "number"}}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{Input: CSV, Mapping: m}, {Input: CSV}} {
		header := "a,\n"
		want := qualify.Lead{Custom: map[string]any{"x": "5", "y": 5.0}}
		if o.Mapping == nil {
			header = "custom.x,\n"
			want = qualify.Lead{Custom: map[string]any{"x": "5"}}
		}
		r, err := NewReader(newFile(header+"5,\n"), o)
		if err != nil {
			t.Fatal(err)
		}
		var lead qualify.Lead
		if _, err := r.Next(&lead); err != nil {
			t.Fatal(err)
		}
		same(t, want, kept(lead))
	}
}

// What a bool's values list is all that it may say: the other texts of bools are
// not read against their meaning.
func TestValuesOfBool(t *testing.T) {
	m := mapped(t, `{"fields": {"person.consent": {"from": "out", "values": {"Yes": false, "no": true}}}}`)
	for text, want := range map[string]string{"yes": "false", "YES": "false", "No": "true", "": "unknown", "true": "bad", "false": "bad", "n": "bad", "0": "bad"} {
		for form, file := range map[string]string{"csv": "id,out\n1," + text + "\n", "json": `[{"out": "` + text + `"}]`} {
			have := "bad"
			if got := read(t, strings.NewReader(file), Options{Mapping: m, Input: Input(form)}); len(got.Leads) == 1 {
				have = fmt.Sprint(got.Leads[0].Person.Consent)
			}
			if have != want {
				t.Errorf("%q: %s, want %s", file, have, want)
			}
		}
	}
}

func TestMappedValues(t *testing.T) {
	m := mapped(t, `{
		"note": "all that a field can say",
		"unknown": ["Select"], "separator": "|",
		"booleans": {"true": ["ja"], "false": ["nein"]},
		"fields": {
			"source": {"value": "import"},
			"stage": {"value": null},
			"custom.seats": {"from": "seats", "unknown": ["?"], "on_error": "unknown"},
			"custom.trial": {"from": "trial", "values": {"Vielleicht": null, "Nie": false}},
			"custom.tags": {"from": "tags", "values": {"none": [], "all": ["a", "b"]}},
			"company.technologies": {"from": "tags", "separator": "/"},
			"created_at": {"from": "created", "dates": {"layouts": ["02.01.2006 15:04", "date"], "time_zone": "Europe/Rome"}}
		}}`)
	const header = "seats,trial,tags,created\n"
	imported := func(custom map[string]any) qualify.Lead { return qualify.Lead{Source: "import", Custom: custom} }
	with := func(l qualify.Lead, technologies ...string) qualify.Lead {
		l.Company.Technologies = technologies
		return l
	}
	for _, c := range []struct {
		row  string
		want qualify.Lead
		bad  *badValue
	}{
		{row: "5,JA,a| b,", want: with(imported(map[string]any{"seats": 5.0, "trial": true, "tags": []string{"a", "b"}}), "a| b")},
		{row: "select,SELECT,Select,Select", want: imported(nil)},
		{row: "?,Vielleicht,none,", want: with(imported(map[string]any{"tags": []string{}}), "none")},
		{row: "many,Nie,all,", want: with(imported(map[string]any{"trial": false, "tags": []string{"a", "b"}}), "all")},
		{row: ",yes,,", bad: &badValue{Line: 2, From: "trial", Field: "custom.trial", Reason: `want yes or no, have "yes"`}},
		{row: ",,,28.07.2026 10:00", want: qualify.Lead{Source: "import", CreatedAt: time.Date(2026, 7, 28, 8, 0, 0, 0, time.UTC)}},
		{row: ",,,2026-01-28", want: qualify.Lead{Source: "import", CreatedAt: time.Date(2026, 1, 27, 23, 0, 0, 0, time.UTC)}},
		{row: ",xéééééééééééééééééééé,,", bad: &badValue{Line: 2, From: "trial", Field: "custom.trial", Reason: `want yes or no, have "xééééééééééééééééééé"…`}},
		{row: ",,,31.02.2026 10:00", bad: &badValue{Line: 2, From: "created", Field: "created_at", Reason: `want date, have "31.02.2026 10:00"`}},
		{row: ",,,\x1b[2Jéééééééééééééééééééééééééééééé", bad: &badValue{Line: 2, From: "created", Field: "created_at", Reason: `want date, have "\x1b[2Jéééééééééééééééééé"…`}},
	} {
		want := result{Leads: []qualify.Lead{c.want}, Lines: []int{2}}
		if c.bad != nil {
			want = result{Bad: []badValue{*c.bad}}
		}
		same(t, want, read(t, newFile(header+c.row), Options{Input: CSV, Mapping: m}))
	}
}

func TestNumbers(t *testing.T) {
	german := &Numbers{Decimal: ",", Thousands: "."}
	money := &Numbers{Thousands: ",", Strip: []string{"$", "USD", "€"}, Percent: true}
	for _, c := range []struct {
		as   *Numbers
		text string
		want float64
		ok   bool
	}{
		{nil, "0", 0, true}, {nil, "12", 12, true}, {nil, "-1.5", -1.5, true}, {nil, "+3", 3, true}, {nil, ".5", .5, true}, {nil, "5.", 5, true},
		{nil, "1.5E+03", 1500, true}, {nil, "1e3", 1000, true}, {nil, "2E-1", .2, true},
		{nil, "1,000", 0, false}, {nil, "", 0, false}, {nil, "-", 0, false}, {nil, ".", 0, false}, {nil, "1.2.3", 0, false}, {nil, "e5", 0, false}, {nil, "1e", 0, false},
		{nil, "1e+", 0, false}, {nil, "1e5.", 0, false}, {nil, "--1", 0, false}, {nil, "1-", -1, true}, {nil, "0x10", 0, false}, {nil, "NaN", 0, false}, {nil, "Inf", 0, false},
		{nil, "1_000", 0, false}, {nil, "1e999", 0, false}, {nil, "12%", 0, false}, {nil, "$5", 5, true}, {nil, "1 000", 0, false}, {nil, "٣", 0, false},
		{german, "1.234.567,89", 1234567.89, true}, {german, "1234,5", 1234.5, true}, {german, "3.5", 0, false}, {german, "1.234", 1234, true}, {german, ",5", .5, true},
		{german, "1.23,5", 0, false}, {german, "1,234.5", 0, false}, {german, "1..234", 0, false}, {german, ".234", 0, false}, {german, "1234.567", 0, false}, {german, "1.234e2", 123400, true}, {german, "1.23e2", 0, false},
		{money, "$1,234.5", 1234.5, true}, {money, "-$5", -5, true}, {money, "$ -5", -5, true}, {money, "1,000 USD", 1000, true}, {money, "USD $5", 5, true},
		{money, "12,34,567", 1234567, true}, {money, "1,2,345", 0, false}, {money, "3,5", 0, false}, {money, "12.5 %", .125, true}, {money, "50%", .5, true}, {money, "7", 7, true},
		{money, "%", 0, false}, {money, "$", 0, false}, {money, "5%%", 0, false},
		{&Numbers{Thousands: "\u202f"}, "1\u202f234", 1234, true},
	} {
		r := newNumberReader(c.as)
		if have, _, ok := r.read([]byte(c.text)); have != c.want || ok != c.ok {
			t.Errorf("%+v: %q is %v, %v, want %v, %v", c.as, c.text, have, ok, c.want, c.ok)
		}
	}
}

func TestDates(t *testing.T) {
	read := func(d *Dates, text string) (time.Time, bool) {
		r := newDateReader(d, func(key, message string) { t.Errorf("%s: %s", key, message) })
		return r.read([]byte(text))
	}
	for _, c := range []struct {
		dates Dates
		text  string
		want  string // "" for no date
	}{
		{Dates{}, "2026-11-22T10:00:00+01:00", "2026-11-22T09:00:00Z"},
		{Dates{}, "2026-11-22", "2026-11-22T00:00:00Z"},
		{Dates{}, "22.11.2026", "2026-11-22T00:00:00Z"},
		{Dates{}, "2026-02-30", ""},
		{Dates{}, "0001-01-01T00:00:00Z", ""}, // which would be unknown
		{Dates{Layouts: []string{"datetime"}, TimeZone: "+05:30"}, "2026-11-22 10:00:00", "2026-11-22T04:30:00Z"},
		{Dates{Layouts: []string{"2006-01-02T15:04:05.000-0700"}}, "2096-03-19T12:50:17.000+0000", "2096-03-19T12:50:17Z"},
		{Dates{Layouts: []string{"Jan 2, 2006"}, TimeZone: "America/New_York"}, "Nov 22, 2026", "2026-11-22T05:00:00Z"},
		{Dates{Layouts: []string{"unix"}}, "1700000000", "2023-11-14T22:13:20Z"},
		{Dates{Layouts: []string{"unix"}}, "1.7e9", "2023-11-14T22:13:20Z"},
		{Dates{Layouts: []string{"unix_ms"}}, "1700000000123", "2023-11-14T22:13:20.123Z"},
		{Dates{Layouts: []string{"unix"}}, "1700000000.5", ""},
		{Dates{Layouts: []string{"unix"}}, "253402300799", "9999-12-31T23:59:59Z"},
		{Dates{Layouts: []string{"unix"}}, "253402300800", ""},
		{Dates{Layouts: []string{"unix"}}, "9223372036854775807", ""},
		{Dates{Layouts: []string{"unix"}}, "-62135596800", ""},
		{Dates{Layouts: []string{"unix", "date"}}, "2026-11-22", "2026-11-22T00:00:00Z"},
	} {
		have, ok := read(&c.dates, c.text)
		if ok != (c.want != "") || ok && have.Format(time.RFC3339Nano) != c.want {
			t.Errorf("%+v: %q is %v, %v, want %q", c.dates, c.text, have, ok, c.want)
		}
	}
}

func TestActivities(t *testing.T) {
	m := mapped(t, `{
		"unknown": ["-"],
		"activities": [
			{"type": {"value": "visit"}, "count": {"from": "visits"}, "days_ago": 1, "spread_days": 10, "channel": {"value": "web"}},
			{"type": {"value": "webinar"}, "at": {"from": "webinar"}, "subject": {"from": "title"}, "campaign": {"value": "autumn"}, "value": {"from": "minutes"}},
			{"type": {"from": "last", "values": {"Mail": "mail", "Nothing": null}}, "days_ago": 0.5, "url": {"value": "https://x.example"}},
			{"type": {"value": "call"}, "count": {"from": "calls", "on_error": "unknown"}, "at": {"from": "webinar"}, "spread_days": 1}
		]}`)
	const header = "visits,webinar,title,minutes,last,calls\n"
	day := 24 * time.Hour
	visit := func(ago time.Duration) qualify.Activity {
		return qualify.Activity{Type: "visit", At: asOf.Add(-ago), Channel: "web"}
	}
	webinar := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		row  string
		want []qualify.Activity
		bad  string
	}{
		{row: ",,,,,"},
		{row: "-,-,-,-,-,-"},
		{row: "0,,x,5,Nothing,3"},
		{row: "2,,,,,", want: []qualify.Activity{visit(day), visit(6 * day)}},
		{row: ",2026-10-01,T,45,,0", want: []qualify.Activity{{Type: "webinar", At: webinar, Subject: "T", Campaign: "autumn", Value: 45}}},
		{row: ",2026-10-01,,,Mail,2", want: []qualify.Activity{
			{Type: "webinar", At: webinar, Campaign: "autumn"},
			{Type: "mail", At: asOf.Add(-day / 2), URL: "https://x.example"},
			{Type: "call", At: webinar}, {Type: "call", At: webinar.Add(-day / 2)}}},
		{row: ",,,,other,1.5", want: []qualify.Activity{{Type: "other", At: asOf.Add(-day / 2), URL: "https://x.example"}}},
		{row: ",,,,,many"},
		{row: "-1,,,,,", bad: "want a whole number from 0 to 10000, have -1"},
		{row: "1.5,,,,,", bad: "want a whole number from 0 to 10000, have 1.5"},
		{row: "10001,,,,,", bad: "want a whole number from 0 to 10000, have 10001"},
		{row: "many,,,,,", bad: `want number, have "many"`},
	} {
		want := result{Leads: []qualify.Lead{{Activities: c.want}}, Lines: []int{2}}
		if c.bad != "" {
			want = result{Bad: []badValue{{Line: 2, From: "visits", Field: "activities[0].count", Reason: c.bad}}}
		}
		same(t, want, read(t, newFile(header+c.row+"\n"), Options{Input: CSV, Mapping: m}))
	}
	if _, err := NewReader(newFile(header), Options{Input: CSV, Mapping: m}); err == nil || !strings.Contains(err.Error(), "instant of decision") {
		t.Errorf("without an instant: %v", err)
	}
}

// A column in which no text comes twice is not remembered for ever, and gives
// the same as one that is.
func TestMemo(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,custom.seats\n")
	var want []qualify.Lead
	for i := range 3 * mostKept {
		id := strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26)
		text.WriteString(id + "," + string(rune('0'+i%10)) + "\n")
		want = append(want, qualify.Lead{ID: id, Custom: map[string]any{"seats": float64(i % 10)}})
	}
	r, err := NewReader(newFile(text.String()), Options{Input: CSV, Facts: facts})
	if err != nil {
		t.Fatal(err)
	}
	var lead qualify.Lead
	for i := range want {
		if _, err := r.Next(&lead); err != nil {
			t.Fatal(err)
		}
		same(t, want[i], kept(lead))
	}
	if id := r.fields[0].memo; !id.useless || id.values != nil {
		t.Errorf("%d ids are kept", len(id.values))
	}
	if seats := r.fields[1].memo; len(seats.values) != 10 {
		t.Errorf("%d numbers are kept, want 10", len(seats.values))
	}
}

func TestRowError(t *testing.T) {
	for _, c := range []struct {
		err  RowError
		want string
	}{
		{RowError{Line: 3, Problems: []Problem{{Reason: "not JSON"}}}, "line 3: not JSON"},
		{RowError{Line: 3, Problems: []Problem{{"Se\"ats", "custom.seats", "want number", ""}, {"b", "id", "want text", `"unknown": ["?"]`}}}, `line 3: "Se\"ats" (custom.seats): want number; "b" (id): want text: the map may say "unknown": ["?"]`},
	} {
		same(t, c.want, c.err.Error())
	}
}
