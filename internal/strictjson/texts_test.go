package strictjson_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/strictjson"
)

var overlay = strictjson.Overlay{
	ByID: []string{"rules", "sets", "sets[].items"},
	Forms: map[string]strictjson.Forms{"rules": {
		Keys: []string{"each", "tiers", "when"}, Merged: "when", Kept: []string{"id", "name"},
	}},
}

// laid decodes texts laid over one another, and lists the problems with the
// text and the line that they stand in.
func laid(texts ...string) (any, []string) {
	t := strictjson.NewTexts(overlay, strictjson.Limits{})
	var said []string
	say := func(ps []strictjson.Problem) {
		for _, p := range ps {
			file, at := t.Where(p.Offset)
			line, _ := strictjson.Position([]byte(texts[file]), at)
			said = append(said, fmt.Sprintf("%d:%d: %s: %s", file, line, p.Path, p.Message))
		}
	}
	for _, text := range texts {
		x, problems := t.Read([]byte(text))
		say(problems)
		if !x.Broken {
			say(t.Lay(x))
		}
	}
	var out any
	_, problems := t.Decode(&out)
	say(problems)
	return out, said
}

func TestLaidTexts(t *testing.T) {
	for _, x := range []struct{ name, want, texts string }{
		{"objects key by key", `{"a": {"x": 1, "y": 3, "z": 4}, "b": [3]}`, `{"a": {"x": 1, "y": 2}, "b": [1, 2]} | {"a": {"y": 3, "z": 4}, "b": [3]}`},
		{"null removes", `{"b": {"y": 1}}`, `{"a": 1, "b": {"x": 1, "y": 1}} | {"a": null, "b": {"x": null}, "c": null}`},
		{"a value for an object", `{"a": 1, "b": {"x": 1}}`, `{"a": {"x": 1}, "b": 1} | {"a": 1, "b": {"x": 1, "y": null}}`},
		{"entries by id", `{"rules": [{"id": "a", "points": 2, "name": "A"}, {"id": "b"}, {"id": "c"}]}`,
			`{"rules": [{"id": "a", "points": 1, "name": "A"}, {"id": "b"}]} | {"rules": [{"id": "c"}, {"id": "a", "points": 2}]}`},
		{"before", `{"rules": [{"id": "y"}, {"id": "x"}, {"id": "a"}, {"id": "b"}]}`,
			`{"rules": [{"id": "a"}, {"id": "b"}]} | {"rules": [{"id": "y", "before": "x"}, {"id": "x", "before": "a"}]}`},
		{"drop, then anew", `{"rules": [{"id": "b"}, {"id": "a", "points": 3}]}`,
			`{"rules": [{"id": "a", "name": "A"}, {"id": "b"}]} | {"rules": [{"id": "a", "drop": true}]} | {"rules": [{"id": "a", "points": 3}]}`},
		{"lists within entries", `{"sets": [{"id": "s", "items": [{"id": "i", "n": 2}, {"id": "j"}]}]}`,
			`{"sets": [{"id": "s", "items": [{"id": "i", "n": 1}]}]} | {"sets": [{"id": "s", "items": [{"id": "i", "n": 2}, {"id": "j"}]}]}`},
		{"another form", `{"rules": [{"id": "a", "name": "A", "each": "e", "points": 2}]}`,
			`{"rules": [{"id": "a", "name": "A", "when": "w", "points": 1, "group": "g"}]} | {"rules": [{"id": "a", "each": "e", "points": 2}]}`},
		{"the same form", `{"rules": [{"id": "a", "each": "f", "points": 1}]}`, `{"rules": [{"id": "a", "each": "e", "points": 1}]} | {"rules": [{"id": "a", "each": "f"}]}`},
		{"a gate", `{"rules": [{"id": "a", "each": "e", "when": "w"}]}`, `{"rules": [{"id": "a", "each": "e"}]} | {"rules": [{"id": "a", "when": "w"}]}`},
		{"back to the plain form", `{"rules": [{"id": "a", "when": "w"}]}`, `{"rules": [{"id": "a", "each": "e"}]} | {"rules": [{"id": "a", "each": null, "when": "w"}]}`},
		{"no form yet", `{"rules": [{"id": "a", "points": 1, "each": "e"}]}`, `{"rules": [{"id": "a", "points": 1}]} | {"rules": [{"id": "a", "each": "e"}]}`},
		{"an empty list of entries adds nothing", `{"rules": [{"id": "a"}]}`, `{"rules": [{"id": "a"}]} | {"rules": []}`},
		{"other lists", `{"list": [{"id": "b"}]}`, `{"list": [{"id": "a"}]} | {"list": [{"id": "b"}]}`},
		{"words of merging in the first text", `{"rules": [{"id": "b"}, {"id": "a"}]}`, `{"rules": [{"id": "a"}, {"id": "b", "before": "a"}], "x": null}`},
	} {
		var want any
		if err := json.Unmarshal([]byte(x.want), &want); err != nil {
			t.Fatal(err)
		}
		have, said := laid(strings.Split(x.texts, " | ")...)
		if diff := cmp.Diff(want, have); diff != "" || said != nil {
			t.Errorf("%s: %s%q", x.name, diff, said)
		}
	}
}

