package matrix_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/leadqual/leadqual/matrix"
)

// The arms of the published hash, as another program computed them.
func TestArms(t *testing.T) {
	for _, x := range []struct {
		salt, lead string
		drawn      int // of 1000
	}{
		{"2027-q1", "L-1", 202},
		{"2027-q1", "L-2", 484},
		{"2027-q1", "L-3", 52},
		{"2027-q1", "L-17", 348},
		{"q2", "L-1", 8},
		{"q2", "münchen-7", 22},
		{"ü", "a", 232},
	} {
		// The arm changes exactly where the shares before it pass what is drawn.
		for _, first := range []int{x.drawn, x.drawn + 1} {
			if first <= 0 || first >= 1000 {
				continue
			}
			e := matrix.Experiment{Salt: x.salt, Arms: []matrix.Arm{
				{ID: "first", Share: matrix.Share(float64(first) / 1000)}, {ID: "rest", Share: matrix.Share(float64(1000-first) / 1000)},
			}}
			want := "rest"
			if first > x.drawn {
				want = "first"
			}
			if got := e.Pick(x.lead).ID; got != want {
				t.Errorf("salt %s, lead %s, %d for the first: %s, want %s", x.salt, x.lead, first, got, want)
			}
		}
	}
}

// Over many leads each arm has its share, and another salt shares them out anew.
func TestArmShares(t *testing.T) {
	arms := []matrix.Arm{{ID: "a", Share: 0.25}, {ID: "b", Share: 0.001}, {ID: "c", Share: 0.749}}
	one, two := matrix.Experiment{Salt: "one", Arms: arms}, matrix.Experiment{Salt: "two", Arms: arms}
	const n = 200_000
	count, both := map[string]int{}, 0
	for i := range n {
		id := fmt.Sprint("L-", i)
		a, b := one.Pick(id).ID, two.Pick(id).ID
		count[a]++
		if a == "a" && b == "a" {
			both++
		}
	}
	for _, x := range []struct {
		what      string
		got, want float64
	}{{"a", float64(count["a"]), n * 0.25}, {"b", float64(count["b"]), n * 0.001}, {"a of both", float64(both), n * 0.0625}} {
		if d := (x.got - x.want) * (x.got - x.want) / x.want; d > 11 { // 0.1 % by chance
			t.Errorf("%s: %v leads, want about %v", x.what, x.got, x.want)
		}
	}
	if one.Pick("") != nil || (&matrix.Experiment{Salt: "x"}).Pick("L-1") != nil {
		t.Error("a lead without an id, or an experiment without arms, has an arm")
	}
}

// The propensity is that of what was done: arms that do the same add up, also where
// one says what the cell says anyway.
func TestPropensity(t *testing.T) {
	x := matrix.Experiment{ID: "q1", Arms: []matrix.Arm{
		{ID: "hold", Share: 0.7}, {ID: "say", Share: 0.1, Team: "marketing"}, {ID: "call", Share: 0.2, Team: "sales", Action: "call"},
	}}
	cell := matrix.Entry{Team: "marketing", Action: "nurture", Note: "n"}
	for i, want := range []matrix.Assignment{
		{ID: "q1", Arm: "hold", Share: 0.7, Propensity: 0.8}, {ID: "q1", Arm: "say", Share: 0.1, Propensity: 0.8}, {ID: "q1", Arm: "call", Share: 0.2, Propensity: 0.2},
	} {
		if got := x.Assign(&x.Arms[i], cell); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	text, err := json.Marshal(x.Assign(&x.Arms[1], cell))
	if err != nil || string(text) != `{"id":"q1","arm":"say","share":0.1,"propensity":0.8}` {
		t.Error(string(text), err)
	}
}

// A share is a decimal of at most three places.
func TestShareJSON(t *testing.T) {
	var a matrix.Arm
	if err := json.Unmarshal([]byte(`{"id": "call", "share": 0.125}`), &a); err != nil || a.Share != 0.125 || a.Share.String() != "0.125" {
		t.Error(a, err)
	}
	if err := json.Unmarshal([]byte(`{"share": 0.3333}`), &a); err == nil || a.Share != 0.125 {
		t.Error("a share of four places is", a.Share, err)
	}
}

// The control is the arm with the greatest share, the first of several.
func TestControl(t *testing.T) {
	for want, arms := range map[string][]matrix.Arm{
		"":  nil,
		"a": {{ID: "a", Share: 0.5}, {ID: "b", Share: 0.5}},
		"b": {{ID: "a", Share: 0.1}, {ID: "b", Share: 0.5}, {ID: "c", Share: 0.4}},
	} {
		if got := (&matrix.Experiment{Arms: arms}).Control(); got != want {
			t.Errorf("the control of %v is %q, want %q", arms, got, want)
		}
	}
}
