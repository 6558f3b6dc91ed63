package leadfile

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

const tableText = `id,person.name,company.annual_revenue
1,Zoë Müller,1000.5
2,"Škoda, a.s.; Praha",
`

var tableLeads = []qualify.Lead{
	{ID: "1", Person: qualify.Person{Name: "Zoë Müller"}, Company: qualify.Company{AnnualRevenue: qualify.Number(1000.5)}},
	{ID: "2", Person: qualify.Person{Name: "Škoda, a.s.; Praha"}},
}

// The same table in each encoding, with each delimiter, packed or not, is the
// same leads, with nothing said of how it is written.
func TestForms(t *testing.T) {
	for _, e := range encodings {
		for _, mark := range []bool{false, true} {
			if mark && e.encoding == windows1252 {
				continue
			}
			for _, d := range delimiters {
				for _, first := range []string{"", "sep=" + string(d) + "\r\n"} {
					text := first + delimitedBy(d)
					if mark {
						text = "\uFEFF" + text
					}
					data, _ := encoded(e.encoding, text)
					for _, packed := range []string{"", "gzip", "zip"} {
						name, file := packedFile(t, packed, data)
						want := result{Leads: tableLeads}
						r, err := NewReader(file, Options{Name: name})
						if err != nil {
							t.Fatalf("%s %q %q %s: %v", e.name, d, first, packed, err)
						}
						var have result
						for {
							var lead qualify.Lead
							if _, err = r.Next(&lead); err != nil {
								break
							}
							have.Leads = append(have.Leads, qualify.Lead{ID: lead.ID, Person: lead.Person, Company: lead.Company})
						}
						guesses := ""
						if !mark && e.encoding != utf8Encoding {
							guesses = fmt.Sprintf(`"encoding": %q`, e.encoding.name)
						}
						if first == "" && d != ',' {
							guesses = strings.TrimPrefix(guesses+fmt.Sprintf(`, "delimiter": %q`, string(d)), ", ")
						}
						if r.Form().Guesses() != guesses {
							t.Errorf("guesses %s, want %s", r.Form().Guesses(), guesses)
						}
						form := Form{CSV, e.encoding.name, string(d), packed, Guessed{!mark, first == ""}}
						if err != io.EOF || gocmp.Diff(want, have) != "" || r.Form() != form {
							t.Fatalf("%s %q %q %s: %v, %+v\n%s", e.name, d, first, packed, err, r.Form(), gocmp.Diff(want, have))
						}
						file.Close()
					}
				}
			}
		}
	}
}

// delimitedBy is the table with another delimiter.
func delimitedBy(d rune) string {
	if d == ',' {
		return tableText
	}
	return strings.NewReplacer("Škoda, a.s.; Praha", "Škoda, a.s.; Praha", ",", string(d)).Replace(tableText)
}

// packedFile is a file with the data.
func packedFile(t *testing.T, packed string, data []byte) (name string, _ *os.File) {
	t.Helper()
	var b bytes.Buffer
	name = "leads.csv"
	switch packed {
	case "gzip":
		name += ".gz"
		z := gzip.NewWriter(&b)
		_, _ = z.Write(data)
		_ = z.Close()
	case "zip":
		name = "export.zip"
		z := zip.NewWriter(&b)
		for _, entry := range []string{"__MACOSX/leads.csv", "leads/", "leads/leads.csv"} {
			w, err := z.Create(entry)
			if err != nil {
				t.Fatal(err)
			}
			if entry == "leads/leads.csv" {
				_, _ = w.Write(data)
			}
		}
		_ = z.Close()
	default:
		b.Write(data)
	}
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return name, f
}

func TestDelimiterOf(t *testing.T) {
	staff := func(column string) bool { return column == "id" || column == "staff" }
	none := func(string) bool { return false }
	for _, c := range []struct {
		begin  string
		wanted func(string) bool
		want   byte
	}{
		{"", none, ','},
		{"id\n1\n", none, ','},
		{"id,staff\n1,5\n", none, ','},
		{"id;staff\n1;5\n", none, ';'},
		{"id\tname, first\n1\tAnn, B\n", staff, '\t'},
		{"a;b\n1,5;2,5\n1,6;2\n", none, ';'},
		{"a, b;c\n1,5;2\n1,6;2\n", none, ','}, // as many either way
		{"a, b;staff\n1,5;2\n1,6;2\n", staff, ';'},
		{"id|staff\n\"a,b\"|5\n", none, '|'},
		{"Name, first;staff;c\nx;5;1\ny;6;2\n", none, ';'},
		{"a,b\n1,2\n1,\"", none, ','},
	} {
		if have := delimiterOf([]byte(c.begin), true, 1000, c.wanted); have != c.want {
			t.Errorf("%q: %q, want %q", c.begin, have, c.want)
		}
	}
}

