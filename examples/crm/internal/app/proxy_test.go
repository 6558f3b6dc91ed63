package app

import (
	"net/http"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// Behind a proxy every request says who is signed in, or bears the token; whoever only
// watches the service needs neither.
func TestBehindProxy(t *testing.T) {
	s := open(t, testdb.SQLite(t), func(c *Config) { c.SignedIn = "X-Forwarded-Email" })
	for _, c := range []struct {
		path    string
		headers []string
		want    int
	}{
		{"/", nil, http.StatusUnauthorized},
		{"/leads", []string{"X-Forwarded-Email: "}, http.StatusUnauthorized},
		{"/leads", []string{"X-Forwarded-User: ana"}, http.StatusUnauthorized},
		{"/leads", []string{"Authorization: Bearer nothing of the kind"}, http.StatusUnauthorized},
		{"/leads", []string{"X-Forwarded-Email: ana@tideline.example"}, http.StatusOK},
		{"/v1/rules/1", nil, http.StatusUnauthorized},
		{"/v1/rules/1", []string{bearer}, http.StatusOK},
		{"/nowhere", nil, http.StatusUnauthorized},
		{"/healthz", nil, http.StatusOK},
		{"/readyz", nil, http.StatusOK},
	} {
		if a := s.send("GET", c.path, "", c.headers...); a.Status != c.want {
			t.Errorf("%s with %q: status %d, want %d", c.path, c.headers, a.Status, c.want)
		}
	}
	signedIn := "X-Forwarded-Email: ana@tideline.example"
	if a := s.send("GET", "/rules", "", signedIn, "X-Forwarded-Proto: https"); !strings.Contains(string(a.Body), " https://example.com/v1/rules") {
		t.Errorf("the page shows no https:\n%s", a.Body)
	}
	if a := s.send("GET", "/rules", "", signedIn); !strings.Contains(string(a.Body), " http://example.com/v1/rules") {
		t.Errorf("the page shows no http:\n%s", a.Body)
	}
	local := open(t, testdb.SQLite(t))
	if a := local.send("GET", "/rules", "", "X-Forwarded-Proto: https"); strings.Contains(string(a.Body), "https://") {
		t.Error("without a proxy its headers are believed")
	}
}
