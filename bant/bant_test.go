package bant_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/qualify/truth"
)

const (
	u = truth.Unknown
	f = truth.Unmet
	m = truth.Met
)

// Every list of up to five items against all ways to fill in the unknown.
func TestAssessAgreesWithEveryFilling(t *testing.T) {
	for n := range 6 {
		for at := range n + 2 {
			c := bant.Checklist{ID: "list", QualifiedAt: at}
			for i := range n {
				c.Items = append(c.Items, bant.Item{ID: fmt.Sprint("item", i)})
			}
			need := at
			if at == 0 {
				need = n
			}
			worlds := 1
			for range n {
				worlds *= 3
			}
			for w := range worlds {
				truths := make([]truth.Truth, n)
				met, unknown := 0, 0
				for i := range truths {
					truths[i] = truth.Truth(w % 3)
					w /= 3
					switch truths[i] {
					case m:
						met++
					case u:
						unknown++
					}
				}
				could, couldNot := false, false
				for more := range unknown + 1 {
					could, couldNot = could || met+more >= need, couldNot || met+more < need
				}
				want := bant.Assessment{ID: "list", Met: met, Verdict: bant.Undecided}
				switch {
				case !couldNot:
					want.Verdict = bant.Qualified
				case !could:
					want.Verdict = bant.Unqualified
				}
				for i := range truths {
					want.Items = append(want.Items, bant.ItemOutcome{ID: fmt.Sprint("item", i), Outcome: truths[i]})
				}
				var got bant.Assessment
				if c.Assess(truths, &got); !reflect.DeepEqual(got, want) {
					t.Errorf("at %d, %v: %+v, want %+v", at, truths, got, want)
				}
			}
		}
	}
}

func TestAssess(t *testing.T) {
	c := bant.Checklist{Items: make([]bant.Item, 4), QualifiedAt: 3}
	for _, x := range []struct {
		truths []truth.Truth
		met    int
		want   bant.Verdict
	}{
		{[]truth.Truth{m, m, m, u}, 3, bant.Qualified},
		{[]truth.Truth{m, m, u, f}, 2, bant.Undecided},
		{[]truth.Truth{m, m, f, f}, 2, bant.Unqualified},
		{[]truth.Truth{m, u, f, f}, 1, bant.Unqualified},
		{[]truth.Truth{u, u, u, u}, 0, bant.Undecided},
	} {
		var got bant.Assessment
		c.Assess(x.truths, &got)
		if got.Met != x.met || got.Verdict != x.want {
			t.Errorf("%v: %d %s, want %d %s", x.truths, got.Met, got.Verdict, x.met, x.want)
		}
	}
}

