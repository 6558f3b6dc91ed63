package meant_test

import (
	"testing"

	"github.com/leadqual/leadqual/internal/meant"
)

func TestMeant(t *testing.T) {
	for _, reading := range []struct {
		name  string
		read  func(string) (string, bool)
		cases map[string]string // "" is not read
	}{
		{"Number", meant.Number, map[string]string{
			"1.000.000": "1000000", "1,000": "1000", "1,000,000": "1000000", "1.000": "1", "1,5": "1.5", "1.5": "1.5",
			"1.234,5": "1234.5", "1,234.5": "1234.5", "10k": "10000", "1.5m": "1500000", "2 mio": "2000000", "50%": "0.5",
			"0,5 %": "0.005", "$5000": "5000", "5000 €": "5000", "+5": "5", "-10k": "-10000", ".5": "0.5", "5.": "5", " 7 ": "7",
			"": "", "k": "", "%": "", "ten": "", "1.00.000": "", "1,00,000": "", "5 people": "", "1e3": "", "-": "",
			"1111111111111111111111111111111111111111111": "",
		}},
		{"Date", meant.Date, map[string]string{
			"2026-12-31": "2026-12-31", "2026/1/31": "2026-01-31", "2026.12.31": "2026-12-31", "31.12.2026": "2026-12-31", "1.2.2026": "2026-02-01",
			"31/12/2026": "2026-12-31", "12/31/2026": "2026-12-31", "2/2/2026": "2026-02-02", "31-12-2026": "2026-12-31",
			"01/02/2026": "", "2026-02-30": "", "31.13.2026": "", "": "", "soon": "", "2026": "",
		}},
		{"Span", meant.Span, map[string]string{
			"30 days": "30d", "30d": "30d", "2 weeks": "2w", "1.5 hours": "1.5h", "90 Minutes": "90m",
			"3 months": "", "30": "", "": "", "days": "", "5 years": "",
		}},
	} {
		for text, want := range reading.cases {
			if got, ok := reading.read(text); ok != (want != "") || ok && got != want {
				t.Errorf("%s(%q) = %q, %t; want %q", reading.name, text, got, ok, want)
			}
		}
	}
}

func TestGrouped(t *testing.T) {
	for number, want := range map[string]string{
		"5": "5", "1000": "1000", "10000": "10_000", "1500000": "1_500_000", "-1000000.25": "-1_000_000.25", "0.5": "0.5", "-1000": "-1000",
	} {
		if got := meant.Grouped(number); got != want {
			t.Errorf("%s: %s, want %s", number, got, want)
		}
	}
}
