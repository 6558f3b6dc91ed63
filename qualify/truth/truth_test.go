package truth_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/leadqual/leadqual/qualify/truth"
)

var all = []truth.Truth{truth.Unknown, truth.Unmet, truth.Met}

// fillings are the two-valued readings of a truth value.
func fillings(t truth.Truth) []bool {
	switch t {
	case truth.Met:
		return []bool{true}
	case truth.Unmet:
		return []bool{false}
	}
	return []bool{false, true}
}

// settled is the value that all results agree on, else Unknown.
func settled(results []bool) truth.Truth {
	for _, r := range results {
		if r != results[0] {
			return truth.Unknown
		}
	}
	return truth.Of(results[0])
}

// The connectives against the definition of Kleene's strong logic.
func TestConnectivesAgreeWithEveryFilling(t *testing.T) {
	for _, a := range all {
		var not []bool
		for _, x := range fillings(a) {
			not = append(not, !x)
		}
		if got, want := a.Not(), settled(not); got != want {
			t.Errorf("not %v = %v, want %v", a, got, want)
		}
		for _, b := range all {
			var and, or []bool
			for _, x := range fillings(a) {
				for _, y := range fillings(b) {
					and, or = append(and, x && y), append(or, x || y)
				}
			}
			if got, want := a.And(b), settled(and); got != want {
				t.Errorf("%v and %v = %v, want %v", a, b, got, want)
			}
			if got, want := a.Or(b), settled(or); got != want {
				t.Errorf("%v or %v = %v, want %v", a, b, got, want)
			}
		}
	}
}

// The tables as they are printed in textbooks.
func TestTables(t *testing.T) {
	const (
		u = truth.Unknown
		f = truth.Unmet
		m = truth.Met
	)
	for _, x := range []struct{ a, b, and, or truth.Truth }{
		{m, m, m, m}, {m, u, u, m}, {m, f, f, m},
		{u, m, u, m}, {u, u, u, u}, {u, f, f, u},
		{f, m, f, m}, {f, u, f, u}, {f, f, f, f},
	} {
		if got := x.a.And(x.b); got != x.and {
			t.Errorf("%v and %v = %v, want %v", x.a, x.b, got, x.and)
		}
		if got := x.a.Or(x.b); got != x.or {
			t.Errorf("%v or %v = %v, want %v", x.a, x.b, got, x.or)
		}
	}
	for a, want := range map[truth.Truth]truth.Truth{m: f, f: m, u: u} {
		if got := a.Not(); got != want {
			t.Errorf("not %v = %v, want %v", a, got, want)
		}
	}
}

func TestOf(t *testing.T) {
	if truth.Of(true) != truth.Met || truth.Of(false) != truth.Unmet {
		t.Error("Of(true), Of(false) =", truth.Of(true), truth.Of(false))
	}
	var zero truth.Truth
	if zero != truth.Unknown {
		t.Error("the zero value is", zero)
	}
}

func TestText(t *testing.T) {
	for v, text := range map[truth.Truth]string{truth.Met: "met", truth.Unmet: "unmet", truth.Unknown: "unknown", 7: "unknown"} {
		if got := v.String(); got != text {
			t.Errorf("String of %d = %q, want %q", v, got, text)
		}
		if got, err := json.Marshal(v); err != nil || string(got) != `"`+text+`"` {
			t.Errorf("Marshal(%v) = %s, %v", v, got, err)
		}
	}
	for _, before := range all {
		for _, want := range all {
			got := before
			if err := json.Unmarshal([]byte(`"`+want.String()+`"`), &got); err != nil || got != want {
				t.Errorf("Unmarshal(%q) into %v = %v, %v", want, before, got, err)
			}
		}
		got := before
		err := got.UnmarshalText([]byte("Met"))
		if want := `truth: "Met" is none of met, unmet, unknown`; err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
		if got != before {
			t.Errorf("after an error %v is %v", before, got)
		}
	}
}

func Example() {
	// Nobody knows the country, yet the answer is no.
	country, industry := truth.Unknown, truth.Unmet
	fmt.Println(country.And(industry))
	fmt.Println(country.Or(industry))
	fmt.Println(country.Not())
	// Output:
	// unmet
	// unknown
	// unknown
}
