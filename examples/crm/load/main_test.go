package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary be the copies of the service.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		main()
	}
	os.Exit(m.Run())
}

// TestRun measures for a moment: the figures mean nothing, but all is there.
func TestRun(t *testing.T) {
	t.Chdir("..")
	var out strings.Builder
	if err := run(t.Context(), &out, 800*time.Millisecond, 200*time.Millisecond, 4); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"decided ", "ready-made ", "decided requests a second", "processor time"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &out)
		}
	}
}
