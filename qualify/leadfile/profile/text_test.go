package profile_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

// A question mark within a word stands for a letter that was lost.
func TestLostLetters(t *testing.T) {
	for text, lost := range map[string]bool{
		"M?ller & Co": true, "Sch?ne Dinge": true, "Caf?": false, "Who?": false, "?": false, "What? Nothing": false, "example.com/a?b=c": false, "A?B": false,
	} {
		r, err := leadfile.NewReader(strings.NewReader("id,company.name\nL-1,"+text+"\n"), leadfile.Options{Name: "leads.csv"})
		if err != nil {
			t.Fatal(err)
		}
		p := profile.New(nil, profile.Options{})
		if err := p.Read(context.Background(), "leads.csv", p.Watch("leads.csv", r, false)); err != nil {
			t.Fatal(err)
		}
		if got := slices.ContainsFunc(p.Report().Findings, func(f profile.Finding) bool { return f.Code == profile.CodeBrokenText }); got != lost {
			t.Errorf("%q: %t, want %t", text, got, lost)
		}
	}
}
