package play_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/playground/play"
)

// hostile are texts that nobody means, as JSON strings; and some that are none.
func hostile() map[string]string {
	const megabyte = 1 << 20
	texts := map[string]string{
		"nothing": "", "space": " \n\t", "a letter": "x", "a number": "1e999", "null": "null", "a list": "[]", "an object": "{}",
		"brackets": strings.Repeat("[", megabyte), "braces": strings.Repeat(`{"a":`, megabyte/5), "closing": strings.Repeat("]}", megabyte/2),
		"quotes": strings.Repeat(`"`, megabyte), "backslashes": strings.Repeat(`\`, megabyte), "commas": strings.Repeat(",", megabyte), "lines": strings.Repeat("\n", megabyte),
		"zeros": strings.Repeat("\x00", 10000), "a zero in rules": "{\"name\": \"a\x00b\"}", "controls": "\x01\x02\u2028\u202e\ufeff{}",
		"byte order": "\ufeff{\"name\": \"x\"}", "emoji": strings.Repeat("🎉", megabyte/4), "marks": "e" + strings.Repeat("\u0301", megabyte/2),
		"a table": "id,person.email\n1,ana@x.example\n", "a large table": "id\n" + strings.Repeat("1\n", megabyte/2), "markup": `<script>alert(1)</script>`,
		"deep": `{"name": "x", "hand_raise": [{"id": "a", "when": "` + strings.Repeat("(", 100_000) + `"}]}`,
		"long": `{"name": "x", "hand_raise": [{"id": "a", "when": "` + strings.Repeat("company.employees > 1 or ", 4000) + `true"}]}`,
		"many": `{"name": "x", "hand_raise": [` + strings.Repeat(`{"id": "a", "when": "no_such_fact"},`, 3000) + `{}]}`,
		"keys": `{` + strings.Repeat(`"a":1,`, megabyte/6) + `"a":1}`, "extends itself": `{"name": "x", "extends": "rules.json"}`,
		"accounts": `{"person": 1, "account": [], "roles": {}}`, "half accounts": `{"person": {}, "account": {"scoring": {"rules": [{}]}}}`,
		"50 MB": "[" + strings.Repeat(`{"id": "a"},`, 50*megabyte/12) + "{}]",
	}
	out := map[string]string{
		"half a pair":  `"{\"name\": \"\ud83d\", \"hand_raise\": [{\"id\": \"\udc00\", \"when\": \"x \ud83d\"}]}"`,
		"broken UTF-8": "\"\xff\xfe{\x80\"", "half a text": `"{`, "no text": `{"a": [1]}`,
	}
	for name, text := range texts {
		quoted, err := json.Marshal(text)
		if err != nil {
			panic(err)
		}
		out[name] = string(quoted)
	}
	return out
}

// Whatever stands in whichever text, every function answers with JSON, of bounded size
// and in bounded time.
func TestHostile(t *testing.T) {
	const good = `"{\"name\": \"x\", \"hand_raise\": [{\"id\": \"a\", \"when\": \"answers.wants_contact\"}]}"`
	for name, text := range hostile() {
		if testing.Short() && len(text) > 2<<20 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			var e play.Engine
			ask := func(name, request string) {
				t.Helper()
				answer := e.Call(name, request)
				if !json.Valid([]byte(answer)) || !strings.HasPrefix(answer, "{") {
					t.Errorf("%.40s: %.300s", name, answer)
				}
				if len(answer) > 4<<20 {
					t.Errorf("%.40s: an answer of %d bytes", name, len(answer))
				}
			}
			for _, file := range []string{"rules", "other", "cases", "map", "leads", "no such"} {
				ask("set", fmt.Sprintf(`{"file": %q, "text": %s}`, file, text))
				for _, offset := range []int{-1, 0, 1, 60, 1 << 19, 1 << 40} {
					for _, f := range []string{"complete", "hover", "definition", "uses", "at"} {
						ask(f, fmt.Sprintf(`{"file": %q, "offset": %d}`, file, offset))
					}
					ask("rename", fmt.Sprintf(`{"file": %q, "offset": %d, "to": "x"}`, file, offset))
					ask("tokens", fmt.Sprintf(`{"file": %q, "from": %d, "to": %d}`, file, offset, 1000))
				}
				ask("actions", fmt.Sprintf(`{"file": %q, "from": 0, "to": 100}`, file))
			}
			ask("agreement", fmt.Sprintf(`{"rules": %s}`, text))
			ask("lint", fmt.Sprintf(`{"rules": %s}`, text))
			for _, key := range []string{"rules", "leads", "map", "other", "cases", "as_of", "open"} {
				request := map[string]string{"rules": good, "leads": `"[{\"id\": \"1\"}]"`, "as_of": `"2026-11-22T09:00:00Z"`, "open": "[0, -1, 9999]"}
				request[key] = text
				var parts []string
				for key, value := range request {
					parts = append(parts, fmt.Sprintf("%q: %s", key, value))
				}
				ask("answer", "{"+strings.Join(parts, ", ")+"}")
			}
			ask(text, text)
			if took := time.Since(began); took > 10*time.Second {
				t.Logf("all took %v", took)
				if took > 2*time.Minute { // the machine may be shared
					t.Error("that is too long")
				}
			}
		})
	}
}

// A text that is too long is refused in words, whichever it is.
func TestTooLong(t *testing.T) {
	var e play.Engine
	long := strings.Repeat("x", play.MostText+1)
	for _, key := range []string{"leads", "map", "cases"} {
		request, err := json.Marshal(map[string]string{"rules": `{"name": "x"}`, "leads": "[]", "as_of": "2026-11-22T09:00:00Z", key: long})
		if err != nil {
			t.Fatal(err)
		}
		if answer := e.Call("answer", string(request)); !strings.Contains(answer, `"about":"`+key+`"`) || !strings.Contains(answer, "8 MB are the most here") {
			t.Errorf("%s: %.500s", key, answer)
		}
	}
	request, _ := json.Marshal(map[string]string{"file": "rules", "text": long})
	if answer := e.Call("set", string(request)); !strings.Contains(answer, "the most here") {
		t.Errorf("%.500s", answer)
	}
	if answer := e.Call("complete", `{"file": "rules", "offset": 1}`); answer != `{"items":[]}` {
		t.Errorf("what stood there before is asked: %.500s", answer)
	}
}
