//go:build linux

package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// While nothing can be written, the service says so, in answers and where it is asked
// whether it is ready; its pages go on. When there is room again, so does the rest.
func TestDiskFull(t *testing.T) {
	service := launch(t, testdb.SQLite(t), nil)
	ask := func(method, path, body string) int {
		t.Helper()
		r, err := http.NewRequest(method, service.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	check := func(when string, post, ready int) {
		t.Helper()
		for i := range 3 {
			if got := ask("POST", "/v1/leads", fmt.Sprintf(`{"id": "%s-%d"}`, when, i)); got != post {
				t.Errorf("%s: a lead is answered with %d, want %d", when, got, post)
			}
		}
		if got := ask("GET", "/readyz", ""); got != ready {
			t.Errorf("%s: readyz is %d, want %d", when, got, ready)
		}
		if got := ask("GET", "/healthz", ""); got != http.StatusOK {
			t.Errorf("%s: healthz is %d", when, got)
		}
		if got := ask("GET", "/leads", ""); got != http.StatusOK {
			t.Errorf("%s: the list is %d", when, got)
		}
	}
	room := func(bytes uint64) {
		t.Helper()
		if err := unix.Prlimit(service.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}, nil); err != nil {
			t.Skip("files cannot be bounded here: ", err)
		}
	}
	check("before", http.StatusCreated, http.StatusOK)
	room(4096) // no file gets a page more
	check("full", http.StatusServiceUnavailable, http.StatusServiceUnavailable)
	room(unix.RLIM_INFINITY)
	check("after", http.StatusCreated, http.StatusOK)
}
