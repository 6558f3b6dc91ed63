package edit

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/matrix"
)

// references are the keys whose values are ids, with the list that has these.
var references = map[string]string{
	"scoring.rules[].group": "scoring.groups",
}

// known are the values that there are for a key whose words the schema does not list:
// ids of parts, facts, teams; nil where there are none to know.
func (c *completer) known() (out []string) {
	at := c.at.steps
	if !c.f.isRules() {
		return c.spokenOf()
	}
	v := c.p.vocabulary(c.f)
	key := at[len(at)-1].Key
	switch of := shape(at); {
	case references[of] != "":
		out = c.p.ids(c.f, steps(references[of]))
	case strings.HasSuffix(of, "[].before"):
		out = c.p.ids(c.f, at[:len(at)-2])
	case key == "role" && c.f.of != nil:
		if roles := c.f.of.root.member(c.f.src, "roles"); roles != nil {
			for _, item := range roles.items {
				out = append(out, item.member(c.f.src, "id").text(c.f.src))
			}
		}
	case of == "vendors[].gives[]":
		for _, f := range v.facts() {
			if !f.result && f.name[0] != '.' {
				out = append(out, f.name)
			}
		}
	case of == "scoring.stays_ready_in[]":
		stage, _ := v.fact("stage")
		out = stage.Enum
	case at[0].Key == "facts" && len(at) == 3 && key == "default":
		f, _ := v.fact(strings.TrimPrefix(at[1].Key, "activities"))
		out = f.Enum
	case of == "extends" || of == "extends[]":
		for _, name := range c.p.names() {
			if name != c.f.name && strings.HasSuffix(name, ".json") {
				out = append(out, relative(c.f.name, name))
			}
		}
	case key == "team":
		out = append(c.words(), matrix.Sales, matrix.Marketing)
	case key == "action":
		out = c.words()
		for _, cell := range matrix.GridCells() {
			out = append(out, matrix.Grid(nil).At(cell, true).Action, matrix.Grid(nil).At(cell, false).Action)
		}
	default:
		return nil
	}
	return append([]string{}, out...)
}

// words are the values that the key has elsewhere, those first that it has most.
func (c *completer) words() (out []string) {
	used := c.valuesUsed()
	for word := range used {
		out = append(out, word)
	}
	slices.SortFunc(out, func(a, b string) int {
		if used[a] != used[b] {
			return used[b] - used[a]
		}
		return strings.Compare(a, b)
	})
	return out
}

// relative is the path of a file as another one names it.
func relative(from, to string) string {
	for {
		i := strings.IndexByte(from, '/')
		if i < 0 || !strings.HasPrefix(to, from[:i+1]) {
			break
		}
		from, to = from[i+1:], to[i+1:]
	}
	return strings.Repeat("../", strings.Count(from, "/")) + to
}

// named are the lists whose entries have names instead of ids.
var named = []string{"icp.grades", "scoring.bands"}

// ids are those of the entries of a list, in all files of the rule set.
func (p *Project) ids(rules *file, list []strictjson.Step) (out []string) {
	key := "id"
	if slices.Contains(named, shape(list)) {
		key = "name"
	}
	for _, f := range p.together(rules) {
		for _, n := range f.alike(list) {
			for _, item := range n.items {
				if id := item.member(f.src, key).text(f.src); id != "" && !slices.Contains(out, id) {
					out = append(out, id)
				}
			}
		}
	}
	return out
}
