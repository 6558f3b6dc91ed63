package bind_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/bind"
)

// foreign is a type of a module that cannot be changed.
type foreign struct {
	Key     int64
	First   string
	Last    string
	Account *foreignAccount
	Level   foreignLevel
	Address netip.Addr
	Stamps  []int64
	foreignNote
	secret string //nolint:unused // found by reflection, and refused
}

type (
	foreignAccount struct{ Staff *int }
	foreignLevel   int
	foreignNote    struct{ Text string }
)

func TestFieldsWithoutTags(t *testing.T) {
	b, err := bind.New(
		bind.At[foreign]("Key", "id"),
		bind.At[foreign]("Account.Staff", "company.employees"),
		bind.At[foreign]("Text", "answers.need"),
		bind.At[foreign]("Address", "custom.address"),
		bind.Computed("person.name", func(f *foreign) string { return strings.TrimSpace(f.First + " " + f.Last) }),
		bind.Computed("answers.budget", func(f *foreign) qualify.Opt[float64] {
			return qualify.Opt[float64]{Value: float64(f.Level), Known: f.Level > 0}
		}),
		bind.Computed("activities", func(f *foreign) (log []qualify.Activity) {
			for _, at := range f.Stamps {
				log = append(log, qualify.Activity{Type: "visit", At: time.Unix(at, 0).UTC()})
			}
			return log
		}),
		bind.Computed("custom", func(f *foreign) map[string]any { return map[string]any{"level": int(f.Level)} }),
	)
	if err != nil {
		t.Fatal(err)
	}
	staff := 320
	have := b.Lead(&foreign{
		Key: 7, First: "Mia", Last: "Berg", Account: &foreignAccount{&staff}, Level: 3, Address: netip.MustParseAddr("::1"),
		Stamps: []int64{60}, foreignNote: foreignNote{"reporting"},
	})
	want := qualify.Lead{
		ID: "7", Person: qualify.Person{Name: "Mia Berg"}, Company: qualify.Company{Employees: qualify.Number(320)},
		Answers:    qualify.Answers{Need: "reporting", Budget: qualify.Number(3)},
		Activities: []qualify.Activity{{Type: "visit", At: time.Unix(60, 0).UTC()}},
		Custom:     map[string]any{"level": 3, "address": "::1"},
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	if have := b.Lead(&foreign{}); have.Company.Employees.Known || have.Answers.Budget.Known || have.Person.Name != "" {
		t.Errorf("of nothing: %+v", have)
	}
}

// Every mistake names the way out.
func TestMistakesOfFieldsWithoutTags(t *testing.T) {
	type tagged struct {
		Mail string `lead:"person.email"`
	}
	one := func(f bind.Field[foreign]) error { _, err := bind.New(f); return err }
	_, twice := bind.New(bind.At[tagged]("Mail", "person.email"))
	_, none := bind.New[foreign]()
	for _, c := range []struct {
		err  error
		want string
	}{
		{none, `bind_test.foreign: no field has a lead tag; where none can be written, give bind.At or bind.Computed`},
		{one(bind.At[foreign]("Level", "person.seniority")),
			`foreign by bind.At Level: lead:"person.seniority": want a text, have bind_test.foreignLevel; only id and owner may be integers: give bind_test.foreignLevel a MarshalText method, or make a text of it by bind.Computed`},
		{one(bind.At[foreign]("Account", "company.name")),
			`foreign by bind.At Account: lead:"company.name": want a text, have *bind_test.foreignAccount; make one of it by bind.Computed`},
		{one(bind.At[foreign]("First", "company.employees")),
			`foreign by bind.At First: lead:"company.employees": want a number, have string; turn it into a number where the record is read, or by bind.Computed`},
		{one(bind.At[foreign]("Stamps", "activities,type=visit")),
			`foreign by bind.At Stamps: lead:"activities,type=visit": want a slice of structs, or a time, have []int64`},
		{one(bind.At[foreign]("Acount.Staff", "company.employees")),
			`foreign by bind.At: lead:"company.employees": bind_test.foreign has no field Acount; did you mean Account?`},
		{one(bind.At[foreign]("First.Name", "person.name")), `foreign by bind.At: lead:"person.name": string has no fields, and so no "First.Name"`},
		{one(bind.At[foreign]("secret", "source")),
			`foreign by bind.At: lead:"source": secret of bind_test.foreign is not exported; read it by a method, with bind.Computed`},
		{one(bind.At[foreign]("First", "person.nam")), `foreign by bind.At First: lead:"person.nam": not the name of a lead's field; did you mean person.name?`},
		{one(bind.Computed("created_at", func(f *foreign) int64 { return f.Key })),
			`foreign by bind.Computed: lead:"created_at": want a time.Time, have int64; make one of it by bind.Computed`},
		{twice, `tagged by bind.At Mail: lead:"person.email": person.email is filled by tagged.Mail already`},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("have %v\nwant %s", c.err, c.want)
		}
	}
}
