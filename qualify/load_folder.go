package qualify

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
)

// A Loaded is a rule set of a folder: an engine, or what is wrong with it.
type Loaded struct {
	File   string // within the file system
	Engine *Engine
	Err    error // as Load gives it; nil where there is an engine
}

// LoadFolder loads every rule set in a folder of fsys, "." being its root, by the
// name that the rule set gives itself. One that is wrong stands there with its
// error, by its file where no name can be read, and does not keep the others from
// being loaded; two of one name are an error of that name.
//
// Files whose names end in .json are looked at, those in folders below are not.
// One that has none of a rule set's keys beside "name", such as a file of cases
// or a map, is no rule set. One that others in the folder extend need not be
// complete: where it is wrong by itself, what follows from it stands at those
// that extend it. The error is the file system's, for a folder or a file that
// cannot be read.
//
// The rule sets of a folder are those of today. A host that wants to explain
// decisions of the past, or to decide again as of then by the rules of then, must
// keep the rule sets of then: a [Decision] says by its Fingerprint which one it
// was, and holds none of its rules.
func LoadFolder(fsys fs.FS, dir string, options *Options) (map[string]Loaded, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	var list []Loaded
	var names []string            // of the rule sets in list, where they can be read
	extended := map[string]bool{} // files that others extend
	for _, entry := range entries {
		if entry.IsDir() || path.Ext(entry.Name()) != ".json" {
			continue
		}
		file := path.Join(dir, entry.Name())
		rs, isRuleSet, err := glance(fsys, file, options)
		if err != nil {
			return nil, err
		}
		if !isRuleSet {
			continue
		}
		for _, base := range rs.Extends {
			extended[path.Join(dir, base)] = true
		}
		engine, err := Load(fsys, file, options)
		if engine != nil {
			rs.Name = engine.RuleSet().Name
		}
		list, names = append(list, Loaded{file, engine, err}), append(names, rs.Name)
	}
	found := map[string]Loaded{}
	for i, one := range list {
		key := cmp.Or(names[i], one.File)
		other, twice := found[key]
		switch {
		case one.Err != nil && extended[one.File]: // it stands at those that extend it
		case twice:
			named := fmt.Errorf("%s and %s are both named %q: give one a \"name\" of its own", other.File, one.File, key)
			found[key] = Loaded{File: other.File, Err: errors.Join(named, other.Err, one.Err)}
		default:
			found[key] = one
		}
	}
	return found, nil
}

// glanced is what tells one rule set of a folder from another.
type glanced struct {
	Name    string
	Extends extends
}

// glance tells whether a file is meant to be a rule set: whether it is no JSON, or
// an object with a key that only rule sets have. What it says wrongly is Load's to
// report.
func glance(fsys fs.FS, file string, options *Options) (g glanced, isRuleSet bool, err error) {
	l := &loader{source: newSource(options), fsys: fsys}
	data, err := l.file(file)
	if err != nil {
		return g, false, err
	}
	var values map[string]json.RawMessage
	if json.Unmarshal(data, &values) != nil {
		return g, !json.Valid(data), nil
	}
	_ = json.Unmarshal(values["name"], &g.Name)
	_ = json.Unmarshal(values["extends"], &g.Extends)
	keys := partKeys()
	for key := range values {
		isRuleSet = isRuleSet || key == "extends" || slices.Contains(keys, key)
	}
	return g, isRuleSet, nil
}

// partKeys are the keys of a rule set that no other file has.
func partKeys() (keys []string) {
	t := reflect.TypeFor[RuleSet]()
	for i := range t.NumField() {
		if key := jsonKey(t.Field(i)); !slices.Contains([]string{"format", "name", "version", "note"}, key) {
			keys = append(keys, key)
		}
	}
	return keys
}
