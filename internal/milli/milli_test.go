package milli_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/milli"
)

func TestParse(t *testing.T) {
	for _, x := range []struct {
		text string
		want int64
		err  error
	}{
		{"0", 0, nil}, {"-0", 0, nil}, {"0.000", 0, nil}, {"0e99", 0, nil},
		{"0e99999999999999999999", 0, nil}, {"0e-99999999999999999999", 0, nil},
		{"1", 1000, nil}, {"-12.5", -12500, nil}, {"0.001", 1, nil}, {"0.999", 999, nil},
		{"1e3", 1_000_000, nil}, {"1E+3", 1_000_000, nil}, {"1e-3", 1, nil}, {"12.5e-1", 1250, nil},
		{"1.2300", 1230, nil}, {"1000e-6", 1, nil}, {"0.0001e1", 1, nil}, {"0.00000001e5", 1, nil},
		{"1000000000000", milli.Max, nil}, {"-1e12", -milli.Max, nil}, {"999999999999.999", milli.Max - 1, nil},
		{"0.1000000000000000000000000000000", 100, nil},

		{"1000000000000.001", 0, milli.ErrRange}, {"-1000000000001", 0, milli.ErrRange},
		{"9999999999999", 0, milli.ErrRange}, {"1e13", 0, milli.ErrRange}, {"1e400", 0, milli.ErrRange},
		{"1e9223372036854775807", 0, milli.ErrRange}, {"1e99999999999999999999", 0, milli.ErrRange},

		{"0.0001", 0, milli.ErrPlaces}, {"1.0005", 0, milli.ErrPlaces}, {"1e-4", 0, milli.ErrPlaces},
		{"1e-99999999999999999999", 0, milli.ErrPlaces},
		{"1.0000000001e-9223372036854775808", 0, milli.ErrPlaces},
		{"100e-9223372036854775808", 0, milli.ErrPlaces},

		{"", 0, milli.ErrSyntax}, {"-", 0, milli.ErrSyntax}, {"+1", 0, milli.ErrSyntax}, {".5", 0, milli.ErrSyntax},
		{"1.", 0, milli.ErrSyntax}, {"1.e3", 0, milli.ErrSyntax}, {"1e", 0, milli.ErrSyntax}, {"1e1.5", 0, milli.ErrSyntax},
		{"1.2.3", 0, milli.ErrSyntax}, {"--1", 0, milli.ErrSyntax}, {"0x10", 0, milli.ErrSyntax}, {"1_000", 0, milli.ErrSyntax},
		{"NaN", 0, milli.ErrSyntax}, {`"1"`, 0, milli.ErrSyntax}, {" 1", 0, milli.ErrSyntax}, {"1/2", 0, milli.ErrSyntax},
		{"1:2", 0, milli.ErrSyntax}, {"true", 0, milli.ErrSyntax}, {"١", 0, milli.ErrSyntax},
	} {
		got, err := milli.Parse(x.text)
		if got != x.want || !errors.Is(err, x.err) {
			t.Errorf("Parse(%q) = %d, %v, want %d, %v", x.text, got, err, x.want, x.err)
		}
	}
}

func TestAppend(t *testing.T) {
	for v, want := range map[int64]string{
		0: "0", 1: "0.001", -1: "-0.001", 10: "0.01", 100: "0.1", 110: "0.11", 101: "0.101", 999: "0.999", 1000: "1",
		12500: "12.5", -12500: "-12.5", 1020: "1.02", milli.Max: "1000000000000", -9223372036854775808: "-9223372036854775.808",
	} {
		if got := string(milli.Append([]byte("x"), v)); got != "x"+want {
			t.Errorf("Append(%d) = %s, want x%s", v, got, want)
		}
	}
}

func TestUnmarshal(t *testing.T) {
	type amount float64
	v := amount(7)
	if err := milli.Unmarshal([]byte("null"), &v); err != nil || v != 7 {
		t.Errorf("null: %v, %v", v, err)
	}
	if err := milli.Unmarshal([]byte("1.5"), &v); err != nil || v != 1.5 {
		t.Errorf("1.5: %v, %v", v, err)
	}
	err := milli.Unmarshal([]byte("1.2345"), &v)
	if !errors.Is(err, milli.ErrPlaces) || err.Error() != "1.2345: more than three decimal places" || v != 1.5 {
		t.Errorf("1.2345: %v, %v", v, err)
	}
	if err := milli.Unmarshal([]byte(strings.Repeat("a", 100)), &v); len(err.Error()) > 80 {
		t.Errorf("an error of %d bytes", len(err.Error()))
	}
}

// FuzzParse compares with rational arithmetic, and every accepted value must
// come back from Append.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "-12.5", "1e3", "0.0001", "1e-9223372036854775808", "10.10", "1e12", "5e-3", "0 "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := milli.Parse(s)
		if err != nil {
			if v != 0 {
				t.Fatalf("Parse(%q) = %d with %v", s, v, err)
			}
			if s == strings.TrimSpace(s) && json.Valid([]byte(s)) && errors.Is(err, milli.ErrSyntax) && (s[0] == '-' || s[0] >= '0' && s[0] <= '9') {
				t.Fatalf("Parse(%q): %v, but it is JSON", s, err)
			}
			return
		}
		if i := strings.IndexAny(s, "eE"); i < 0 || len(s)-i < 6 {
			want, ok := new(big.Rat).SetString(s)
			if !ok || want.Cmp(big.NewRat(v, 1000)) != 0 {
				t.Fatalf("Parse(%q) = %d, want %v", s, v, want)
			}
		}
		if again, err := milli.Parse(string(milli.Append(nil, v))); err != nil || again != v {
			t.Fatalf("%q: %d came back as %d, %v", s, v, again, err)
		}
	})
}
