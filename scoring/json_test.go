package scoring_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

func testDecimal[T interface {
	~float64
	fmt.Stringer
}](t *testing.T) {
	t.Helper()
	for v, want := range map[T]string{0: "0", 12.5: "12.5", -0.333: "-0.333", 7: "7"} {
		got, err := json.Marshal(v)
		if err != nil || string(got) != want || v.String() != want {
			t.Errorf("%T %v: %s, %s, %v, want %s", v, float64(v), got, v, err, want)
		}
		var back T
		if _, days := any(v).(scoring.Days); days && v == 0 {
			continue // TestDaysOfNothing
		}
		if err := json.Unmarshal(got, &back); err != nil || back != v {
			t.Errorf("%s came back as %v, %v", got, back, err)
		}
	}
	v := T(5)
	if err := json.Unmarshal([]byte("1.2345"), &v); !errors.Is(err, milli.ErrPlaces) || v != 5 {
		t.Errorf("1.2345: %v, %v", v, err)
	}
}

func TestDecimals(t *testing.T) {
	testDecimal[scoring.Points](t)
	testDecimal[scoring.Days](t)
	testDecimal[scoring.Rate](t)
}

func TestModelJSON(t *testing.T) {
	const text = `{"groups":[{"id":"web","name":"W","min":0,"max":40,"ready_at":1,"note":"n1"}],"rules":[` +
		`{"id":"visits","name":"V","group":"web","when":"w","points":10,"note":"n2"},` +
		`{"id":"size","tiers":[{"when":"a","points":20},{"when":"b","points":0,"note":"n3"}]},` +
		`{"id":"webinar","each":"e","points":8,"limit":3,"per_days":30,"within_days":180,"decay":{"kind":"linear","rate":0.5,"every_days":30,"note":"n4"}},` +
		`{"id":"call","each":"e","points":-2.5,"decay":{"kind":"half_life","days":45,"stepped":true}},` +
		`{"id":"idle","compute":"c","min":-50,"max":0}],` +
		`"min":0,"max":100,"ready_at":50,"bands":[{"name":"1","min":75},{"name":"2","min":0,"note":"n5"}],"note":"n6"}`
	var got scoring.Model
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	zero := scoring.Points(0)
	want := scoring.Model{
		Groups: []scoring.Group{{ID: "web", Name: "W", Min: &zero, Max: new(scoring.Points(40)), ReadyAt: new(scoring.Points(1)), Note: "n1"}},
		Rules: []scoring.Rule{
			{ID: "visits", Name: "V", Group: "web", When: "w", Points: new(scoring.Points(10)), Note: "n2"},
			{ID: "size", Tiers: []scoring.Tier{{When: "a", Points: 20}, {When: "b", Note: "n3"}}},
			{ID: "webinar", Each: "e", Points: new(scoring.Points(8)), Limit: 3, PerDays: scoring.Days(30), WithinDays: scoring.Days(180),
				Decay: &scoring.Decay{Kind: "linear", Rate: new(scoring.Rate(0.5)), EveryDays: scoring.Days(30), Note: "n4"}},
			{ID: "call", Each: "e", Points: new(scoring.Points(-2.5)), Decay: &scoring.Decay{Kind: "half_life", Days: scoring.Days(45), Stepped: true}},
			{ID: "idle", Compute: "c", Min: new(scoring.Points(-50)), Max: &zero},
		},
		Min: &zero, Max: new(scoring.Points(100)), ReadyAt: new(scoring.Points(50)),
		Bands: []scoring.Band{{Name: "1", Min: 75}, {Name: "2", Note: "n5"}}, Note: "n6",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v", got)
	}
	if got, err := json.Marshal(got); err != nil || string(got) != text {
		t.Errorf("wrote %s, %v", got, err)
	}
	if got, _ := json.Marshal(scoring.Model{}); string(got) != "{}" {
		t.Errorf("the empty model is %s", got)
	}
}

// A length of no time is an error where it is written out, and leaves what was
// there.
func TestDaysOfNothing(t *testing.T) {
	for _, text := range []string{"0", "-0", "0.000", "0e5"} {
		d := scoring.Days(3)
		if err := json.Unmarshal([]byte(text), &d); err == nil || d != 3 {
			t.Errorf("%s: %v, %v", text, d, err)
		}
	}
	d := scoring.Days(3)
	if err := json.Unmarshal([]byte("null"), &d); err != nil || d != 3 {
		t.Errorf("null: %v, %v", d, err)
	}
}
