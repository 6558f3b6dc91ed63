package leadfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// exported is what a proposal says of a column as the want files write it: the field,
// its type, and how it is written; "" for a column that is left out.
func exported(p *Draft, c *DraftColumn) string {
	var parts []string
	for _, fills := range c.Fills {
		f := p.Map.Fields[fills]
		typ := typeOf(fills, nil)
		if fills == "activities" {
			for _, a := range p.Map.Activities {
				for _, part := range []*Field{a.Type, a.At, a.Count} {
					if part != nil && part.From == c.Column {
						f = *part
						typ = map[*Field]string{a.Type: "string", a.At: "time", a.Count: "number"}[part]
					}
				}
			}
		}
		text := fills + " " + typ
		if n := f.Numbers; n != nil {
			for _, said := range [][2]string{{"decimal=", n.Decimal}, {"thousands=", n.Thousands}, {"range=", n.Range}} {
				if said[1] != "" {
					text += " " + said[0] + said[1]
				}
			}
		}
		if f.Dates != nil {
			text += " " + strings.Join(f.Dates.Layouts, " ")
		}
		for word, v := range f.Values {
			if yes, _ := boolWord(word); fills == "person.consent" && v == false && yes {
				text += " inverted"
			}
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " + ")
}

// reread reads a file with the map that was proposed for it.
func reread(t testing.TB, p *Draft, file []byte, facts map[string]qualify.Fact) (leads int) {
	t.Helper()
	text, err := json.Marshal(p.Map)
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseMap("proposed", text, facts)
	if err != nil {
		t.Fatalf("the proposal is no map: %v\n%s", err, text)
	}
	r, err := NewReader(bytes.NewReader(file), Options{Input: p.Form.Input, Mapping: m, AsOf: time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	var lead qualify.Lead
	bad := 0
	for {
		_, err := r.Next(&lead)
		if err == io.EOF {
			break
		}
		var row *RowError
		switch {
		case errors.As(err, &row):
			bad++
			if bad > p.BadRows {
				t.Errorf("%v", err)
			}
		case err != nil:
			t.Fatal(err)
		default:
			leads++
		}
	}
	return leads
}

// Exports of CRMs, made from their documented columns, with what each column is.
func TestProposeExports(t *testing.T) {
	dirs, err := filepath.Glob("testdata/exports/*/want.json")
	if err != nil || len(dirs) == 0 {
		t.Fatal(err, "no exports")
	}
	allRight, all := 0, 0
	for _, wantFile := range dirs {
		dir := filepath.Dir(wantFile)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var want map[string]string
			text, err := os.ReadFile(wantFile)
			if err == nil {
				err = json.Unmarshal(text, &want)
			}
			files, _ := filepath.Glob(filepath.Join(dir, "*"))
			files = slices.DeleteFunc(files, func(f string) bool { return f == wantFile })
			if err != nil || len(files) != 1 {
				t.Fatal(err, files)
			}
			file, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			p, err := Propose(bytes.NewReader(file), Options{Name: files[0]})
			if err != nil {
				t.Fatal(err)
			}
			right := judge(t, p, want)
			allRight, all = allRight+right, all+len(want)
			if leads := reread(t, p, file, nil); leads != p.Rows {
				t.Errorf("%d leads of %d records", leads, p.Rows)
			}
		})
	}
	t.Logf("overall %d of %d columns are right: %.1f %%", allRight, all, 100*float64(allRight)/float64(all))
}

// Columns without a name do not shift those behind them, and headers and values that
// disagree are left out, in doubt.
func TestProposeDisagrees(t *testing.T) {
	file := ",,Email,Employees,Created,Phone,Domain\n,,a@x.example,many,soon,yes,nobody\n1,2,b@x.example,few,late,no,else\n"
	p, err := Propose(strings.NewReader(file), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Columns {
		switch c.Column {
		case "":
			if c.Fills != nil {
				t.Errorf("%+v", c)
			}
		case "Email":
			if len(c.Fills) == 0 || c.Fills[0] != "person.email" {
				t.Errorf("%+v", c)
			}
		default:
			if c.Fills != nil || c.Doubt == "" || c.Reason == "" {
				t.Errorf("%+v", c)
			}
		}
	}
	text, err := json.Marshal(p)
	if err != nil || strings.Contains(string(text), "x.example") {
		t.Errorf("a value of a lead is in %s (%v)", text, err)
	}
}

// What a word denies is not what the word alone would be.
func TestProposeDenied(t *testing.T) {
	for text, want := range map[string]string{
		"Open - Not Contacted": "lead", "Not yet contacted": "lead", "Contacted - no answer": "sal", "Working - Contacted": "sal",
		"Not qualified": "disqualified", "Not yet qualified": "", "Qualified": "sql", "Closed - Not Converted": "disqualified",
		"Not won": "", "Nicht gewonnen": "", "Closed Won": "customer", "Closed Lost": "lost", "Client perdu": "lost", "Lost opportunity": "lost",
		"Former customer": "", "Ex-Kunde": "", "Kein Kunde": "", "No longer a customer": "", "Customer": "customer", "Not an opportunity": "",
	} {
		if got := stageWord(text); got != want {
			t.Errorf("%q is the stage %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{"Software company": "software", "Not software": "", "Non-profit": "", "ohne Software": ""} {
		if got, _ := enumWord(text, []string{"software", "profit"}); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for _, header := range []string{"Subscribed", "No consent", "Not opted in", "GDPR consent withdrawn", "Marketing consent revoked", "Consent missing", "Wants no contact", "No demo requested"} {
		p, err := Propose(strings.NewReader("id,"+header+"\nL-1,yes\nL-2,no\nL-3,yes\n"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if fills := p.Columns[1].Fills; fills != nil {
			t.Errorf("%q fills %v", header, fills)
		}
	}
	p, err := Propose(strings.NewReader("id,Title\nL-1,Mr\nL-2,Mrs.\nL-3,Dr.\nL-4,\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c := p.Columns[1]; c.Fills != nil || c.Doubt == "" {
		t.Errorf("%+v", c)
	}
}

// The decimal sign of other columns is no proof of what stands before three digits.
func TestProposeDecimalOfOthers(t *testing.T) {
	for _, c := range []struct{ revenue, employees, thousands, budget string }{
		{"1200.5", "1.200", ".", "1.200"},
		{"1200,5", "1,200", ",", "1,200"},
		{"1200,5", "1.200", ".", ""},
		{"1200.5", "1,200", ",", ""},
	} {
		file := fmt.Sprintf("id;Annual revenue;Employees;Budget\nL-1;%s;%s;%s\n", c.revenue, c.employees, c.budget)
		p, err := Propose(strings.NewReader(file), Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := p.Map.Fields["company.employees"].Numbers
		if n == nil || n.Thousands != c.thousands {
			t.Errorf("%s%+v", file, n)
		}
		for i, doubt := range map[int]bool{1: false, 2: c.employees == "1,200" && c.revenue == "1200,5", 3: c.budget != ""} {
			if got := p.Columns[i].Doubt != ""; got != doubt && (i != 3 || c.budget != "") {
				t.Errorf("%s%s: %q", file, p.Columns[i].Column, p.Columns[i].Doubt)
			}
		}
	}
}

// judge counts the columns that are right. One that is wrong without a doubt is an
// error, and so are more than one in ten.
func judge(t *testing.T, p *Draft, want map[string]string) (right int) {
	t.Helper()
	silent := 0
	for i := range p.Columns {
		c := &p.Columns[i]
		wanted, listed := want[c.Column]
		if !listed {
			t.Errorf("%q is not among the expected columns", c.Column)
		}
		switch got := exported(p, c); {
		case got == wanted:
			right++
		case c.Doubt == "" && got != "":
			silent++
			t.Errorf("WITHOUT A DOUBT %q: %q, want %q (%s)", c.Column, got, wanted, c.Reason)
		default:
			t.Logf("%q: %q, want %q (%s; doubt: %s)", c.Column, got, wanted, c.Reason, c.Doubt)
		}
	}
	if right*10 < len(want)*9 {
		t.Errorf("%d of %d columns are right", right, len(want))
	}
	t.Logf("%d of %d columns are right: %.1f %%; wrong without a doubt: %d", right, len(want), 100*float64(right)/float64(len(want)), silent)
	return right
}

// Real files, of which nothing stands here but what their columns are.
func TestProposeReal(t *testing.T) {
	folder := os.Getenv("LEADQUAL_DATA")
	if folder == "" {
		t.Skip("LEADQUAL_DATA does not say where the data is")
	}
	leads := map[string]string{
		"Id": "id string", "Name": "person.name string", "Status": "stage string", "Owner.Id": "owner string", "Company": "company.name string",
		"Email": "person.email string", "Phone": "person.phone string",
	}
	right, all := 0, 0
	for _, c := range []struct {
		file string
		want map[string]string // of the columns that are not left out
	}{
		{"xeducation/Leads.csv", map[string]string{
			"Prospect ID": "id string", "Lead Source": "source string", "Do Not Email": "person.consent bool inverted", "TotalVisits": "activities number",
			"Last Activity": "activities string", "Country": "person.country string", "City": "person.city string",
		}},
		{"salvirt-b2b/Salvirt_B2B_ML_dataset_HF.csv", map[string]string{
			"Seller": "owner string", "Authority": "answers.authority string", "Source": "source string", "Needs_def": "answers.need string", "Status": "stage string",
		}},
		{"crm-pipeline/sales_pipeline.csv", map[string]string{"opportunity_id": "id string", "sales_agent": "owner string", "account": "company.name string"}},
		{"hillstrom/hillstrom.csv", map[string]string{"channel": "source string"}},
		{"crm-api-shapes/hub-salesforce-leads-connector__Leads_Leads.json", leads},
		{"crm-api-shapes/hub-salesforce-leads-connector__Leads_Leads1.json", leads},
		{"crm-api-shapes/hub-ms-dynamics-connector__service_api_contacts_u1.json", map[string]string{
			"contactid": "id string", "emailaddress1": "person.email string", "mobilephone": "person.phone string", "yomifullname": "person.name string", "_parentcustomerid_value": "account_id string",
		}},
		{"crm-api-shapes/hub-ms-dynamics-connector__service_api_accounts_u1.json", map[string]string{
			"accountid": "id string", "name": "company.name string", "createdon": "created_at time",
		}},
	} {
		t.Run(c.file, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(folder, c.file))
			if err != nil {
				t.Fatal(err)
			}
			p, err := Propose(bytes.NewReader(file), Options{Name: c.file})
			if err != nil {
				t.Fatal(err)
			}
			for i := range p.Columns {
				col := &p.Columns[i]
				got := exported(p, col)
				all++
				switch {
				case got == c.want[col.Column]:
					right++
				case got != "" && col.Doubt == "":
					t.Errorf("WITHOUT A DOUBT %q: %q, want %q (%s)", col.Column, got, c.want[col.Column], col.Reason)
				default:
					t.Logf("%q: %q, want %q (%s; doubt: %s)", col.Column, got, c.want[col.Column], col.Reason, col.Doubt)
				}
			}
			if n := reread(t, p, file, nil); n != p.Rows {
				t.Errorf("%d leads of %d records", n, p.Rows)
			}
		})
	}
	t.Logf("%d of %d columns are right: %.1f %%", right, all, 100*float64(right)/float64(all))
	if right*10 < all*9 {
		t.Error("less than nine in ten")
	}
}

// Whatever a file has in it, what is proposed for it is a map that reads it.
func FuzzPropose(f *testing.F) {
	for _, text := range []string{
		"Email,Opt Out,Created\na@x.example,1,1/2/2026\n", "E-Mail;Umsatz;Erstellt am\na@x.example;1.200,50 €;13.02.2026\n", "id,id\n", "\"\n", "",
		`{"records": [{"Id": "1", "Owner": {"Id": "x"}, "a.b": [1], "Tags": ["x"], "Lines": [{"a": 1}]}]}`, "{\"Email\": \"a@x.example\"}\n{\"Email\": 5}\n", "[{}]", "\x1f\x8b", "\xff\xfe\x00",
		"Stage,Visits,Last Activity,Employees\nNew,3,2026-01-02,50-200\nWon,99999999,soon,(5)\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		facts := map[string]qualify.Fact{"custom.plan": {Type: "string", Enum: []string{"free", "team"}}, "custom.seats": {Type: "number"}}
		p, err := Propose(bytes.NewReader(file), Options{Facts: facts, MaxUnpacked: 1 << 20})
		if err != nil || len(p.Map.Fields)+len(p.Map.Activities) == 0 {
			return
		}
		if n := reread(t, p, file, facts); n != p.Rows {
			t.Errorf("%d leads of %d records", n, p.Rows)
		}
	})
}

// Without a map, a header of another program is told which field it means.
func TestHeaderMeansField(t *testing.T) {
	for header, want := range map[string]string{
		"Job Title":     `did you mean "person.job_title"? Say so in a map`,
		"Firmenname":    `did you mean "company.name"? Say so in a map`,
		"Email Opt Out": `it means the opposite of "person.consent". Say so in a map`,
		"persn.email":   `did you mean "person.email"?`,
		"Fax":           "name it as a field of a lead, or say in a map what it is",
	} {
		_, err := NewReader(strings.NewReader(header+"\nx\n"), Options{Input: CSV})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", header, err, want)
		}
	}
}
