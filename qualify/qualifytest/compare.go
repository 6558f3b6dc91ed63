package qualifytest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A Difference is a place where a decision is not as wanted.
type Difference struct {
	// Path is the place in the decision, where elements of lists that have an
	// id are named by it: score.rules[webinar].points.
	Path string `json:"path"`
	// Have and Want are JSON. Have is "" where there is nothing.
	Have string `json:"have"`
	Want string `json:"want"`
	// Note says of a role that is not known what is asked about the person; else "".
	Note string `json:"note,omitempty"`
}

// String is "score.points: have 26, want 30".
func (d Difference) String() string {
	have := d.Have
	if have == "" {
		have = "nothing"
	}
	text := fmt.Sprintf("%s: have %s, want %s", d.Path, have, d.Want)
	if d.Note != "" {
		text += ": " + d.Note
	}
	return text
}

// Compare tells where a decision by the engine differs from what is written in
// want, a part of a decision as JSON.
//
//   - Of an object only the keys that are written are compared. A key that the
//     decision does not have is the zero value of what is wanted: false, 0, "",
//     and so on.
//   - Of a list whose wanted elements have an "id", a "path" or else a "code",
//     only the elements so named are compared, wherever they stand. An empty
//     list, and any list of texts, has to be the whole list.
//   - A rule that a decision does not list, being unmet, is as if it were
//     listed: with the outcome "unmet" and no points.
//
// The error is about a want that is no JSON, or a decision that is not
// [qualify.Whole]: what it leaves out would pass for nothing.
func Compare(engine *qualify.Engine, d *qualify.Decision, want json.RawMessage) ([]Difference, error) {
	if d.Detail != qualify.Whole {
		return nil, fmt.Errorf("the decision is not whole but %s: decide the lead with all detail to compare it", d.Detail)
	}
	c, err := newComparer(engine).parse(want)
	if err != nil {
		return nil, err
	}
	return c.compare(d)
}

// comparer compares decisions of one engine.
type comparer struct {
	engine *qualify.Engine
	rules  map[string]bool // ids of the rules that a decision may leave out
	people map[string]bool // of the rules about an account's people
	want   any
	skip   []string // keys that are not compared
}

func newComparer(engine *qualify.Engine) *comparer {
	return &comparer{engine: engine, rules: ruleIDs(engine)}
}

func ruleIDs(engine *qualify.Engine) map[string]bool {
	ids := map[string]bool{}
	for _, p := range engine.Describe().Parts {
		if id, ok := strings.CutPrefix(p.Place, "scoring."); ok {
			ids[id] = true
		}
	}
	return ids
}

// parse makes a comparer for one want. It leaves c as it is.
func (c comparer) parse(want json.RawMessage) (*comparer, error) {
	if err := unmarshal(want, &c.want); err != nil {
		return nil, fmt.Errorf("want: %w", err)
	}
	if _, ok := c.want.(map[string]any); !ok {
		return nil, fmt.Errorf("want: not an object: %s", want)
	}
	return &c, nil
}

// unmarshal keeps numbers as they are written.
func unmarshal(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(into)
}

func (c *comparer) compare(d *qualify.Decision) ([]Difference, error) {
	return c.compareJSON(d.AppendJSON(nil))
}

// compareJSON compares a decision as it is written.
func (c *comparer) compareJSON(decision []byte) ([]Difference, error) {
	var have any
	if err := unmarshal(decision, &have); err != nil {
		return nil, err
	}
	var out []Difference
	c.value("", have, c.want, func(path string, have, want any) {
		if !slices.ContainsFunc(c.skip, func(key string) bool { return path == key || strings.HasSuffix(path, "."+key) }) {
			out = append(out, Difference{Path: path, Have: render(have), Want: render(want), Note: note(decision, path, have)})
		}
	})
	return out, nil
}

// value compares what stands at a path.
func (c *comparer) value(path string, have, want any, differ func(path string, have, want any)) {
	switch want := want.(type) {
	case map[string]any:
		object, ok := have.(map[string]any)
		if !ok && have != nil {
			differ(path, have, want)
			return
		}
		for _, key := range slices.Sorted(maps.Keys(want)) {
			c.value(strictjson.PathKey(path, key), object[key], want[key], differ)
		}
	case []any:
		list, ok := have.([]any)
		if !ok && have != nil {
			differ(path, have, want)
			return
		}
		key := elementKey(want)
		if key == "" {
			c.list(path, list, want, differ)
			return
		}
		for _, w := range want {
			object := w.(map[string]any)
			id := object[key]
			at := fmt.Sprintf("%s[%v]", path, id)
			if h := c.element(path, list, key, object); h != nil {
				c.value(at, h, w, differ)
			} else {
				differ(at, nil, w)
			}
		}
	default:
		if !same(have, want) || have == nil && want == "" && isRole(path) {
			differ(path, zero(have, want), want)
		}
	}
}

