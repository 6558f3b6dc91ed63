package leadfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// eachEngine has a few rules, which are not what is tested here.
var eachEngine = func() *qualify.Engine {
	e, err := qualify.CompileJSON("r.json", []byte(`{"name": "r", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}]}}`), nil)
	if err != nil {
		panic(err)
	}
	return e
}()

// readEach reads the rest of a file by DecideFile.
func readEach(t testing.TB, r *Reader, o *qualify.BatchOptions) (got result) {
	t.Helper()
	then := func(lead *qualify.Lead, d *qualify.Decision, out **qualify.Lead) error {
		if *out = new(kept(*lead)); d.LeadID != lead.ID || !d.AsOf.Equal(asOf) || o != nil && o.Detail == qualify.Brief && len(d.Ask) > 0 {
			return fmt.Errorf("decided %q as of %v, want %q", d.LeadID, d.AsOf, lead.ID)
		}
		return nil
	}
	for lead, err := range DecideFile(context.Background(), eachEngine, r, then, asOf, o) {
		switch bad := (*RowError)(nil); {
		case errors.As(err, &bad):
			for _, p := range bad.Problems {
				got.Bad = append(got.Bad, badValue{bad.Line, p.From, p.Field, p.Reason + p.Hint})
			}
		case err != nil:
			got.Err = err.Error()
		default:
			got.Leads = append(got.Leads, *lead)
		}
	}
	return got
}

// readNext is readEach by Next.
func readNext(r *Reader) (got result) {
	for {
		var lead qualify.Lead
		_, err := r.Next(&lead)
		switch bad := (*RowError)(nil); {
		case err == io.EOF:
			return got
		case errors.As(err, &bad):
			for _, p := range bad.Problems {
				got.Bad = append(got.Bad, badValue{bad.Line, p.From, p.Field, p.Reason + p.Hint})
			}
		case err != nil:
			got.Err = err.Error()
			return got
		default:
			got.Leads = append(got.Leads, kept(lead))
		}
	}
}

// sameEach holds DecideFile over a file to Next: the same leads in their order, the
// same problems with their lines and hints, the same end, the same counts.
func sameEach(t testing.TB, text string, o Options) {
	t.Helper()
	one, err := NewReader(newFile(text), o)
	if err != nil {
		return
	}
	want := readNext(one)
	for _, batch := range []*qualify.BatchOptions{{Workers: 1}, {Workers: 3, Chunk: 2, Detail: qualify.Brief}} {
		each, err := NewReader(newFile(text), o)
		if err != nil {
			t.Fatal(err)
		}
		firstOther(t, batch, want, readEach(t, each, batch))
		if diff := cmp.Diff(one.Unread(), each.Unread()); diff != "" {
			t.Fatalf("%+v: unread (-Next +DecideFile):\n%s", *batch, diff)
		}
	}
}

// firstOther says where two results begin to differ: to compare long lists whole that
// differ takes for ever.
func firstOther(t testing.TB, o *qualify.BatchOptions, want, have result) {
	t.Helper()
	for i := range min(len(want.Leads), len(have.Leads)) {
		if reflect.DeepEqual(want.Leads[i], have.Leads[i]) {
			continue
		}
		if diff := cmp.Diff(want.Leads[i], have.Leads[i]); diff != "" {
			t.Fatalf("%+v: lead %d (-Next +DecideFile):\n%s", *o, i, diff)
		}
	}
	for i := range min(len(want.Bad), len(have.Bad)) {
		if want.Bad[i] != have.Bad[i] {
			t.Fatalf("%+v: problem %d is %+v, want %+v", *o, i, have.Bad[i], want.Bad[i])
		}
	}
	if len(want.Leads) != len(have.Leads) || len(want.Bad) != len(have.Bad) || want.Err != have.Err {
		t.Fatalf("%+v: %d leads, %d problems, %q; want %d, %d, %q", *o, len(have.Leads), len(have.Bad), have.Err, len(want.Leads), len(want.Bad), want.Err)
	}
}

// What is said of a value depends on those before it: the currency of its column, the
// hints for values of its shape. Many rows are on their way at once here.
func TestDecideFileOfWhatRowsBeforeSay(t *testing.T) {
	m := mapped(t, `{"fields": {"id": {"from": "id"}, "company.annual_revenue": {"from": "sales"},
  "company.employees": {"from": "staff", "on_error": "unknown"}, "created_at": {"from": "at"}},
  "activities": [{"type": {"value": "visit"}, "days_ago": 3, "count": {"from": "visits", "on_error": "unknown"}}]}`)
	var text strings.Builder
	text.WriteString("id,sales,staff,at,visits\n")
	for i := range 600 {
		sales, at := []string{"", "12", "$5", "€7", "many", "$9"}[i*i%6], []string{"2026-01-02", "01/02/2026", "02/03/2026", ""}[i%4]
		if i < 100 {
			sales = ""
		}
		fmt.Fprintf(&text, "L-%d,%s,%s,%s,%d\n", i, sales, []string{"5", "x"}[i/3%2], at, i%7*3000)
		switch i % 100 {
		case 17:
			text.WriteString("\"L\n\"\"x\",1,,,1\r\n\n")
		case 18:
			text.WriteString("\"never closed,1,2,,3\n")
		case 19:
			text.WriteString("a\"b,1,2,,3\nid,sales,staff,at,visits\nTotal,1,2,3,4\nL,\xff\xfe,,,\n1,2\n")
		}
	}
	sameEach(t, text.String(), Options{Input: CSV, Mapping: m, AsOf: asOf, Facts: facts})
}

// DecideFile takes what Next has left, a loop that ends early leaves some behind, and
// an error of the file comes last.
func TestDecideFileEnds(t *testing.T) {
	text := "id\n" + strings.Repeat("L\n", 1000)
	r, err := NewReader(newFile(text), Options{Input: CSV})
	if err != nil {
		t.Fatal(err)
	}
	var lead qualify.Lead
	for range 10 {
		if _, err := r.Next(&lead); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(readEach(t, r, nil).Leads); n != 990 {
		t.Errorf("%d leads behind ten", n)
	}
	for _, workers := range []int{1, 4} {
		r, err := NewReader(&failing{newFile(text)}, Options{Input: CSV})
		if err != nil {
			t.Fatal(err)
		}
		got := readEach(t, r, &qualify.BatchOptions{Workers: workers})
		if len(got.Leads) != 1000 || got.Err != errFailing.Error() {
			t.Errorf("%d leads, then %s", len(got.Leads), got.Err)
		}
	}
}

// Rows of a sheet are in memory that is written over.
func TestDecideFileOfSheet(t *testing.T) {
	open := func() *Reader {
		cells, row := make([]string, 2), 0
		rows := func() (int, []string, error) {
			switch row++; {
			case row == 1:
				cells[0], cells[1] = "id", "company.employees"
			case row > 500:
				return row, nil, io.EOF
			case row%50 == 0:
				cells[0], cells[1] = fmt.Sprint("L-", row), "many"
			default:
				cells[0], cells[1] = fmt.Sprint("L-", row), fmt.Sprint(row)
			}
			return row, cells, nil
		}
		r := &Reader{}
		if err := r.openTable(&sheet{rows: rows, max: 1000}, &Options{}); err != nil {
			t.Fatal(err)
		}
		return r
	}
	want := readNext(open())
	if len(want.Leads) < 400 || len(want.Bad) < 5 {
		t.Fatalf("%d leads, %d problems", len(want.Leads), len(want.Bad))
	}
	o := &qualify.BatchOptions{Workers: 4, Chunk: 3}
	firstOther(t, o, want, readEach(t, open(), o))
}
