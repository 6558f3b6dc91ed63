package qualify_test

import (
	"os"
	"testing"
)

// golden compares with a file, which LEADQUAL_UPDATE=1 writes.
func golden(t *testing.T, name string, have []byte) {
	t.Helper()
	if os.Getenv("LEADQUAL_UPDATE") != "" {
		if err := os.WriteFile(name, have, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != string(want) {
		t.Errorf("%s: have\n%s\nwant\n%s", name, have, want)
	}
}