func TestLaidTextsWrong(t *testing.T) {
	for _, x := range []struct{ want, texts string }{
		{`1:1: rules[0]: there is no "x" here to drop`, `{"rules": [{"id": "a"}]} | {"rules": [{"id": "x", "drop": true}]}`},
		{`0:1: rules[0]: there is no "x" here to drop`, `{"rules": [{"id": "x", "drop": true}]}`},
		{`1:1: rules[0]: "drop" removes the whole entry: nothing but its id may stand beside it`, `{"rules": [{"id": "a"}]} | {"rules": [{"id": "a", "drop": true, "points": 1}]}`},
		{`1:1: rules[0]: "drop" is true or absent`, `{"rules": [{"id": "a"}]} | {"rules": [{"id": "a", "drop": false}]}`},
		{`1:1: rules[1]: "a" stands twice in this file`, `{"rules": [{"id": "a"}]} | {"rules": [{"id": "a"}, {"id": "a"}]}`},
		{`1:1: rules[0]: there is no "x" here to stand before`, `{"rules": [{"id": "a"}]} | {"rules": [{"id": "b", "before": "x"}]}`},
		{`1:1: rules[0]: "a" is here already, and "before" is for new entries: to move one, drop it in one file and give it anew in a file that extends that`,
			`{"rules": [{"id": "a"}, {"id": "b"}]} | {"rules": [{"id": "a", "before": "b"}]}`},
		{"1:2: a: duplicate key \"a\": the first is on line 1", "{} | {\"a\": 1,\n\"a\": 2}"},
		{"1:1: : unexpected end: `{` opened at line 1 is not closed", `{} | {`},
	} {
		_, said := laid(strings.Split(x.texts, " | ")...)
		if !slices.Equal(said, []string{x.want}) {
			t.Errorf("%s\nhave %q\nwant %q", x.texts, said, x.want)
		}
	}
}

// TestLaidTextsAgainstMaps compares with the same said of Go's maps and slices.
func TestLaidTextsAgainstMaps(t *testing.T) {
	seeds := 3000
	if testing.Short() {
		seeds = 300
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		var want any = map[string]any{}
		var texts []string
		for range 2 + r.IntN(3) {
			patch := randomObject(r, 2)
			data, err := json.Marshal(patch)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(data))
			want = over("", want, patch)
		}
		have, said := laid(texts...)
		if diff := cmp.Diff(want, have); diff != "" || said != nil {
			t.Fatalf("seed %d: %q\n%s%q", seed, texts, diff, said)
		}
	}
}

func randomObject(r *rand.Rand, depth int) map[string]any {
	out := map[string]any{}
	for _, k := range []string{"a", "b", "rules", "sets"} {
		switch n := r.IntN(5); {
		case n == 0:
			out[k] = nil
		case n == 1 && depth > 0:
			out[k] = randomObject(r, depth-1)
		case n == 2:
			out[k] = float64(r.IntN(9))
		case n == 3:
			var list []any
			for _, id := range r.Perm(4)[:r.IntN(4)] {
				item := map[string]any{"id": fmt.Sprint(id)}
				for _, f := range []string{"each", "tiers", "when", "name", "points"} {
					if r.IntN(3) == 0 {
						item[f] = float64(r.IntN(9))
					}
				}
				if r.IntN(3) == 0 {
					item["items"] = []any{map[string]any{"id": fmt.Sprint(r.IntN(3)), "n": float64(r.IntN(9))}}
				}
				list = append(list, item)
			}
			out[k] = append([]any{}, list...)
		}
	}
	return out
}

// over is patch over base, slowly.
func over(list string, base, patch any) any {
	switch p := patch.(type) {
	case map[string]any:
		b, ok := base.(map[string]any)
		out := map[string]any{}
		if ok {
			maps.Copy(out, b)
		}
		for k, v := range p {
			if v == nil {
				delete(out, k)
				continue
			}
			path := k
			if list != "" {
				path = list + "." + k
			}
			out[k] = over(path, out[k], v)
		}
		return out
	case []any:
		if !slices.Contains(overlay.ByID, list) {
			out := make([]any, len(p))
			for i, v := range p {
				out[i] = over(list+"[]", nil, v)
			}
			return out
		}
		b, _ := base.([]any)
		out := append([]any{}, b...)
		for _, v := range p {
			item := v.(map[string]any)
			at := slices.IndexFunc(out, func(x any) bool { return x.(map[string]any)["id"] == item["id"] })
			if at < 0 {
				out = append(out, over(list+"[]", nil, item))
				continue
			}
			old := out[at]
			if list == "rules" && formOf(item) != "" && formOf(item) != "when" && formOf(old) != "" && formOf(old) != formOf(item) {
				bare := map[string]any{}
				for _, k := range []string{"id", "name"} {
					if v, ok := old.(map[string]any)[k]; ok {
						bare[k] = v
					}
				}
				old = bare
			}
			out[at] = over(list+"[]", old, item)
		}
		return out
	}
	return patch
}

func formOf(v any) string {
	for _, k := range []string{"each", "tiers", "when"} {
		if v.(map[string]any)[k] != nil {
			return k
		}
	}
	return ""
}
