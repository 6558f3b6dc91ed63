package bind_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/bind"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// account is a record as hosts have them, with a way for each field of a lead.
type account struct {
	ID         int64 `lead:"id"`
	person           // embedded
	Firm       *firm // nil where nobody knows the company
	Answers    answers
	Source     channel                 `lead:"source"`
	Stage      string                  `lead:"stage"`
	Owner      sql.Null[int32]         `lead:"owner"`
	Created    time.Time               `lead:"created_at"`
	Recycled   sql.NullTime            `lead:"reset_at"`
	Seats      int                     `lead:"custom.seats,omitzero"`
	Plan       *channel                `lead:"custom.plan"`
	Trial      qualify.Opt[bool]       `lead:"custom.trial"`
	Renewal    *time.Time              `lead:"custom.renewal"`
	Products   sql.Null[[]channel]     `lead:"custom.products"`
	More       map[string]any          `lead:"custom"`
	Visits     []visit                 `lead:"activities,type=page_view"`
	Calls      []*call                 `lead:"activities"`
	Demo       sql.NullTime            `lead:"activities,type=demo_request"`
	Webinars   []time.Time             `lead:"activities,type=webinar"`
	Other      []qualify.Activity      `lead:"activities"`
	Others     []*qualify.Activity     `lead:"activities"`
	Uses       []use                   `lead:"activities,type=use"`
	Address    netip.Addr              `lead:"custom.address"`
	Seen       map[string]qualify.Seen `lead:"seen"`
	StaffAt    sql.NullTime            `lead:"seen.company.employees.at"`
	StaffBy    channel                 `lead:"seen.company.employees.source"`
	Left       *account                `lead:"-"`
	Passphrase string                  // no tag
	secret     string                  // nor here
	Parent     *account                // a type within itself
	Nothing    struct{ Depth int }     // no tags in it
	Untagged   map[string][]struct{}   // nothing to look into
}

type channel string

type person struct {
	Mail       string         `lead:"person.email"`
	Name       sql.NullString `lead:"person.name"`
	Phone      *string        `lead:"person.phone"`
	Title      string         `lead:"person.job_title"`
	Seniority  channel        `lead:"person.seniority"`
	Department string         `lead:"person.department"`
	Country    string         `lead:"person.country"`
	Region     string         `lead:"person.region"`
	City       string         `lead:"person.city"`
	Consent    bool           `lead:"person.consent"`
}

type firm struct {
	Name     string                   `lead:"company.name"`
	Domain   string                   `lead:"company.domain"`
	Industry qualify.Opt[channel]     `lead:"company.industry"`
	Staff    *int                     `lead:"company.employees"`
	Revenue  sql.NullFloat64          `lead:"company.annual_revenue"`
	Country  string                   `lead:"company.country"`
	Region   string                   `lead:"company.region"`
	Stack    []channel                `lead:"company.technologies"`
	Group    struct{ Parent, No int } // and nothing of interest
}

type answers struct {
	Budget   float32       `lead:"answers.budget"`
	Role     string        `lead:"answers.authority"`
	Need     string        `lead:"answers.need"`
	Days     sql.NullInt16 `lead:"answers.timeline_days"`
	Vendor   string        `lead:"answers.current_vendor"`
	Wants    sql.NullBool  `lead:"answers.wants_contact"`
	WantedAt stamp         `lead:"answers.wants_contact_at"`
}

// stamp is a time as some libraries wrap it.
type stamp struct{ time.Time }

type visit struct {
	At  stamp          `lead:"at"`
	URL sql.NullString `lead:"url"`
	ID  int
}

type call struct {
	Kind     string              `lead:"type"`
	At       time.Time           `lead:"at"`
	Channel  string              `lead:"channel"`
	Subject  string              `lead:"subject"`
	Campaign string              `lead:"campaign"`
	Minutes  *uint8              `lead:"value"`
	Caller   *struct{ N string } // has no tags
}

type use struct {
	ID      uint32               `lead:"id,omitzero"`
	At      time.Time            `lead:"at"`
	Feature *channel             `lead:"custom.feature"`
	Seconds qualify.Opt[float64] `lead:"custom.seconds"`
	More    map[string]any       `lead:"custom"`
}

