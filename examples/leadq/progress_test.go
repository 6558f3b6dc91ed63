package main

import (
	"strings"
	"testing"
)

func TestProgress(t *testing.T) {
	var screen strings.Builder
	bar := &progress{w: &screen, in: &leads{files: []*leadsFile{{size: 1000, input: &counter{n: 420}}}}}
	for range 300 {
		bar.step()
	}
	bar.clear()
	bar.clear() // there is nothing left to take away
	if want := "\r256 leads, 42 % of the file\r\x1b[K"; screen.String() != want {
		t.Errorf("have %q, want %q", screen.String(), want)
	}
	bar.in.files[0].size = 0
	if have := bar.text(); have != "300 leads" {
		t.Errorf("of a file without a size: %q", have)
	}
	if newProgress(&screen, bar.in).w != nil {
		t.Error("progress on what is no terminal")
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 12345: "12,345", 1234567: "1,234,567"} {
		if have := thousands(n); have != want {
			t.Errorf("thousands(%d) = %q, want %q", n, have, want)
		}
	}
}
