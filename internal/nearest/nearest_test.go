package nearest

import (
	"strings"
	"testing"
)

func TestTo(t *testing.T) {
	among := []string{"when", "weight", "points", "id", "per_days", "Größe"}
	for name, want := range map[string]string{
		"wehn": "when", "WHEN": "when", "Wehn": "when", "whn": "when", "whenn": "when", "wait": "",
		"wieght": "weight", "pionts": "points", "point": "points", "perdays": "per_days", "per-day": "per_days",
		"di": "id", "i": "", "x": "", "": "", "größe": "Größe", "grosse": "", "grösse": "Größe", "pppoints": "points", "ppppoints": "",
		strings.Repeat("when", 50): "",
	} {
		if got, ok := To(name, among); got != want || ok != (want != "") {
			t.Errorf("%.20q: %q %t, want %q", name, got, ok, want)
		}
	}
	if got, _ := To("cat", []string{"bat", "rat", "CAT"}); got != "CAT" {
		t.Errorf("case first: %q", got)
	}
	if got, _ := To("cat", []string{"bat", "rat"}); got != "bat" {
		t.Errorf("ties by order: %q", got)
	}
	long := strings.Repeat("x", 300)
	if got, ok := To("cat", []string{long}); ok {
		t.Error(got)
	}
	if got, _ := To(strings.ToUpper(long), []string{long}); got != long {
		t.Error("long names in another case")
	}
}