func binderOf[T any](t testing.TB) *bind.Binder[T] {
	t.Helper()
	b, err := bind.New[T]()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var binderNow = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func TestBinderFillsEveryField(t *testing.T) {
	staff, plan, renewal, minutes, phone := 320, channel("team"), binderNow.AddDate(0, 3, 0), uint8(25), "+49 30 1"
	a := account{
		ID: 77,
		person: person{
			Mail: "mia@shore.example", Name: sql.NullString{String: "Mia", Valid: true}, Phone: &phone, Title: "VP Sales", Seniority: "vp",
			Department: "sales", Country: "DE", Region: "EMEA", City: "Kiel", Consent: true,
		},
		Firm: &firm{
			Name: "Shore", Domain: "shore.example", Industry: qualify.Known(channel("software")), Staff: &staff,
			Revenue: sql.NullFloat64{Float64: 2.5e6, Valid: true}, Country: "DE", Region: "EMEA", Stack: []channel{"go", "postgres"},
		},
		Answers: answers{
			Budget: 30000, Role: "decision_maker", Need: "reporting", Days: sql.NullInt16{Int16: 60, Valid: true}, Vendor: "none",
			Wants: sql.NullBool{Bool: true, Valid: true}, WantedAt: stamp{binderNow.Add(-time.Hour)},
		},
		Source: "webinar", Stage: "new", Owner: sql.Null[int32]{V: 12, Valid: true}, Created: binderNow.AddDate(0, -1, 0),
		Recycled: sql.NullTime{Time: binderNow.AddDate(0, 0, -20), Valid: true},
		Seats:    40, Plan: &plan, Trial: qualify.Known(false), Renewal: &renewal,
		Products: sql.Null[[]channel]{V: []channel{"a", "b"}, Valid: true},
		More:     map[string]any{"seats": 1, "tier": "gold"},
		Visits:   []visit{{At: stamp{binderNow}, URL: sql.NullString{String: "/pricing", Valid: true}}, {At: stamp{binderNow.Add(time.Minute)}}},
		Calls:    []*call{{"call", binderNow, "phone", "intro", "spring", &minutes, nil}, nil, {Kind: "sms", At: binderNow}},
		Demo:     sql.NullTime{Time: binderNow, Valid: true},
		Webinars: []time.Time{binderNow, {}},
		Other:    []qualify.Activity{{Type: "mail", At: binderNow, Value: 3}},
		Others:   []*qualify.Activity{nil, {Type: "chat", At: binderNow}},
		Uses: []use{
			{7, binderNow, new(channel("export")), qualify.Number(0), map[string]any{"feature": "none", "tier": "gold"}},
			{At: binderNow}, {More: map[string]any{"late": true}},
		},
		Address: netip.MustParseAddr("192.0.2.1"),
		Seen:    map[string]qualify.Seen{"company.employees": {Source: "form"}, "person.email": {At: binderNow}},
		StaffAt: sql.NullTime{Time: binderNow, Valid: true}, StaffBy: "registry",
		Parent: &account{Stage: "not this one"},
		secret: "x",
	}
	want := qualify.Lead{
		ID: "77",
		Person: qualify.Person{
			Email: "mia@shore.example", Name: "Mia", Phone: "+49 30 1", JobTitle: "VP Sales", Seniority: "vp", Department: "sales",
			Country: "DE", Region: "EMEA", City: "Kiel", Consent: qualify.Known(true),
		},
		Company: qualify.Company{
			Name: "Shore", Domain: "shore.example", Industry: "software", Employees: qualify.Number(320), AnnualRevenue: qualify.Number(2.5e6),
			Country: "DE", Region: "EMEA", Technologies: []string{"go", "postgres"},
		},
		Answers: qualify.Answers{
			Budget: qualify.Number(30000), Authority: "decision_maker", Need: "reporting", TimelineDays: qualify.Number(60),
			CurrentVendor: "none", WantsContact: qualify.Known(true), WantsContactAt: binderNow.Add(-time.Hour),
		},
		Source: "webinar", Stage: "new", Owner: "12", CreatedAt: binderNow.AddDate(0, -1, 0), ResetAt: binderNow.AddDate(0, 0, -20),
		Custom: map[string]any{
			"seats": 40.0, "plan": "team", "trial": false, "renewal": renewal, "products": []string{"a", "b"}, "tier": "gold",
			"address": "192.0.2.1",
		},
		Activities: []qualify.Activity{
			{Type: "page_view", At: binderNow, URL: "/pricing"},
			{Type: "page_view", At: binderNow.Add(time.Minute)},
			{Type: "call", At: binderNow, Channel: "phone", Subject: "intro", Campaign: "spring", Value: 25},
			{Type: "sms", At: binderNow},
			{Type: "demo_request", At: binderNow},
			{Type: "webinar", At: binderNow},
			{Type: "mail", At: binderNow, Value: 3},
			{Type: "chat", At: binderNow},
			{ID: "7", Type: "use", At: binderNow, Custom: map[string]any{"feature": "export", "seconds": 0.0, "tier": "gold"}},
			{Type: "use", At: binderNow, Custom: map[string]any{}},
			{Type: "use", Custom: map[string]any{"late": true}},
		},
		Seen: map[string]qualify.Seen{"company.employees": {At: binderNow, Source: "registry"}, "person.email": {At: binderNow}},
	}
	b := binderOf[account](t)
	have := b.Lead(&a)
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	if len(a.More) != 2 || a.More["seats"] != 1 {
		t.Errorf("the record's map was written to: %v", a.More)
	}
	// What nobody knows is the zero Lead, but for what a plain bool and a plain
	// number say: they are known.
	empty := qualify.Lead{ID: "0", Answers: qualify.Answers{Budget: qualify.Number(0)}, Person: qualify.Person{Consent: qualify.Known(false)}, Custom: map[string]any{}}
	if diff := cmp.Diff(empty, b.Lead(&account{})); diff != "" {
		t.Errorf("of an empty record (-want +have):\n%s", diff)
	}
}

// The vocabulary of tags is that of the other ways into the library: of facts,
// as Lead.Values names them, and of the columns of a CSV file.
func TestVocabulary(t *testing.T) {
	b := binderOf[account](t)
	staff, phone := 1, "1"
	lead := b.Lead(&account{
		ID: 1, person: person{"a", sql.NullString{String: "a", Valid: true}, &phone, "a", "a", "a", "a", "a", "a", true},
		Firm:    &firm{"a", "a", qualify.Known(channel("a")), &staff, sql.NullFloat64{Float64: 1, Valid: true}, "a", "a", []channel{}, struct{ Parent, No int }{}},
		Answers: answers{1, "a", "a", sql.NullInt16{Valid: true}, "a", sql.NullBool{Valid: true}, stamp{binderNow}},
		Source:  "a", Stage: "a", Owner: sql.Null[int32]{Valid: true}, Created: binderNow, Recycled: sql.NullTime{Time: binderNow, Valid: true},
	})
	lead.Custom = nil
	columns := []string{"id"}
	for path := range lead.Values() {
		columns = append(columns, path)
	}
	if len(columns) != 31 {
		t.Errorf("%d fields of a lead are filled: %v", len(columns), columns)
	}
	header := strings.Join(columns, ",") + "\n"
	if _, err := leadfile.NewReader(strings.NewReader(header), leadfile.Options{Input: leadfile.CSV}); err != nil {
		t.Error(err)
	}
}

// A lead comes out the same by its JSON and by a struct with the same tags:
// what is unknown to one is unknown to the other.
func TestAgreesWithJSON(t *testing.T) {
	type record struct {
		ID      string               `json:"id" lead:"id"`
		Mail    string               `json:"mail" lead:"person.email"`
		Consent *bool                `json:"consent" lead:"person.consent"`
		Staff   qualify.Opt[float64] `json:"staff" lead:"company.employees"`
		Stack   []string             `json:"stack" lead:"company.technologies"`
		Budget  *float64             `json:"budget" lead:"answers.budget"`
		Created time.Time            `json:"created,omitzero" lead:"created_at"`
		Seats   *float64             `json:"seats" lead:"custom.seats"`
		Log     []qualify.Activity   `json:"log" lead:"activities"`
	}
	b := binderOf[record](t)
	for _, text := range []string{
		`{}`,
		`{"id": "a", "mail": "", "consent": null, "staff": null, "stack": null, "budget": null, "log": null}`,
		`{"id": "b", "mail": "m@x.example", "consent": false, "staff": 0, "stack": [], "budget": 0, "created": "2026-11-01T00:00:00Z", "seats": 0, "log": [{"type": "call"}, {"at": "2026-11-01T00:00:00Z"}]}`,
		`{"consent": true, "staff": 12, "stack": ["go"], "budget": 5, "seats": 7, "log": [{"type": "call", "at": "2026-11-01T00:00:00Z", "value": 2}]}`,
	} {
		var r record
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			t.Fatal(err)
		}
		var whole map[string]any
		if err := json.Unmarshal([]byte(text), &whole); err != nil {
			t.Fatal(err)
		}
		nested := map[string]any{
			"id": whole["id"], "person": map[string]any{"email": whole["mail"], "consent": whole["consent"]},
			"company": map[string]any{"employees": whole["staff"], "technologies": whole["stack"]},
			"answers": map[string]any{"budget": whole["budget"]}, "created_at": whole["created"], "activities": whole["log"],
		}
		if seats := whole["seats"]; seats != nil {
			nested["custom"] = map[string]any{"seats": seats}
		}
		data, err := json.Marshal(nested)
		if err != nil {
			t.Fatal(err)
		}
		var want qualify.Lead
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		have := b.Lead(&r)
		if len(have.Custom) == 0 {
			have.Custom = nil
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s (-JSON +Binder):\n%s", text, diff)
		}
	}
}