// What contradicts the file is an error, and what nobody could mean too.
func TestWrongForms(t *testing.T) {
	var empty, two, book, other, letter, swollen bytes.Buffer
	for b, names := range map[*bytes.Buffer][]string{&empty: {"a/"}, &two: {"a.csv", "b.csv"}, &book: {"[Content_Types].xml", "xl/workbook.xml"}, &other: {"mimetype", "content.xml"}, &letter: {"[Content_Types].xml", "word/document.xml"}, &swollen: {"xl/workbook.xml"}} {
		z := zip.NewWriter(b)
		for _, name := range names {
			w, _ := z.Create(name)
			if b == &swollen {
				_, _ = w.Write(make([]byte, 20<<20))
			}
		}
		_ = z.Close()
	}
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write([]byte("id\n"))
	for range 20 {
		_, _ = z.Write(bytes.Repeat([]byte("x\n"), 1<<20))
	}
	_ = z.Close()
	for _, c := range []struct {
		name, text, mapping string
		options             Options
		want                string
	}{
		{"1252 that is UTF-8", "id\nMüller\n", `{"encoding": "windows-1252", "fields": {"id": {"from": "id"}}}`, Options{}, `the map says that the encoding is windows-1252, and the file is in utf-8: take "encoding" out of the map`},
		{"UTF-8 that is UTF-16", "\xFF\xFEi\x00d\x00", `{"encoding": "utf-8", "fields": {"id": {"from": "id"}}}`, Options{}, `the map says that the encoding is utf-8, and the file is in utf-16le: take "encoding" out of the map`},
		{"another delimiter", "sep=;\nid;a\n", `{"delimiter": ",", "fields": {"id": {"from": "id"}}}`, Options{}, `the first line says that ';' stands between the fields, and the map says ',': take "delimiter" out of the map`},
		{"an archive of two", two.String(), "", Options{}, "an archive of 2 files, and leads are read from one: unpack it"},
		{"an archive of none", empty.String(), "", Options{}, "an archive of 0 files, and leads are read from one: unpack it"},
		{"a workbook", book.String(), "", Options{}, "a workbook, of which no sheet is read here: save the sheet as CSV, or turn it into JSON lines with examples/xlsx"},
		{"a workbook of another program", other.String(), "", Options{}, "a document of a kind that is not read: save the sheet as CSV"},
		{"a letter", letter.String(), "", Options{}, "a document without a sheet: save the leads as CSV"},
		{"an old workbook", oldWorkbook + "x", "", Options{}, "a workbook in the form of Excel before 2007, or one with a password: save the sheet as CSV"},
		{"a table with the name of a workbook", "id\n1\n", "", Options{Name: "leads.xlsx"}, "the file has the name of a workbook, and is none"},
		{"a workbook that is said to be CSV", book.String(), "", Options{Input: CSV, OpenSheet: openRows(nil)}, "the file is a workbook, and not csv"},
		{"an encoding of a workbook", book.String(), `{"encoding": "utf-8", "fields": {"id": {"from": "id"}}}`, Options{OpenSheet: openRows(nil)}, `the file is a workbook: take "encoding", "delimiter" and "records" out of the map`},
		{"an empty sheet", book.String(), "", Options{OpenSheet: openRows(nil)}, "the file is empty: the first line has to name the columns"},
		{"a workbook too large", swollen.String(), "", Options{MaxUnpacked: 1000, OpenSheet: openRows(nil)}, "the workbook unpacks to more than 1000 bytes"},
		{"a workbook too large for its size", swollen.String(), "", Options{OpenSheet: openRows(nil)}, "the workbook unpacks to more than 250 times its size: this is no list of leads"},
		{"too large", bomb.String(), "", Options{MaxUnpacked: 1000}, "the file unpacks to more than 1000 bytes"},
		{"too large for its size", bomb.String(), "", Options{}, "the file unpacks to more than 250 times its size: this is no list of leads"},
		{"gzip that ends early", bomb.String()[:5], "", Options{}, "unexpected EOF"},
	} {
		o := c.options
		if c.mapping != "" {
			o.Mapping = mapped(t, c.mapping)
		}
		file := filepath.Join(t.TempDir(), "leads")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		r, err := NewReader(f, o)
		for lead := (qualify.Lead{}); err == nil; {
			_, err = r.Next(&lead)
		}
		if f.Close(); err.Error() != c.want {
			t.Errorf("%s: have %v, want %s", c.name, err, c.want)
		}
	}
	if _, err := NewReader(bytes.NewReader(two.Bytes()), Options{}); err == nil || err.Error() != "a zip archive, or a workbook, cannot be read from a stream: give the file, or unpack it" {
		t.Error(err)
	}
}

// Each percent is the number that is meant, to the bit.
func TestPercents(t *testing.T) {
	r := newNumberReader(&Numbers{Percent: true})
	for hundredths := 1; hundredths <= 10_000; hundredths++ {
		whole, part := hundredths/100, hundredths%100
		for _, text := range []string{decimal(whole, part, 2) + "%", decimal(whole, part, 2) + " %", decimal(whole, part, 2) + "e0%"} {
			have, _, ok := r.read([]byte(text))
			want, _, _ := (&numberReader{decimal: "."}).read([]byte(decimal(0, hundredths, 4)))
			if hundredths == 10_000 {
				want = 1
			}
			if !ok || have != want {
				t.Fatalf("%s: %v, want %v", text, have, want)
			}
		}
	}
}

func decimal(whole, part, places int) string {
	digits := strings.Repeat("0", places) + strconv.Itoa(part)
	return strconv.Itoa(whole) + "." + digits[len(digits)-places:]
}
