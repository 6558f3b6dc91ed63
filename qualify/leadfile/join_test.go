package leadfile

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadqual/leadqual/internal/extsort"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

// list gives leads, and a bad row where one is nil.
type leadList struct {
	leads []*qualify.Lead
	next  int
	end   error // io.EOF for nil
}

func (l *leadList) Next(lead *qualify.Lead) (line int, err error) {
	if l.next == len(l.leads) {
		if l.end != nil {
			return 0, l.end
		}
		return 0, io.EOF
	}
	l.next++
	one := l.leads[l.next-1]
	if one == nil {
		return l.next, &RowError{Line: l.next, Problems: []Problem{{Reason: "bad"}}}
	}
	*lead = *copied(one)
	return l.next, nil
}

func copied(l *qualify.Lead) *qualify.Lead {
	text, err := json.Marshal(l)
	if err != nil {
		panic(err)
	}
	var out qualify.Lead
	if err := json.Unmarshal(text, &out); err != nil {
		panic(err)
	}
	return &out
}

// joined is all that a join gives.
type joined struct {
	Leads  []string
	Lines  []int
	Issues [][]qualify.Issue
	Bad    []string
	Report JoinReport
	Err    string
}

// sortedJSON is a lead as text, its activities in the order of their texts: a
// decision does not depend on it.
func sortedJSON(l *qualify.Lead) string {
	one := *l
	one.Activities = slices.Clone(l.Activities)
	slices.SortFunc(one.Activities, func(a, b qualify.Activity) int {
		x, _ := json.Marshal(a)
		y, _ := json.Marshal(b)
		return bytes.Compare(x, y)
	})
	text, err := json.Marshal(one)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func joinAll(t testing.TB, main LeadSource, sides []SideFile, o JoinOptions) (have joined) {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	j, err := Join(context.Background(), main, sides, o)
	if err != nil {
		t.Fatal(err)
	}
	var lead qualify.Lead
	for {
		line, err := j.Next(&lead)
		if row := (*RowError)(nil); errors.As(err, &row) {
			have.Bad = append(have.Bad, row.Error())
			continue
		} else if err != nil {
			if err != io.EOF {
				have.Err = err.Error()
			}
			break
		}
		have.Leads = append(have.Leads, sortedJSON(&lead))
		have.Lines = append(have.Lines, line)
		have.Issues = append(have.Issues, j.Issues())
	}
	have.Report = j.Report()
	if left, err := os.ReadDir(o.Dir); err != nil || len(left) > 0 {
		t.Fatalf("left behind: %v %v", left, err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	return have
}

// slowJoin is the join of everything in memory, word by word as Join says it.
func slowJoin(main []*qualify.Lead, sides [][]*qualify.Lead, merge bool, policy qualify.MergePolicy) (have joined) {
	byID := func(list []*qualify.Lead, id string) (found []*qualify.Lead) {
		for _, l := range list {
			if l != nil && strings.TrimSpace(l.ID) == id && id != "" {
				found = append(found, l)
			}
		}
		return found
	}
	for i, side := range sides {
		for line, l := range side {
			if l == nil {
				have.Bad = append(have.Bad, fmt.Sprintf("side%d: line %d: bad", i, line+1))
			}
		}
	}
	for line, l := range main {
		if l == nil {
			have.Bad = append(have.Bad, fmt.Sprintf("line %d: bad", line+1))
		}
	}
	for line, l := range main {
		if l == nil {
			continue
		}
		id := strings.TrimSpace(l.ID)
		same := byID(main, id)
		if merge && len(same) > 1 && same[0] != l {
			continue
		}
		records, onlyActivities, did := []*qualify.Lead{copied(l)}, true, false
		if merge && len(same) > 1 {
			onlyActivities = false
			for _, s := range same[1:] {
				records = append(records, copied(s))
			}
		}
		for _, side := range sides {
			log := &qualify.Lead{}
			for _, s := range byID(side, id) {
				record := copied(s)
				log.Activities = append(log.Activities, record.Activities...)
				record.Activities, record.ID = nil, ""
				if !reflect.DeepEqual(record, &qualify.Lead{}) {
					onlyActivities = false
				}
				records = append(records, record)
			}
			records, did = append(records, log), did || len(log.Activities) > 0
		}
		out, issues := records[0], []qualify.Issue(nil)
		merged := qualify.Merge(policy, records...)
		switch {
		case !onlyActivities:
			out, issues = &merged.Lead, merged.Issues
		case did: // else the lead is as it was
			out.Activities = merged.Lead.Activities
		}
		have.Leads = append(have.Leads, sortedJSON(out))
		have.Lines = append(have.Lines, line+1)
		have.Issues = append(have.Issues, issues)
	}
	return have
}

// randomRecord is of one of few people.
func randomRecord(r *rand.Rand, facts bool) *qualify.Lead {
	l := &qualify.Lead{ID: []string{"a", "b ", "c", "d", "e", "long-id-0001", "long-id-0002", ""}[r.IntN(8)]}
	at := func() time.Time {
		return time.Date(2026, 11, 1+r.IntN(28), 0, 0, 0, 0, []*time.Location{time.UTC, time.FixedZone("", 3600)}[r.IntN(2)])
	}
	if facts && r.IntN(2) == 0 {
		l.Company.Employees = qualify.Known(float64(r.IntN(3)))
		l.Person.Consent = qualify.Known(r.IntN(2) == 0)
		l.Source = []string{"", "ads", "webinar"}[r.IntN(3)]
		l.Company.Technologies = [][]string{nil, {}, {"x", "y"}}[r.IntN(3)]
		l.Custom = map[string]any{"seats": float64(r.IntN(2)), "raw": []any{nil, "x", map[string]any{"a": 1.5}}}
		if r.IntN(2) == 0 {
			l.ResetAt = at()
		}
		if r.IntN(2) == 0 {
			l.MarkSeen(at(), []string{"", "crm", "web"}[r.IntN(3)])
		}
	}
	for range r.IntN(3) {
		a := qualify.Activity{Type: "visit", At: at(), Value: float64(r.IntN(2))}
		if r.IntN(2) == 0 {
			a.ID = fmt.Sprint(r.IntN(4))
		}
		if r.IntN(4) == 0 {
			a.Custom = map[string]any{"minutes": 1.5, "ok": true}
		}
		l.Activities = append(l.Activities, a)
	}
	if r.IntN(20) == 0 {
		return nil
	}
	return l
}

// However little memory there is, a join is what the slow one makes.
func TestJoinAgainstSlow(t *testing.T) {
	for seed := range uint64(testkit.Amount(60, 1000, 20_000)) {
		r := rand.New(rand.NewPCG(seed, 1))
		some := func(most int, facts bool) (list []*qualify.Lead) {
			for range r.IntN(most) {
				list = append(list, randomRecord(r, facts))
			}
			return list
		}
		main := some(12, true)
		var sides [][]*qualify.Lead
		for i := range r.IntN(3) {
			sides = append(sides, some(60, i == 1))
		}
		policy := qualify.MergePolicy{AsOf: asOf}
		if r.IntN(2) == 0 {
			policy.Sources = []string{"crm", "web"}
		}
		merge := r.IntN(2) == 0
		want := slowJoin(main, sides, merge, policy)
		var first joined
		for i, memory := range []int64{0, 1, 700} {
			var open []SideFile
			for i, s := range sides {
				open = append(open, SideFile{fmt.Sprint("side", i), &leadList{leads: s}})
			}
			have := joinAll(t, &leadList{leads: main}, open, JoinOptions{Merge: merge, Policy: policy, Memory: memory})
			if diff := cmp.Diff(want, have, cmpopts.IgnoreFields(joined{}, "Report"), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("seed %d, memory %d (-slow +have):\n%s", seed, memory, diff)
			}
			if i == 0 {
				first = have
			} else if diff := cmp.Diff(first, have); diff != "" {
				t.Fatalf("seed %d, memory %d gives another report:\n%s", seed, memory, diff)
			}
		}
	}
}

// A record keeps all that a lead has.
func TestRecordKeepsAll(t *testing.T) {
	if n := max(len(recordFields), len(activityRecord), len(seenRecord)); n >= seenTag {
		t.Fatalf("%d fields have no numbers left for tags", n)
	}
	var full qualify.Lead
	for _, f := range qualify.LeadFields() {
		value := map[string]any{"string": "x", "number": -1.5, "bool": true, "time": asOf.Add(time.Nanosecond), "strings": []string{"a", ""}}[f.Type]
		if err := full.Set(f.Name, value); err != nil {
			t.Fatal(err)
		}
	}
	full.Custom = map[string]any{"b": false, "n": 0.5, "s": "", "t": asOf, "l": []string{"x"}, "any": []any{1.0}, "nil": nil, "long": strings.Repeat("x", 1000)}
	full.MarkSeen(asOf, "crm")
	var a qualify.Activity
	for _, f := range qualify.ActivityFields() {
		value := map[string]any{"string": "y", "number": 2.5, "time": asOf}[f.Type]
		if err := a.Set(f.Name, value); err != nil {
			t.Fatal(err)
		}
	}
	a.Custom = map[string]any{"minutes": 3.0}
	full.Activities = []qualify.Activity{a, {}, a}
	for _, want := range []qualify.Lead{full, {}, {Activities: full.Activities}, {Company: qualify.Company{Technologies: []string{}}}} {
		b, facts := appendLead(nil, &want)
		var have qualify.Lead
		have.Activities = newRecordReader().lead(b, &have, nil)
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("(-want +have):\n%s", diff)
		}
		bare := want
		bare.Activities = nil
		if facts == reflect.DeepEqual(bare, qualify.Lead{}) {
			t.Errorf("facts %v of %+v", facts, want)
		}
	}
}

func TestJoinReports(t *testing.T) {
	person := func(id string) *qualify.Lead { return &qualify.Lead{ID: id} }
	did := func(id string) *qualify.Lead {
		return &qualify.Lead{ID: id, Activities: []qualify.Activity{{Type: "visit", At: asOf}}}
	}
	main := []*qualify.Lead{person("1"), person(""), person("2"), person("1"), person("1")}
	side := []*qualify.Lead{did("9"), did("1"), did(""), did("8"), did("7"), did("6"), did("9"), did("2"), did("1")}
	have := joinAll(t, &leadList{leads: main}, []SideFile{{"acts.csv", &leadList{leads: side}}}, JoinOptions{})
	want := JoinReport{
		Sides: []SideReport{{
			Name: "acts.csv", Records: 9, Leads: 4,
			NoKey:     KeyCount{1, 1, []KeyLine{{3, ""}}},
			Unmatched: KeyCount{5, 4, []KeyLine{{1, "9"}, {4, "8"}, {5, "7"}}},
		}},
		Repeated: KeyCount{2, 1, []KeyLine{{4, "1"}}},
	}
	if diff := cmp.Diff(want, have.Report); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	if len(have.Leads) != 5 {
		t.Errorf("%d leads, want all five", len(have.Leads))
	}
	merged := joinAll(t, &leadList{leads: main}, []SideFile{{"acts.csv", &leadList{leads: side}}}, JoinOptions{Merge: true})
	if len(merged.Leads) != 3 || merged.Report.Sides[0].Leads != 2 {
		t.Errorf("%d leads, want three: %+v", len(merged.Leads), merged.Report)
	}
}

func TestNearMisses(t *testing.T) {
	for _, c := range []struct{ lead, record, want string }{
		{"123", "123.0", "as a number"},
		{"00123", "123", "as a number"},
		{"00QB0000005Z1AB", "00QB0000005Z1ABMA0", "15 and the other 18"},
		{"L-1", "l-1", "case of letters"},
		{"L-1", "L1", "signs and blanks"},
		{"https://www.a.example/", "a.example", "www. in front"},
		{"A.example", "www.a.example", "www. in front"},
		{"L-1", "M-1", ""},
		{"1.5", "15", "signs and blanks"},
		{"", "1", ""},
	} {
		main := []*qualify.Lead{{ID: "zzz"}, {ID: c.lead}}
		have := joinAll(t, &leadList{leads: main}, []SideFile{{"acts.csv", &leadList{leads: []*qualify.Lead{{ID: "yyy"}, {ID: c.record}}}}}, JoinOptions{})
		if !strings.Contains(have.Err, c.want) || (have.Err != "") != (c.want != "") {
			t.Errorf("%q beside %q: error %q, want %q", c.record, c.lead, have.Err, c.want)
		}
	}
}

// A side by another key says something about every lead that has it, and a join may
// stand on another.
func TestJoinOfJoin(t *testing.T) {
	at := func(domain string) qualify.Company { return qualify.Company{Domain: domain} }
	main := &leadList{leads: []*qualify.Lead{{ID: "1", Company: at("a.example")}, {ID: "2"}, {ID: "3"}}}
	byID := SideFile{"more.csv", &leadList{leads: []*qualify.Lead{{ID: "3", Company: at("a.example ")}}}}
	firms := SideFile{"firms.csv", &leadList{leads: []*qualify.Lead{{ID: "X", Company: qualify.Company{Domain: "a.example", Employees: qualify.Known(7.0)}}}}}
	inner, err := Join(context.Background(), main, []SideFile{byID}, JoinOptions{})
	if err != nil {
		t.Fatal(err)
	}
	have := joinAll(t, inner, []SideFile{firms}, JoinOptions{Key: "company.domain"})
	want := []string{
		`{"id":"1","company":{"domain":"a.example","employees":7}}`,
		`{"id":"2"}`,
		`{"id":"3","company":{"domain":"a.example ","employees":7}}`,
	}
	if diff := cmp.Diff(want, have.Leads); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	for key, want := range map[string]string{"company.domian": "did you mean", "created_at": "is a date", "activities": "no field"} {
		if _, err := Join(context.Background(), main, nil, JoinOptions{Key: key}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("by %s: %v, want %s", key, err, want)
		}
	}
}

// What a join says of a lead stands in the join that is made of it.
func TestJoinTells(t *testing.T) {
	person := func(id, email string, staff float64) *qualify.Lead {
		return &qualify.Lead{ID: id, Person: qualify.Person{Email: email}, Company: qualify.Company{Employees: qualify.Known(staff)}}
	}
	main := &leadList{leads: []*qualify.Lead{person("3", "a@x.example", 1), person("2", "b@x.example", 1), person("1", "a@x.example", 2)}}
	inner, err := Join(context.Background(), main, nil, JoinOptions{Key: "person.email", Merge: true})
	if err != nil {
		t.Fatal(err)
	}
	outer, err := Join(context.Background(), inner, nil, JoinOptions{})
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	var lead qualify.Lead
	for {
		if _, err := outer.Next(&lead); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		have = append(have, fmt.Sprintf("%s %v %d", lead.ID, outer.Aliases(), len(outer.Issues())))
		if of := outer.Issues(); len(of) > 0 && (of[0].Code != qualify.ConflictingRecords || of[0].Path != "company.employees") {
			t.Errorf("issues %v", of)
		}
	}
	if want := []string{"1 [3] 1", "2 [] 0"}; !slices.Equal(have, want) {
		t.Errorf("have %q, want %q", have, want)
	}
}

// A broken main file gives the leads before the break, a broken side none.
func TestJoinErrors(t *testing.T) {
	broken := errors.New("torn")
	leads := []*qualify.Lead{{ID: "1"}}
	have := joinAll(t, &leadList{leads: leads, end: broken}, nil, JoinOptions{})
	if len(have.Leads) != 1 || have.Err != "torn" {
		t.Errorf("%+v", have)
	}
	have = joinAll(t, &leadList{leads: leads}, []SideFile{{"s.csv", &leadList{end: broken}}}, JoinOptions{})
	if len(have.Leads) != 0 || have.Err != "s.csv: torn" {
		t.Errorf("%+v", have)
	}
	ctx, cancel := context.WithCancel(context.Background())
	many := make([]*qualify.Lead, 5000)
	for i := range many {
		many[i] = leads[0]
	}
	j, err := Join(ctx, &leadList{leads: many}, nil, JoinOptions{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := j.Next(&qualify.Lead{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	j, _ = Join(context.Background(), &leadList{leads: many}, nil, JoinOptions{Dir: t.TempDir()})
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Next(&qualify.Lead{}); err == nil {
		t.Error("a closed join gives leads")
	}
}

// tight is a file on a disk that has no room.
type tight struct{ extsort.File }

func (tight) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestJoinOnFullDisk(t *testing.T) {
	dir := t.TempDir()
	many := make([]*qualify.Lead, 2000)
	for i := range many {
		many[i] = &qualify.Lead{ID: fmt.Sprint(i)}
	}
	have := joinAll(t, &leadList{leads: many}, nil, JoinOptions{Memory: 1, Dir: dir, create: func() (extsort.File, error) {
		f, err := extsort.Temporary(dir)
		return tight{f}, err
	}})
	if len(have.Leads) != 0 || !strings.Contains(have.Err, "no space left") {
		t.Errorf("%d leads, error %q", len(have.Leads), have.Err)
	}
}
