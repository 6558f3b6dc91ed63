package main

import (
	"regexp"
	"strings"
	"testing"
)

// Every row is measured by the contestants that there are, and every group has a
// row.
func TestEveryRowIsMeasured(t *testing.T) {
	var out strings.Builder
	if err := run(&out, regexp.MustCompile(""), 1, 20); err != nil {
		t.Fatal(err)
	}
	t.Log(out.String())
	for _, r := range rows {
		if n := strings.Count(out.String(), "| "+r.what+" |"); n != 1 {
			t.Errorf("%s: %d times", r.what, n)
		}
	}
	if strings.Contains(out.String(), "NaN") || strings.Contains(out.String(), "Inf") {
		t.Error(out.String())
	}
}
