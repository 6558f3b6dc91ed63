package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// What leadq and mawk make of some leads agrees; a difference is seen.
func TestAgree(t *testing.T) {
	if _, err := exec.LookPath("mawk"); err != nil {
		t.Skip("mawk is not installed")
	}
	const rows = 5_000
	dir := t.TempDir()
	leads := filepath.Join(dir, "leads.csv")
	if err := writeLeads(leads, rows); err != nil {
		t.Fatal(err)
	}
	programs, err := install(dir, leads, "/dev/null/nowhere") // without DuckDB
	if err != nil {
		t.Fatal(err)
	}
	if len(programs) != 3 {
		t.Fatalf("%d programs", len(programs))
	}
	for _, p := range programs {
		if err := p.run(true); err != nil {
			t.Fatal(err)
		}
		if err := agree(programs[0].out, p.out, rows); err != nil {
			t.Errorf("%s: %v", p.name, err)
		}
	}
	wrong := append([]string{}, programs[2].args...)
	text, err := os.ReadFile(wrong[2])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(wrong[2], append(text, "NR == 70 { print }\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := programs[2].run(false); err != nil {
		t.Fatal(err)
	}
	if err := agree(programs[0].out, programs[2].out, rows); err == nil {
		t.Error("another line: not seen")
	}
}