// list compares a list as a whole.
func (c *comparer) list(path string, have, want []any, differ func(path string, have, want any)) {
	if len(have) != len(want) {
		differ(path, have, want)
		return
	}
	for i := range want {
		c.value(strictjson.PathItem(path, i), have[i], want[i], differ)
	}
}

// elementKey is the key by which the wanted elements of a list are found, ""
// where they have none in common.
func elementKey(want []any) string {
	for _, key := range []string{"id", "path", "code", "role", "member"} {
		if len(want) > 0 && !slices.ContainsFunc(want, func(w any) bool {
			object, _ := w.(map[string]any)
			_, named := object[key].(string)
			return !named
		}) {
			return key
		}
	}
	return ""
}

// element finds the element that is so named, nil for none.
// Of questions to people who is asked is a part of the name.
func (c *comparer) element(path string, list []any, key string, want map[string]any) any {
	id := want[key]
	for _, h := range list {
		if object, ok := h.(map[string]any); ok && object[key] == id && (key != "path" || object["person"] == want["person"]) {
			return object
		}
	}
	name, _ := id.(string)
	if path == "score.rules" && c.rules[name] || strings.HasPrefix(path, "people[") && strings.HasSuffix(path, "].decision.score.rules") && c.people[name] {
		return map[string]any{"id": id, "outcome": "unmet"}
	}
	return nil
}

// note says that a role is not settled, and what is asked about the person, where a
// decision about an account has none at a path.
func note(decision []byte, path string, have any) string {
	if have != nil || !isRole(path) {
		return ""
	}
	var d struct {
		Ask []qualify.Question `json:"ask"`
	}
	_ = json.Unmarshal(decision, &d) // which was read already
	person := strings.TrimSuffix(strings.TrimPrefix(path, "people["), "].role")
	var asked []string
	for _, q := range d.Ask {
		if q.Person == person {
			asked = append(asked, q.Path)
		}
	}
	if len(asked) == 0 {
		return "the role is not settled"
	}
	return "the role is not settled; asked about this person: " + strings.Join(asked, ", ")
}

// isRole tells whether a person's role stands at a path: without one it is unknown,
// which is not the "" of a person who has none.
func isRole(path string) bool {
	return strings.HasPrefix(path, "people[") && strings.HasSuffix(path, "].role")
}

// same compares two values that are no objects and no lists.
func same(have, want any) bool {
	switch want := want.(type) {
	case nil:
		return have == nil
	case bool:
		return have == want || have == nil && !want
	case string:
		return have == want || have == nil && want == ""
	case json.Number:
		w, _ := want.Float64()
		if have == nil {
			return w == 0
		}
		number, ok := have.(json.Number)
		h, err := number.Float64()
		return ok && err == nil && h == w
	}
	return false
}

// zero is what a decision has that leaves out a number or a boolean.
func zero(have, want any) any {
	if have == nil {
		switch want.(type) {
		case bool:
			return false
		case json.Number:
			return json.Number("0")
		}
	}
	return have
}

// render writes JSON on one line, for people.
func render(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case map[string]any:
		var parts []string
		for _, key := range sortedKeys(v) {
			parts = append(parts, quote(key)+": "+renderInner(v[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, renderInner(e))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return quote(v)
	}
	return fmt.Sprint(v) // a number, true or false
}

func renderInner(v any) string {
	if v == nil {
		return "null"
	}
	return render(v)
}

// sortedKeys puts the names of an element in front.
func sortedKeys(object map[string]any) []string {
	keys := slices.Sorted(maps.Keys(object))
	slices.SortStableFunc(keys, func(a, b string) int {
		rank := func(key string) int {
			if key == "id" || key == "path" || key == "code" {
				return 0
			}
			return 1
		}
		return rank(a) - rank(b)
	})
	return keys
}

func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text has JSON
	return strings.TrimSuffix(b.String(), "\n")
}