// Bind leaves nothing of what a lead was before, and nothing of a record's own
// memory in what it will write to.
func TestUsesMemoryAgain(t *testing.T) {
	b := binderOf[account](t)
	r := rand.New(rand.NewPCG(1, 2))
	records := make([]account, 40)
	for i := range records {
		records[i] = randomAccount(r)
	}
	before := make([]string, len(records))
	for i := range records {
		text, err := json.Marshal(b.Lead(&records[i]))
		if err != nil {
			t.Fatal(err)
		}
		before[i] = string(text)
	}
	var lead qualify.Lead
	for range 400 {
		i := r.IntN(len(records))
		b.Fill(&records[i], &lead)
		have, err := json.Marshal(lead)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before[i], string(have)); diff != "" {
			t.Fatalf("record %d (-first time +now):\n%s", i, diff)
		}
	}
}

func randomAccount(r *rand.Rand) account {
	a := account{ID: r.Int64N(9), Stage: "new", Seats: r.IntN(3), Source: channel("webinar"[:r.IntN(7)])}
	if r.IntN(2) == 0 {
		a.Firm = &firm{Stack: []channel{"go", "java"}[:r.IntN(3)]}
	}
	if r.IntN(2) == 0 {
		a.StaffBy, a.Uses = "crm", []use{{ID: r.Uint32N(3), At: binderNow, Feature: &a.Source}}
	}
	if r.IntN(2) == 0 {
		a.More = map[string]any{"seats": "many", "tier": r.IntN(3)}
	}
	for range r.IntN(4) {
		a.Visits = append(a.Visits, visit{At: stamp{binderNow.Add(-time.Duration(r.IntN(100)) * time.Hour)}})
		a.Other = append(a.Other, qualify.Activity{Type: "mail", At: binderNow, Value: float64(r.IntN(5))})
	}
	return a
}

