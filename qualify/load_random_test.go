package qualify_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// Random rule sets in three files, with their tables in CSV files, are what they
// are in one, however the files name one another: merging is associative.
func TestRandomRuleSetsInSeveralFiles(t *testing.T) {
	worlds(t, generate.Options{}, 10, func(t *testing.T, w *world) {
		r := rand.New(rand.NewPCG(w.seed, 14))
		text, err := json.Marshal(w.rules)
		if err != nil {
			t.Fatal(err)
		}
		var whole map[string]any
		if err := json.Unmarshal(text, &whole); err != nil {
			t.Fatal(err)
		}
		fsys := fstest.MapFS{}
		inFiles(whole, func(name, csv string) { fsys["parts/"+name] = &fstest.MapFile{Data: []byte(csv)} })
		parts := splitObject(r, whole)
		write := func(name string, part int, extends ...string) {
			object := map[string]any{}
			if part >= 0 {
				object = maps.Clone(parts[part])
			}
			if len(extends) > 0 {
				object["extends"] = extends
			}
			data, err := json.Marshal(object)
			if err != nil {
				t.Fatal(err)
			}
			fsys[name] = &fstest.MapFile{Data: data}
		}
		// Each after the other, all in a list, and the last two taken together.
		write("parts/0.json", 0)
		write("parts/1.json", 1)
		write("parts/2.json", 2)
		write("parts/1-over-0.json", 1, "0.json")
		write("parts/2-over-1.json", 2, "1.json")
		write("chain.json", -1, "parts/chain.json")
		write("parts/chain.json", 2, "1-over-0.json")
		write("list.json", -1, "parts/0.json", "parts/1.json", "parts/2.json")
		write("right.json", -1, "parts/0.json", "parts/2-over-1.json")
		for _, name := range []string{"chain.json", "list.json", "right.json"} {
			e, err := qualify.Load(fsys, name, nil)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if diff := cmp.Diff(w.e.RuleSet(), e.RuleSet()); diff != "" || e.Fingerprint() != w.e.Fingerprint() {
				t.Fatalf("%s:\n%s", name, diff)
			}
			for _, lead := range w.leads {
				if diff := cmp.Diff(w.e.Decide(lead, generate.AsOf), e.Decide(lead, generate.AsOf)); diff != "" {
					t.Fatalf("%s decides otherwise:\n%s", name, diff)
				}
			}
		}
	})
}

// inFiles moves the rows of tables into files.
func inFiles(whole map[string]any, write func(name, csv string)) {
	tables, _ := whole["tables"].(map[string]any)
	for name, v := range tables {
		table := v.(map[string]any)
		rows, _ := table["rows"].(map[string]any)
		if _, empty := rows[""]; empty || len(rows) == 0 {
			continue
		}
		var csv strings.Builder
		csv.WriteString("note,value,key\n")
		for key, value := range rows {
			fmt.Fprintf(&csv, "\"a, b\",%q,%q\n", fmt.Sprint(value), key)
		}
		delete(table, "rows")
		table["file"], table["key"], table["value"] = name+".csv", "key", "value"
		write(name+".csv", csv.String())
	}
}

// splitObject splits an object into three that make it up when each is laid over
// the one before.
func splitObject(r *rand.Rand, of map[string]any) (parts [3]map[string]any) {
	for i := range parts {
		parts[i] = map[string]any{}
	}
	for _, key := range slices.Sorted(maps.Keys(of)) {
		set := func(values [3]any) {
			for i, v := range values {
				if v != nil {
					parts[i][key] = v
				}
			}
		}
		switch v := of[key].(type) {
		case map[string]any:
			split := splitObject(r, v)
			if len(v) == 0 {
				split[r.IntN(3)][""] = nil // removes nothing
			}
			var values [3]any
			for i := range split {
				if len(split[i]) > 0 {
					values[i] = split[i]
				}
			}
			set(values)
		case []any:
			if !ofIDs(v) {
				parts[r.IntN(3)][key] = v
				continue
			}
			set(splitList(r, v))
		case float64:
			at := r.IntN(3)
			for i := range at { // replaced
				if r.IntN(2) == 0 {
					parts[i][key] = v + 1
				}
			}
			parts[at][key] = v
		default:
			parts[r.IntN(3)][key] = v
		}
	}
	return parts
}

func ofIDs(list []any) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(v any) bool {
		object, ok := v.(map[string]any)
		return !ok || object["id"] == nil
	})
}

// splitList splits a list by ids: the first entries stand in the first part, where
// some have a note that a later part removes, or are an entry of their own before
// they are what they are.
func splitList(r *rand.Rand, list []any) (parts [3]any) {
	var lists [3][]any
	cut := []int{r.IntN(len(list) + 1), r.IntN(len(list) + 1)}
	slices.Sort(cut)
	for i, v := range list {
		at := 0
		for at < 2 && i >= cut[at] {
			at++
		}
		entry := v.(map[string]any)
		if later := at + 1 + r.IntN(2); later < 3 && r.IntN(3) == 0 {
			noted := maps.Clone(entry)
			noted["note"] = "old"
			lists[later] = append(lists[later], map[string]any{"id": entry["id"], "note": nil})
			entry = noted
		}
		lists[at] = append(lists[at], entry)
	}
	for i := range lists {
		if len(lists[i]) > 0 {
			parts[i] = lists[i]
		}
	}
	return parts
}
