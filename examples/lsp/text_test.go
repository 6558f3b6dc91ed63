package main

import (
	"strings"
	"testing"

	"github.com/myleshyson/lsprotocol-go/protocol"
)

// Positions of what is there lead back to it, and all others to something that is.
func TestPositions(t *testing.T) {
	src := "a\r\nGröße 🙂x\rlast\n\n" + strings.Repeat("ü🙂", 2000) + "end"
	for _, utf8 := range []bool{false, true} {
		of := newText(src, utf8)
		for offset := range src {
			want := offset
			if src[offset] == '\n' && offset > 0 && src[offset-1] == '\r' {
				want = offset - 1 // no position is between the two
			}
			if got := of.offset(of.position(offset)); got != want {
				t.Fatalf("utf8 %v: %d is at %v, which is %d", utf8, offset, of.position(offset), got)
			}
		}
		if got, want := len(of.starts), 4; got != want {
			t.Errorf("%d lines begin, want %d", got, want)
		}
	}
	for _, c := range []struct {
		line, character uint32
		utf8            bool
		want            string // what stands before
	}{
		{1, 6, false, "a\r\nGröße "},
		{1, 7, false, "a\r\nGröße "}, // half of a surrogate pair
		{1, 8, false, "a\r\nGröße 🙂"},
		{1, 3, true, "a\r\nGr"}, // in the midst of ö
		{1, 99, false, "a\r\nGröße 🙂x"},
		{0, 4294967295, false, "a"},
		{3, 1, false, "a\r\nGröße 🙂x\rlast\n"},
		{4294967295, 0, false, src},
		{99, 4294967295, true, src},
	} {
		if got := src[:newText(src, c.utf8).offset(protocol.Position{Line: c.line, Character: c.character})]; got != c.want {
			t.Errorf("%v: before it stands %q", c, got)
		}
	}
}

// A text that is replaced whole has changed where it differs.
func TestApplyWhole(t *testing.T) {
	of := newText("one two three", false)
	got, done := of.apply(change{Text: "one 2 three"})
	if got.src != "one 2 three" || done != (splice{4, 7, 1}) {
		t.Error(got.src, done)
	}
	marks := moved([]mark{{from: 0, to: 3}, {from: 4, to: 7}, {from: 4, to: 7, expression: true}, {from: 8, to: 13}}, done)
	want := []mark{{from: 0, to: 3}, {from: 4, to: 5, expression: true}, {from: 6, to: 11}}
	if len(marks) != 3 || marks[0] != want[0] || marks[1] != want[1] || marks[2] != want[2] {
		t.Error(marks)
	}
}

// What an author writes is shown as it stands.
func TestMarkdown(t *testing.T) {
	for plain, want := range map[string]string{
		"days_ago <= 30 and x > 2":      `days_ago \<= 30 and x > 2`,
		"# no heading":                  `\# no heading`,
		"[a](http://x) ![i](y)":         `\[a\](http\://x) !\[i\](y)`,
		"<img src=x onerror=alert(1)>":  `\<img src=x onerror=alert(1)>`,
		"a\n\n    code\n- item\n1. one": "a  \n  \ncode  \n\\- item  \n1\\. one",
		"see www.example.com, a@b.c":    `see www\.example.com, a\@b.c`,
		"`x` *y* _z_ ~~a~~ &amp; a|b":   "\\`x\\` \\*y\\* \\_z\\_ \\~\\~a\\~\\~ \\&amp; a\\|b",
		"```\ncode\n```":                "\\`\\`\\`  \ncode  \n\\`\\`\\`",
		"> quoted\n---\n===":            "\\> quoted  \n\\-\\-\\-  \n\\=\\=\\=",
	} {
		if got := markdown(plain); got != want {
			t.Errorf("%q becomes %q, want %q", plain, got, want)
		}
	}
}
