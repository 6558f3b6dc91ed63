package leadfile

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

func TestCSV(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, c := range []struct {
		name, mapping, text string
		want                result
	}{
		{"plain", planMap, "id,plan,other\n1,team,z\n2,,\n3,-,q\n", result{
			Leads: []qualify.Lead{plan("1", "team"), plan("2", ""), plan("3", "")}, Lines: []int{2, 3, 4}}},
		{"without a map", "", "id,custom.plan\n1,team\n", result{Leads: []qualify.Lead{plan("1", "team")}, Lines: []int{2}}},
		{"byte-order mark, CRLF, no end", planMap, "\xEF\xBB\xBFid,plan\r\n1,team\r\n2,free", result{
			Leads: []qualify.Lead{plan("1", "team"), plan("2", "free")}, Lines: []int{2, 3}}},
		{"quotes", planMap, "\"id\",plan\n\"1\",\"te,\"\"am\"\n\"2\r\n\n3\",free\n4,\"\"\n", result{
			Leads: []qualify.Lead{plan("1", `te,"am`), plan("2\n\n3", "free"), plan("4", "")}, Lines: []int{2, 3, 6}}},
		{"empty lines and white space", planMap, "\n id , plan\n\n 1 , team \n\r\n", result{Leads: []qualify.Lead{plan("1", "team")}, Lines: []int{4}}},
		{"an empty last column", planMap, "id,plan,,\n1,team,,\n", result{Leads: []qualify.Lead{plan("1", "team")}, Lines: []int{2}}},
		{"an id twice", planMap, "id,plan\n1,team\n1,team\n", result{Leads: []qualify.Lead{plan("1", "team"), plan("1", "team")}, Lines: []int{2, 3}}},
		{"delimiter", `{"delimiter": ";", "fields": {"id": {"from": "id"}}}`, "id;a\n1;b,c\n", result{Leads: []qualify.Lead{plan("1", "")}, Lines: []int{2}}},
		{"latin1", `{"encoding": "latin1", "fields": {"id": {"from": "Größe"}}}`, "Gr\xf6\xdfe\n\xe9t\xe9\n", result{Leads: []qualify.Lead{plan("été", "")}, Lines: []int{2}}},
		{"no rows", planMap, "id,plan\n", result{}},

		{"ragged", planMap, "id,plan\n1\n2,team\n3,a,b\n4,free\n", result{
			Leads: []qualify.Lead{plan("2", "team"), plan("4", "free")}, Lines: []int{3, 5},
			Bad: []badValue{{Line: 2, Reason: "1 fields, and the header has 2"}, {Line: 4, Reason: "3 fields, and the header has 2"}}}},
		{"not UTF-8", planMap, "id,plan\n1,\xff\n2,tëam\n", result{
			Leads: []qualify.Lead{plan("2", "tëam")}, Lines: []int{3}, Bad: []badValue{{Line: 2, Reason: notUTF8}}}},
		{"a quote that nobody closes", planMap, "id,plan\n1,\"team\n2,free\n3,team\n", result{
			Leads: []qualify.Lead{plan("2", "free"), plan("3", "team")}, Lines: []int{3, 4}, Bad: []badValue{{Line: 2, Reason: unclosed}}}},
		{"a quote in a field", planMap, "id,plan\n1,5\" disk\n2,free\n", result{
			Leads: []qualify.Lead{plan("2", "free")}, Lines: []int{3},
			Bad: []badValue{{Line: 2, Reason: "a quote within a field: put quotes around the field and double those in it"}}}},
		{"text behind a quote", planMap, "id,plan\n\"1\"x,team\n2,free\n", result{
			Leads: []qualify.Lead{plan("2", "free")}, Lines: []int{3},
			Bad: []badValue{{Line: 2, Reason: "text behind a closing quote: double the quotes in a field"}}}},
		{"too long", planMap, "id,plan\n1," + long + "\n2,free\n3," + long, result{
			Leads: []qualify.Lead{plan("2", "free")}, Lines: []int{3},
			Bad: []badValue{{Line: 2, Reason: tooLong(200)}, {Line: 4, Reason: tooLong(200)}}}},
		{"too long within quotes", planMap, "id,plan\n1,\"a\n" + strings.Repeat("2,free\n", 40), result{
			Leads: slices.Repeat([]qualify.Lead{plan("2", "free")}, 40), Lines: count(3, 40),
			Bad: []badValue{{Line: 2, Reason: unclosed}}}},

		{"empty file", planMap, "", result{Err: "the file is empty: the first line has to name the columns"}},
		{"broken header", planMap, "id,\"plan\n", result{Err: "line 1, which has to name the columns: " + unclosed}},
		{"a column twice", planMap, "id,plan,id\n", result{Err: `line 1: columns 1 and 3 have the same name "id"`}},
		{"missing columns", planMap, "Id,plna\n", result{Err: `map.json:1:46: fields.id.from: the file has no column "id"; did you mean "Id"? [unknown_name]
map.json:1:77: fields["custom.plan"].from: the file has no column "plan"; did you mean "plna"? [unknown_name]`}},
		{"unknown columns", "", "id,custom.plna,x\n", result{Err: `leads.csv:1:2: column "custom.plna" is no field of a lead; did you mean "custom.plan"? [unknown_name]
leads.csv:1:3: column "x" is no field of a lead; name it as a field of a lead, or say in a map what it is [unknown_name]`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := Options{Input: CSV, Name: "leads.csv", Mapping: mapped(t, c.mapping), MaxRecord: 200}
			same(t, c.want, read(t, newFile(c.text), o))
			same(t, c.want, read(t, &slowly{newFile(c.text)}, o))
		})
	}
}