// An Assessment that is used again shows nothing of the time before.
func TestAssessOverwrites(t *testing.T) {
	long := bant.Checklist{ID: "long", Items: []bant.Item{{ID: "a"}, {ID: "b"}}}
	short := bant.Checklist{Items: []bant.Item{{ID: "c"}}}
	var got bant.Assessment
	long.Assess([]truth.Truth{m, m}, &got)
	memory := &got.Items[0]
	short.Assess([]truth.Truth{f}, &got)
	if want := (bant.Assessment{Verdict: bant.Unqualified, Items: []bant.ItemOutcome{{ID: "c", Outcome: f}}}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if &got.Items[0] != memory {
		t.Error("new memory")
	}
	truths := []truth.Truth{m, u}
	if n := testing.AllocsPerRun(100, func() { long.Assess(truths, &got) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestVerdictTruth(t *testing.T) {
	for v, want := range map[bant.Verdict]truth.Truth{bant.Qualified: m, bant.Unqualified: f, bant.Undecided: u, "": u} {
		if got := v.Truth(); got != want {
			t.Errorf("%q is %v, want %v", v, got, want)
		}
	}
}

func TestChecklistOfBANT(t *testing.T) {
	item := func(when string) *bant.Item { return &bant.Item{ID: "own", Name: "N " + when, When: when, Note: "n"} }
	b := bant.BANT{Timeline: item("t"), Need: item("n"), Authority: item("a"), Budget: item("b"), QualifiedAt: 3, Gate: true, Note: "note"}
	want := bant.Checklist{QualifiedAt: 3, Gate: true, Note: "note", Items: []bant.Item{
		{ID: "budget", Name: "N b", When: "b", Note: "n"}, {ID: "authority", Name: "N a", When: "a", Note: "n"},
		{ID: "need", Name: "N n", When: "n", Note: "n"}, {ID: "timeline", Name: "N t", When: "t", Note: "n"},
	}}
	if got := b.Checklist(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if b.Budget.ID != "own" {
		t.Error("the BANT has changed")
	}
	some := bant.BANT{Timeline: item("t"), Authority: item("a")}
	if got := some.Checklist(); len(got.Items) != 2 || got.Items[0].ID != bant.Authority || got.Items[1].ID != bant.Timeline {
		t.Errorf("of two: %+v", got)
	}
	if got := new(bant.BANT).Checklist(); !reflect.DeepEqual(got, bant.Checklist{}) {
		t.Errorf("of none: %+v", got)
	}
}

func TestRuleSetJSON(t *testing.T) {
	const text = `{"budget":{"when":"b"},"authority":{"name":"A","when":"a","note":"n1"},"need":{"when":"n"},"timeline":{"when":"t"},"qualified_at":3,"gate":true,"note":"n2"}`
	var b bant.BANT
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		t.Fatal(err)
	}
	want := bant.BANT{
		Budget: &bant.Item{When: "b"}, Authority: &bant.Item{Name: "A", When: "a", Note: "n1"}, Need: &bant.Item{When: "n"}, Timeline: &bant.Item{When: "t"},
		QualifiedAt: 3, Gate: true, Note: "n2",
	}
	if !reflect.DeepEqual(b, want) {
		t.Errorf("read %+v", b)
	}
	if got, err := json.Marshal(b); err != nil || string(got) != text {
		t.Errorf("wrote %s, %v", got, err)
	}
	const list = `{"id":"champ","name":"CHAMP","items":[{"id":"challenge","when":"c"}],"qualified_at":1,"note":"n"}`
	var c bant.Checklist
	if err := json.Unmarshal([]byte(list), &c); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(c); err != nil || string(got) != list {
		t.Errorf("wrote %s, %v", got, err)
	}
}

func TestAssessmentJSON(t *testing.T) {
	a := bant.Assessment{ID: "champ", Met: 1, Verdict: bant.Undecided, Items: []bant.ItemOutcome{{ID: "challenge", Outcome: u}, {ID: "money", Outcome: m}}}
	const want = `{"id":"champ","met":1,"verdict":"unknown","items":[{"id":"challenge","outcome":"unknown"},{"id":"money","outcome":"met"}]}`
	got, err := json.Marshal(a)
	if err != nil || string(got) != want {
		t.Errorf("wrote %s, %v", got, err)
	}
	var back bant.Assessment
	if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(a, back) {
		t.Errorf("read %+v, %v", back, err)
	}
}

// Every subset of the items, every outcome of one of them: there and back.
func TestBANTAssessmentJSON(t *testing.T) {
	names := []string{"budget", "authority", "need", "timeline"}
	for given := range 16 {
		for _, first := range []truth.Truth{u, f, m} {
			a := bant.BANTAssessment{Met: given, Verdict: bant.Unqualified}
			want := "{"
			for i, name := range names {
				if given>>i&1 == 1 {
					outcome := first
					if len(a.Items) > 0 {
						outcome = f
					}
					a.Items = append(a.Items, bant.ItemOutcome{ID: name, Outcome: outcome})
					want += fmt.Sprintf("%q:%q,", name, outcome)
				}
			}
			want += fmt.Sprintf(`"met":%d,"verdict":"unqualified"}`, given)
			got, err := json.Marshal(a)
			if err != nil || string(got) != want {
				t.Errorf("wrote %s, %v, want %s", got, err, want)
			}
			var back bant.BANTAssessment
			if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(a, back) {
				t.Errorf("%s: read %+v, %v", got, back, err)
			}
		}
	}
}

func TestBANTAssessmentWritesInOrderAndKnownItemsOnly(t *testing.T) {
	a := bant.BANTAssessment{ID: "x", Verdict: bant.Undecided, Items: []bant.ItemOutcome{{ID: "timeline"}, {ID: "other"}, {ID: "budget", Outcome: m}}}
	got, err := json.Marshal(&a)
	if want := `{"budget":"met","timeline":"unknown","met":0,"verdict":"unknown"}`; err != nil || string(got) != want {
		t.Errorf("wrote %s, %v, want %s", got, err, want)
	}
}

func TestBANTAssessmentReading(t *testing.T) {
	old := bant.BANTAssessment{ID: "x", Met: 9, Items: []bant.ItemOutcome{{ID: "need", Outcome: m}}}
	read := func(text string) (bant.BANTAssessment, error) {
		a := old
		err := a.UnmarshalJSON([]byte(text))
		return a, err
	}
	if a, err := read(`{"met":1,"later":[1],"budget":"met"}`); err != nil || !reflect.DeepEqual(a, bant.BANTAssessment{Met: 1, Items: []bant.ItemOutcome{{ID: "budget", Outcome: m}}}) {
		t.Errorf("unknown key: %+v, %v", a, err)
	}
	if a, err := read(`null`); err != nil || !reflect.DeepEqual(a, old) {
		t.Errorf("null: %+v, %v", a, err)
	}
	for _, text := range []string{`{"budget":"maybe"}`, `{"met":"1"}`, `[]`} {
		if a, err := read(text); err == nil || !reflect.DeepEqual(a, old) {
			t.Errorf("%s: %+v, %v", text, a, err)
		}
	}
}

func ExampleChecklist_Assess() {
	b := bant.BANT{
		Budget:      &bant.Item{When: "answers.budget >= 25000"},
		Need:        &bant.Item{When: "answers.need != 'none'"},
		Timeline:    &bant.Item{When: "answers.timeline_days <= 180"},
		QualifiedAt: 2,
	}
	list := b.Checklist()
	var assessment bant.BANTAssessment
	list.Assess([]truth.Truth{truth.Met, truth.Unknown, truth.Unmet}, (*bant.Assessment)(&assessment))
	text, _ := json.Marshal(assessment)
	fmt.Println(string(text))
	// Output:
	// {"budget":"met","need":"unknown","timeline":"unmet","met":1,"verdict":"unknown"}
}
