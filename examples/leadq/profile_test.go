package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

func TestProfile(t *testing.T) {
	dir := t.TempDir()
	file, page := filepath.Join(dir, "leads.csv"), filepath.Join(dir, "page.html")
	text := "Prospect ID,Staff,Mail\n"
	for i := range 30 {
		text += "P-" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + ",1" + string(rune('0'+i%10)) + ",N/A\n"
	}
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, status := leadq(t, "", "profile", "-as-of", "2026-11-22", "-html", page, file)
	if status != exitOK || stderr != "" || !strings.Contains(stdout, `"N/A" (30) stands where nothing is known`) || !strings.Contains(stdout, `write "unknown": ["N/A"] in the map`) {
		t.Errorf("status %d, stderr %q, stdout\n%s", status, stderr, stdout)
	}
	if html, err := os.ReadFile(page); err != nil || !strings.Contains(string(html), "What is wrong") {
		t.Errorf("page: %v", err)
	}
	stdout, _, _ = leadq(t, text, "profile", "-as-of", "2026-11-22", "-input", "csv", "-json", "-")
	var r profile.Report
	if err := json.Unmarshal([]byte(stdout), &r); err != nil || r.Rows != 30 || len(r.Columns) != 3 {
		t.Errorf("%v: %s", err, stdout)
	}
	for _, args := range [][]string{{"profile"}, {"profile", "-rules", "no.json", file}, {"profile", filepath.Join(dir, "no.csv")}} {
		if _, _, status := leadq(t, "", args...); status == exitOK {
			t.Errorf("%q: status %d", args, status)
		}
	}
}

// On real leads the findings are those that somebody has looked at.
func TestProfileOfRealLeads(t *testing.T) {
	for _, test := range []struct {
		rules string // and map, of examples/rules; "" is none
		file  []string
		want  []string // code and column
	}{
		{"", []string{"hillstrom", "hillstrom.csv"}, []string{"same_row "}},
		{"", []string{"crm-pipeline", "sales_pipeline.csv"}, nil},
		{"xeducation", []string{"xeducation", "Leads.csv"}, []string{"two_cases Lead Source"}},
		{"edtech", []string{"xeducation", "Leads.csv"}, []string{"two_cases Lead Source"}},
		{"salvirt", []string{"salvirt-b2b", "Salvirt_B2B_ML_dataset_HF.csv"}, []string{"no_id ", "same_row "}},
	} {
		args := []string{"profile", "-as-of", "2026-11-22", "-json"}
		if test.rules != "" {
			args = append(args, "-rules", "../rules/"+test.rules+"/rules.json", "-map", "../rules/"+test.rules+"/map.json")
		}
		stdout, stderr, status := leadq(t, "", append(args, data(t, test.file...))...)
		var r profile.Report
		if err := json.Unmarshal([]byte(stdout), &r); err != nil || status != exitOK {
			t.Errorf("%v: status %d, %v: %s", test.file, status, err, stderr)
			continue
		}
		var have []string
		for _, f := range r.Findings {
			have = append(have, string(f.Code)+" "+f.Column)
		}
		if strings.Join(have, ", ") != strings.Join(test.want, ", ") {
			t.Errorf("%s %v: %q, want %q", test.rules, test.file, have, test.want)
		}
	}
}