// A read error is final, behind the rows that were whole.
func TestCSVReadError(t *testing.T) {
	want := result{Leads: []qualify.Lead{plan("1", "team")}, Lines: []int{2}, Err: errFailing.Error()}
	for _, rest := range []string{"", "2,f", "2,\"free\n3,"} {
		same(t, want, read(t, &failing{newFile("id,plan\n1,team\n" + rest)}, Options{Input: CSV, Mapping: mapped(t, planMap)}))
	}
	for _, header := range []string{"", "i", "\xEF\xBB\xBFid,plan", "id,\"plan\n"} {
		same(t, result{Err: errFailing.Error()}, read(t, &failing{newFile(header)}, Options{Input: CSV}))
	}
}

// A long file of quotes costs time linear in its size: each is looked at a
// bounded number of times.
func TestCSVManyOpenQuotes(t *testing.T) {
	text := "id,plan\n" + strings.Repeat("1,\"team\n", 30_000)
	got := read(t, newFile(text), Options{Input: CSV, Mapping: mapped(t, planMap)})
	if len(got.Bad) != 30_000 || len(got.Leads) != 0 {
		t.Errorf("%d bad rows and %d leads, want each row bad", len(got.Bad), len(got.Leads))
	}
	text = "id,plan\n1,\"team\n" + strings.Repeat("2,\"\"\n", 30_000)
	got = read(t, newFile(text), Options{Input: CSV, Mapping: mapped(t, planMap)})
	if len(got.Bad) != 1 || len(got.Leads) != 30_000 {
		t.Errorf("%d bad rows and %d leads, want one bad row", len(got.Bad), len(got.Leads))
	}
}

// Reading needs no memory for rows whose texts come again.
func TestCSVAllocations(t *testing.T) {
	text := "id,plan,n\n" + strings.Repeat("1,team,12\n", 20_000)
	m := mapped(t, `{"fields": {"custom.plan": {"from": "plan"}, "company.employees": {"from": "n"}, "custom.seats": {"from": "n"}},
		"activities": [{"type": {"value": "visit"}, "count": {"from": "n"}, "days_ago": 0}]}`)
	r, err := NewReader(newFile(text), Options{Input: CSV, Mapping: m, AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	var lead qualify.Lead
	next := func() {
		if _, err := r.Next(&lead); err != nil {
			t.Fatal(err)
		}
	}
	next()
	if n := testing.AllocsPerRun(10_000, next); n != 0 {
		t.Errorf("%v allocations a row, want 0", n)
	}
}

// A record with an instant of decision of its own counts days_ago from that.
func TestDaysAgoFromTheRecordsOwnInstant(t *testing.T) {
	m := mapped(t, `{"fields": {"custom.decided": {"from": "created", "type": "time"}},
		"activities": [{"type": {"value": "visit"}, "days_ago": 2}]}`)
	got := read(t, newFile("id,created\n1,2025-03-05\n2,\n"), Options{Input: CSV, Mapping: m, AsOf: asOf, AsOfField: "custom.decided"})
	if len(got.Leads) != 2 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []time.Time{time.Date(2025, 3, 3, 0, 0, 0, 0, time.UTC), asOf.AddDate(0, 0, -2)} {
		if at := got.Leads[i].Activities[0].At; !at.Equal(want) {
			t.Errorf("lead %d: %v, want %v", i+1, at, want)
		}
	}
}
