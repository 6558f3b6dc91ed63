package main

import (
	"strings"
	"testing"
)

// A browser's stack is small: brackets within brackets must not fill it, whichever text
// they stand in and whether they close or not. Outside a browser they would not.
func TestDeepTexts(t *testing.T) {
	list, err := starters("../rules")
	if err != nil {
		t.Fatal(err)
	}
	type fields = map[string]any
	var calls []call
	for _, s := range list {
		if s.ID != "fit-matrix" && s.ID != "accounts" {
			continue
		}
		for _, n := range []int{9_000, 1 << 20} {
			for _, deep := range []string{
				strings.Repeat("[", n), strings.Repeat("[", n) + strings.Repeat("]", n), strings.Repeat(`{"a":`, n/5) + "1" + strings.Repeat("}", n/5),
				`[{"id": "a", "note": ` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}]`, `[{"id": "a", "custom": {"x": ` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}}]`,
			} {
				for _, file := range []string{"rules", "other", "leads", "map", "cases"} {
					request := fields{"rules": s.Rules, "leads": s.Leads, "as_of": s.AsOf, "map": "", "cases": "", "other": ""}
					request[file] = deep
					calls = append(calls, called(t, "answer", request))
				}
			}
		}
	}
	for i, a := range webAssembly(t, calls) {
		if !strings.HasPrefix(a.Answer, `{"mistakes":`) {
			t.Errorf("%.60s: %.200s", calls[i][1], a.Answer)
		}
	}
}