func TestIsSafeForConcurrentUse(t *testing.T) {
	b := binderOf[account](t)
	record := randomAccount(rand.New(rand.NewPCG(3, 4)))
	want := b.Lead(&record)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			var lead qualify.Lead
			for range 200 {
				b.Fill(&record, &lead)
				if !cmp.Equal(want.Company, lead.Company) || len(want.Activities) != len(lead.Activities) {
					t.Error("another lead")
					return
				}
			}
		})
	}
	all.Wait()
}

func TestOfNil(t *testing.T) {
	b := binderOf[account](t)
	defer func() {
		var asRuntime interface{ RuntimeError() }
		if err, _ := recover().(error); !errors.As(err, &asRuntime) {
			t.Errorf("want a nil dereference, have %v", err)
		}
	}()
	b.Lead(nil)
}

func TestCheck(t *testing.T) {
	type record struct {
		Seats  string    `lead:"custom.seats"`
		Plan   string    `lead:"custom.paln"`
		Until  string    `lead:"custom.until"`
		Since  time.Time `lead:"custom.since"`
		Extra  bool      `lead:"custom.extra"`
		Rating int       `lead:"custom.rating"`
		Log    []struct {
			At      time.Time `lead:"at"`
			Feature string    `lead:"custom.featur"`
			Seconds string    `lead:"custom.seconds"`
			Seats   string    `lead:"custom.seats"`
		} `lead:"activities,type=use"`
	}
	b := binderOf[record](t)
	facts := map[string]qualify.Fact{
		"custom.seats": {Type: "number"}, "custom.plan": {Type: "string"}, "custom.until": {Type: "time"},
		"custom.since": {Type: "time"}, "custom.rating": {Type: "number"}, "company.employees": {Ask: "How many?"},
		"activities.custom.feature": {Type: "string"}, "activities.custom.seconds": {Type: "number"},
	}
	err := b.Check(&qualify.RuleSet{Facts: facts})
	want := "record.Seats: custom.seats is of type string, and the rule set declares number\n" +
		"record.Plan: the rule set declares no custom.paln; did you mean custom.plan?\n" +
		"record.Log[].Feature: the rule set declares no activities.custom.featur; did you mean activities.custom.feature?\n" +
		"record.Log[].Seconds: activities.custom.seconds is of type string, and the rule set declares number"
	if err == nil || err.Error() != want {
		t.Errorf("have %v", err)
	}
	delete(facts, "custom.seats")
	delete(facts, "activities.custom.seconds")
	for _, path := range []string{"custom.paln", "activities.custom.featur"} {
		facts[path] = qualify.Fact{Type: "string"}
	}
	if err := b.Check(&qualify.RuleSet{Facts: facts}); err != nil {
		t.Error(err)
	}
}
