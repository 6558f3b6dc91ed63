package qualify

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/nearest"
)

// keysElsewhere are keys of rule sets by other names that people give them. The
// first that the object has is suggested.
var keysElsewhere = map[string][]string{
	"if": {"when"}, "condition": {"when"}, "expression": {"when"}, "expr": {"when"}, "filter": {"when"}, "criteria": {"when", "icp"}, "where": {"when"},
	"comment": {"note"}, "description": {"note", "doc"}, "remark": {"note"}, "title": {"name"}, "label": {"name"}, "key": {"id"},
	"owner": {"owners"}, "assignee": {"owners"}, "assign_to": {"owners"}, "queue": {"roster"}, "group": {"team"},
	"threshold": {"ready_at", "good_at", "qualified_at"}, "mql_at": {"ready_at"}, "mql": {"ready_at"}, "minimum": {"min", "good_at"}, "maximum": {"max"},
	"within": {"within_days"}, "window": {"within_days"}, "window_days": {"within_days"}, "last_days": {"within_days"}, "half_life": {"days"},
	"score": {"points", "scoring"}, "value": {"points", "share"}, "fit": {"icp"}, "profile": {"icp"}, "rules": {"scoring"}, "disqualify": {"screening"}, "exclude": {"screening"},
	"mandatory": {"required"}, "values": {"enum"}, "options": {"enum"}, "kind": {"type"}, "expires_days": {"stale_days"}, "max_age_days": {"stale_days"},
	"definitions": {"define"}, "variables": {"define"}, "fields": {"facts"}, "properties": {"facts"}, "routing": {"routes"}, "hand_raises": {"hand_raise"},
}

// wordsElsewhere are words of rule sets by other names that people give them.
var wordsElsewhere = map[string][]string{
	"text": {"string"}, "str": {"string"}, "enum": {"string"}, "picklist": {"string"}, "varchar": {"string"}, "email": {"string"}, "url": {"string"},
	"date": {"time"}, "datetime": {"time"}, "timestamp": {"time"}, "instant": {"time"},
	"boolean": {"bool"}, "checkbox": {"bool"}, "flag": {"bool"},
	"int": {"number"}, "integer": {"number"}, "float": {"number"}, "double": {"number"}, "decimal": {"number"}, "currency": {"number"}, "percent": {"number"},
	"array": {"strings"}, "list": {"strings"}, "multiselect": {"strings"}, "set": {"strings"}, "string[]": {"strings"},
	"rejected": {"disqualified"}, "removed": {"excluded"}, "ignored": {"excluded"}, "unqualified": {"disqualified"},
	"exponential": {"half_life"}, "both": {"score_or_hand_raise"}, "either": {"score_or_hand_raise"}, "any": {"score_or_hand_raise"},
	"ignore": {"unmet"}, "false": {"unmet"}, "no": {"unmet"},
	"case_insensitive": {"folded"}, "ignore_case": {"folded"}, "case_sensitive": {"exact"},
}

// wordMeant lists the words that are allowed, with the one that was probably
// meant.
func wordMeant[T ~string](have T, allowed []T) instead.Text {
	for _, other := range wordsElsewhere[strings.ToLower(string(have))] {
		if slices.Contains(allowed, T(other)) {
			words := make([]string, len(allowed))
			for i, w := range allowed {
				words[i] = string(w)
			}
			write := `"` + other + `"`
			return instead.Said(strings.Join(words, ", ")+"; write "+write, write)
		}
	}
	return nearest.Of(have, allowed)
}
