package bind

import (
	"database/sql"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

type (
	binderText    string
	binderStamp   time.Time
	binderLevel   int                            // says itself as text
	binderWrap    struct{ qualify.Opt[float64] } // as a host that gives it another JSON
	binderShaky   struct{ No bool }
	binderFlag    struct{ Valid bool }
	binderFlagged struct {
		Int int32
		binderFlag
	}
	binderOption struct {
		Int   int32
		Valid bool
	}
)

func (l binderLevel) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "level %d", int(l)), nil }
func (s *binderShaky) MarshalText() ([]byte, error) {
	if s.No {
		return []byte("half"), fmt.Errorf("no")
	}
	return []byte("yes"), nil
}

// Every Go type in every kind of field: what comes out, or what the error says.
func TestKinds(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	const refused = "refused"
	var nilText *string
	var someMarshaler encoding.TextMarshaler = binderLevel(1)
	targets := []string{"source", "id", "company.employees", "person.consent", "created_at", "company.technologies", "custom.x"}
	for _, c := range []struct {
		value any
		// What comes out for each target: null is unknown.
		want [7]string
	}{
		{"a", [7]string{`"a"`, `"a"`, refused, refused, refused, refused, `"a"`}},
		{"", [7]string{`null`, `null`, refused, refused, refused, refused, `null`}},
		{binderText("a"), [7]string{`"a"`, `"a"`, refused, refused, refused, refused, `"a"`}},
		{json.Number("12"), [7]string{`"12"`, `"12"`, refused, refused, refused, refused, `"12"`}},
		{qualify.Known("a"), [7]string{`"a"`, `"a"`, refused, refused, refused, refused, `"a"`}},
		{qualify.Opt[string]{Value: "a"}, [7]string{`null`, `null`, refused, refused, refused, refused, `null`}},
		{sql.NullString{String: "a"}, [7]string{`null`, `null`, refused, refused, refused, refused, `null`}},
		{sql.NullString{String: "a", Valid: true}, [7]string{`"a"`, `"a"`, refused, refused, refused, refused, `"a"`}},
		{nilText, [7]string{`null`, `null`, refused, refused, refused, refused, `null`}},
		{new("a"), [7]string{`"a"`, `"a"`, refused, refused, refused, refused, `"a"`}},
		{new(nilText), [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{int(-12), [7]string{refused, `"-12"`, `-12`, refused, refused, refused, `-12`}},
		{int8(-12), [7]string{refused, `"-12"`, `-12`, refused, refused, refused, `-12`}},
		{int16(-12), [7]string{refused, `"-12"`, `-12`, refused, refused, refused, `-12`}},
		{int32(math.MinInt32), [7]string{refused, `"-2147483648"`, `-2147483648`, refused, refused, refused, `-2147483648`}},
		{int64(math.MinInt64), [7]string{refused, `"-9223372036854775808"`, `-9223372036854776000`, refused, refused, refused, `-9223372036854776000`}},
		{uint(12), [7]string{refused, `"12"`, `12`, refused, refused, refused, `12`}},
		{uint8(12), [7]string{refused, `"12"`, `12`, refused, refused, refused, `12`}},
		{uint16(12), [7]string{refused, `"12"`, `12`, refused, refused, refused, `12`}},
		{uint32(math.MaxUint32), [7]string{refused, `"4294967295"`, `4294967295`, refused, refused, refused, `4294967295`}},
		{uint64(math.MaxUint64), [7]string{refused, `"18446744073709551615"`, `18446744073709552000`, refused, refused, refused, `18446744073709552000`}},
		{float32(0.5), [7]string{refused, refused, `0.5`, refused, refused, refused, `0.5`}},
		{0.25, [7]string{refused, refused, `0.25`, refused, refused, refused, `0.25`}},
		{0, [7]string{refused, `"0"`, `0`, refused, refused, refused, `0`}},
		{new(12), [7]string{refused, `"12"`, `12`, refused, refused, refused, `12`}},
		{qualify.Number(12), [7]string{refused, refused, `12`, refused, refused, refused, `12`}},
		{new(qualify.Number(12)), [7]string{refused, refused, `12`, refused, refused, refused, `12`}},
		{binderWrap{qualify.Number(12)}, [7]string{refused, refused, `12`, refused, refused, refused, `12`}},
		{binderWrap{}, [7]string{refused, refused, `null`, refused, refused, refused, `null`}},
		{sql.Null[uint8]{V: 12, Valid: true}, [7]string{refused, `"12"`, `12`, refused, refused, refused, `12`}},
		{binderOption{12, true}, [7]string{refused, `"12"`, `12`, refused, refused, refused, `12`}},
		{binderOption{12, false}, [7]string{refused, `null`, `null`, refused, refused, refused, `null`}},
		{binderFlagged{12, binderFlag{true}}, [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{uintptr(12), [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{1i, [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{time.Hour, [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{true, [7]string{refused, refused, refused, `true`, refused, refused, `true`}},
		{false, [7]string{refused, refused, refused, `false`, refused, refused, `false`}},
		{sql.NullBool{Bool: true}, [7]string{refused, refused, refused, `null`, refused, refused, `null`}},
		{at, [7]string{refused, refused, refused, refused, `"2026-11-22T09:00:00Z"`, refused, `"2026-11-22T09:00:00Z"`}},
		{time.Time{}, [7]string{refused, refused, refused, refused, `null`, refused, `null`}},
		{binderStamp(at), [7]string{refused, refused, refused, refused, `"2026-11-22T09:00:00Z"`, refused, `"2026-11-22T09:00:00Z"`}},
		{struct{ time.Time }{at}, [7]string{refused, refused, refused, refused, `"2026-11-22T09:00:00Z"`, refused, `"2026-11-22T09:00:00Z"`}},
		{sql.NullTime{Time: at, Valid: true}, [7]string{refused, refused, refused, refused, `"2026-11-22T09:00:00Z"`, refused, `"2026-11-22T09:00:00Z"`}},
		{[]string{"a"}, [7]string{refused, refused, refused, refused, refused, `["a"]`, `["a"]`}},
		{[]binderText{"a", "b"}, [7]string{refused, refused, refused, refused, refused, `["a","b"]`, `["a","b"]`}},
		{[]string{}, [7]string{refused, refused, refused, refused, refused, `[]`, `[]`}},
		{[]string(nil), [7]string{refused, refused, refused, refused, refused, `null`, `null`}},
		{new([]string{"a"}), [7]string{refused, refused, refused, refused, refused, `["a"]`, `["a"]`}},
		{[]int{1}, [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{[1]string{"a"}, [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{[]byte("a"), [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{map[string]any{}, [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{struct{ A string }{"a"}, [7]string{refused, refused, refused, refused, refused, refused, refused}},
		{netip.MustParseAddr("192.0.2.1"), [7]string{`"192.0.2.1"`, `"192.0.2.1"`, refused, refused, refused, refused, `"192.0.2.1"`}},
		{big.NewInt(7), [7]string{`"7"`, `"7"`, refused, refused, refused, refused, `"7"`}},
		{binderLevel(3), [7]string{`"level 3"`, `"level 3"`, `3`, refused, refused, refused, `"level 3"`}},
		{binderShaky{}, [7]string{`"yes"`, `"yes"`, refused, refused, refused, refused, `"yes"`}},
		{binderShaky{true}, [7]string{`null`, `null`, refused, refused, refused, refused, `null`}},
		{new(someMarshaler), [7]string{refused, refused, refused, refused, refused, refused, refused}},
	} {
		for i, path := range targets {
			t.Run(fmt.Sprintf("%T=%v/%s", c.value, c.value, path), func(t *testing.T) {
				have := bound(c.value, path)
				if have != c.want[i] {
					t.Errorf("have %s, want %s", have, c.want[i])
				}
			})
		}
	}
}

// bound is what a value becomes under a tag, as JSON.
func bound(value any, tag string) string {
	typ := reflect.StructOf([]reflect.StructField{
		{Name: "Before", Type: reflect.TypeFor[byte]()},
		{Name: "F", Type: reflect.TypeOf(value), Tag: reflect.StructTag(`lead:"` + tag + `"`)},
	})
	p, err := newPlan(typ)
	if err != nil {
		if !strings.HasPrefix(err.Error(), `.F: lead:"`+tag+`": want `) {
			return err.Error()
		}
		return "refused"
	}
	record := reflect.New(typ)
	record.Elem().Field(1).Set(reflect.ValueOf(value))
	var lead qualify.Lead
	p.fill(unsafe.Pointer(record.Pointer()), &lead)
	path, _, _ := strings.Cut(tag, ",")
	out := map[string]any{
		"source": lead.Source, "id": lead.ID, "company.employees": lead.Company.Employees, "person.consent": lead.Person.Consent,
		"created_at": lead.CreatedAt, "company.technologies": lead.Company.Technologies, "custom.x": lead.Custom["x"],
	}[path]
	if out == "" || out == (time.Time{}) {
		out = nil
	}
	text, err := json.Marshal(out)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func TestOmitZero(t *testing.T) {
	for _, c := range []struct {
		value any
		path  string
		want  string
	}{
		{0, "company.employees", "null"},
		{1, "company.employees", "1"},
		{0.0, "custom.x", "null"},
		{0.5, "custom.x", "0.5"},
		{qualify.Number(0), "company.employees", "null"},
		{new(0), "company.employees", "null"},
		{false, "person.consent", "null"},
		{true, "person.consent", "true"},
		{false, "custom.x", "null"},
		{true, "custom.x", "true"},
		{uint32(0), "id", "null"},
		{uint64(0), "id", "null"},
		{uint64(7), "id", `"7"`},
		{"a", "id", `"a"`},
		{netip.Addr{}, "id", "null"},
		{binderLevel(0), "source", "null"},
		{binderLevel(2), "source", `"level 2"`},
		{[]string{}, "company.technologies", "[]"},
	} {
		if have := bound(c.value, c.path+",omitzero"); have != c.want {
			t.Errorf("%T %v as %s: have %s, want %s", c.value, c.value, c.path, have, c.want)
		}
	}
}

// wantMistakes are those of TestMistakes.
var wantMistakes = strings.Split(`Empty: lead:"": say what the field fills, such as company.employees; - leaves it out
Mail: lead:"person.emial": not the name of a lead's field; did you mean person.email?
Mail2: lead:"Person.Email": not the name of a lead's field; did you mean person.email?
Staff: lead:"employees": not the name of a lead's field; did you mean company.employees?
Group: lead:"company": a group of fields; name one of them, such as company.name
Idle: lead:"idle_days": the engine works it out; fill created_at and activities
Score: lead:"lead-score": not the name of a lead's field; what a lead has no field for is custom.lead_score
Weird: lead:"9": not the name of a lead's field; what a lead has no field for is custom.NAME
Custom: lead:"custom.": the name of a custom fact consists of letters, digits and _
Dash: lead:"custom.lead-score": the name of a custom fact consists of letters, digits and _
Again: lead:"source": source is filled by record.Twice already
hidden: lead:"stage": only exported fields can be tagged; write it with a capital letter
Option: lead:"stage,omitempty": there is no option "omitempty"; the options are omitzero and, for activities, type=NAME
Text: lead:"answers.budget": want a number, have string; turn it into a number where the record is read, or by bind.Computed
Number: lead:"person.country": want a text, have int; only id and owner may be integers: make a text of it by bind.Computed
Lasts: lead:"answers.timeline_days": want a number, have time.Duration; give a number of days, in a field of its own
More: lead:"custom": want a map[string]any, have map[string]int; a single value is custom.NAME
Typed: lead:"person.name,type=x": type=NAME is for activities
Log[].Kind: lead:"tpye": "tpye" is none of an activity's fields: at, campaign, channel, id, subject, type, url, value, custom.NAME; did you mean type?
Log[].When: lead:"at": want a time.Time, have string; make one of it by bind.Computed
Log[].Days: lead:"value,type=x": type=NAME is for activities
Log[].URL: lead:"custom.u-r-l": the name of a custom fact consists of letters, digits and _
Untimed: lead:"activities": tag the field of bind.untimed that says when it was as at
Untyped: lead:"activities": tag a field of bind.timed as type, or write activities,type=NAME
Both: lead:"activities,type=x": record.Both[].Kind gives the type already
NoType: lead:"activities,type=": give the type, such as type=page_view
Ready: lead:"activities,type=x": a qualify.Activity has a type of its own
Moment: lead:"activities": say what it was that happened then, such as activities,type=demo_request
Moments: lead:"activities": say what it was that happened then, such as activities,type=webinar
Strings: lead:"activities": want a slice of structs, or a time, have []string
One: lead:"activities": want a slice of structs, or a time, have bind.typed
Pointers: lead:"activities": want a slice of structs, or a time, have []**qualify.Activity
Dated: lead:"seen.company.employees.at": want a time.Time, have string; make one of it by bind.Computed
Dates: lead:"seen": want a map[string]qualify.Seen, have map[string]time.Time; a single fact is dated by seen.PATH.at
Undated: lead:"seen.company.employees": write seen.PATH.at for when the fact was last confirmed, seen.PATH.source for by whom
Nothing: lead:"seen.company.employes.at": company.employes: not the name of a lead's field; did you mean company.employees?
Inner.Staff: lead:"company.employees": want a number, have string; turn it into a number where the record is read, or by bind.Computed
Inner.Far.Budjet: lead:"answers.budjet": not the name of a lead's field; did you mean answers.budget?`, "\n")

// Every mistake is reported at once, in the order of the fields.
func TestMistakes(t *testing.T) {
	type inner struct {
		Staff string `lead:"company.employees"`
		Far   *struct {
			Budjet int `lead:"answers.budjet"`
		}
	}
	type event struct {
		Kind string `lead:"tpye"`
		When string `lead:"at"`
		Days int    `lead:"value,type=x"`
		URL  string `lead:"custom.u-r-l"`
	}
	type untimed struct {
		Kind string `lead:"type"`
	}
	type timed struct {
		At time.Time `lead:"at"`
	}
	type typed struct {
		Kind string    `lead:"type"`
		At   time.Time `lead:"at"`
	}
	type record struct {
		Empty    string               `lead:""`
		Mail     string               `lead:"person.emial"`
		Mail2    string               `lead:"Person.Email"`
		Staff    int                  `lead:"employees"`
		Group    inner                `lead:"company"`
		Idle     int                  `lead:"idle_days"`
		Score    int                  `lead:"lead-score"`
		Weird    int                  `lead:"9"`
		Custom   int                  `lead:"custom."`
		Dash     int                  `lead:"custom.lead-score"`
		Twice    string               `lead:"source"`
		Again    string               `lead:"source"`
		hidden   string               `lead:"stage"`
		Option   string               `lead:"stage,omitempty"`
		Text     string               `lead:"answers.budget"`
		Number   int                  `lead:"person.country"`
		Lasts    time.Duration        `lead:"answers.timeline_days"`
		More     map[string]int       `lead:"custom"`
		Typed    string               `lead:"person.name,type=x"`
		Log      []event              `lead:"activities"`
		Untimed  []untimed            `lead:"activities"`
		Untyped  []timed              `lead:"activities"`
		Both     []typed              `lead:"activities,type=x"`
		NoType   []*timed             `lead:"activities,type="`
		Ready    []qualify.Activity   `lead:"activities,type=x"`
		Moment   time.Time            `lead:"activities"`
		Moments  []*time.Time         `lead:"activities"`
		Strings  []string             `lead:"activities"`
		One      typed                `lead:"activities"`
		Pointers []**qualify.Activity `lead:"activities"`
		Dated    string               `lead:"seen.company.employees.at"`
		Dates    map[string]time.Time `lead:"seen"`
		Undated  time.Time            `lead:"seen.company.employees"`
		Nothing  time.Time            `lead:"seen.company.employes.at"`
		Inner    inner
	}
	_, err := New[record]()
	if err == nil {
		t.Fatal("no error")
	}
	have := strings.Split(strings.ReplaceAll("\n"+err.Error(), "\nrecord.", "\n")[1:], "\n")
	if diff := cmp.Diff(wantMistakes, have); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	_ = record{}.hidden
}

func TestOfWrongTypes(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{errOf[int](), "bind.New: want a struct with lead tags, have int"},
		{errOf[*qualify.Lead](), "bind.New: want a struct with lead tags, have *qualify.Lead"},
		{errOf[time.Time](), "bind.New: want a struct with lead tags, have time.Time"},
		{errOf[any](), "bind.New: want a struct with lead tags, have interface {}"},
		{errOf[sql.NullString](), "sql.NullString: no field has a lead tag; where none can be written, give bind.At or bind.Computed"},
		{errOf[struct {
			A string `lead:"-"`
		}](), "struct { A string \"lead:\\\"-\\\"\" }: no field has a lead tag; where none can be written, give bind.At or bind.Computed"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("have %v, want %s", c.err, c.want)
		}
	}
}

func errOf[T any]() error {
	_, err := New[T]()
	return err
}

type binderTree struct {
	Name  string `lead:"person.name"`
	Left  *binderTree
	Right *binderTree
	Up    []binderTree
}

// A type that leads to itself ends.
func TestOfRecursiveType(t *testing.T) {
	b, err := New[struct {
		ID   string `lead:"id"`
		Root *binderTree
	}]()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(b.plan.fields); n != 2 {
		t.Errorf("%d fields", n)
	}
}

// No tag makes New panic, and what it takes can be bound. Types made for
// each tag would stay in memory for good, so that the tags are read as if the
// fields of one type had them.
func FuzzTag(f *testing.F) {
	for _, tag := range []string{"", "-", "id", "id,omitzero", "custom", "custom.x", "activities,type=a", "person.", ".", ",", ",,", "company.employees,", "at", "custom.x,type=a"} {
		f.Add(tag, tag)
	}
	type record struct {
		Text *string
		Int  int
		Log  []struct {
			At time.Time `lead:"at"`
		}
		Map  map[string]any
		Time sql.NullTime
		List []string
		Bool bool
	}
	typ := reflect.TypeFor[record]()
	plans := func(first, second string) (*plan, []error) {
		r := newTagReader(leadFields, false)
		for i := range typ.NumField() {
			f := typ.Field(i)
			r.field(f.Type, f.Name, []string{first, second}[i%2], source{at: f.Offset})
		}
		return r.plan, r.errs
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		p, errs := plans(first, second)
		_, again := plans(first, second)
		if fmt.Sprint(errs) != fmt.Sprint(again) {
			t.Errorf("%v and %v", errs, again)
		}
		var lead qualify.Lead // what could be read of the tags can be bound
		p.fill(unsafe.Pointer(&record{}), &lead)
		if values := lead.Values(); len(lead.Activities) != 0 || len(values) > 2 { // an int and a bool are known
			t.Errorf("%v and %v of nothing", values, lead.Activities)
		}
	})
}
