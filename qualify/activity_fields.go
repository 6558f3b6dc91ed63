package qualify

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// activityFields plans the reading of activities' custom fields.
func (b *build) activityFields() {
	for _, f := range b.fields {
		declared := b.rs.Facts[ofActivities+f.Path]
		s := slot{role: customFact, path: ofActivities + f.Path, custom: strings.TrimPrefix(f.Path, customPrefix), kind: f.Kind}
		b.declare(&s, f, &declared)
		b.e.fields = append(b.e.fields, s)
	}
}

// readFields shows the frame the custom fields of the visible activities of a log,
// each read once. It returns whether one says nothing.
func (d *Decider) readFields(log []Activity) (wrong bool) {
	d.fields, d.fieldTexts = d.fields[:0], d.fieldTexts[:0]
	wrong = d.addFields(log)
	return d.wrongForAccount(log) || wrong
}

// wrongForAccount tells whether a field that only an account's rules read says nothing.
func (d *Decider) wrongForAccount(log []Activity) bool {
	if len(d.e.accountFields) == 0 {
		return false
	}
	for i := range log {
		if len(log[i].Custom) == 0 || !d.visible(&log[i]) {
			continue
		}
		for k := range d.e.accountFields {
			if code, _ := d.checkField(&d.e.accountFields[k], log[i].Custom); code != "" {
				return true
			}
		}
	}
	return false
}

// checkField finds what is wrong with a field, and keeps nothing of it.
func (d *Decider) checkField(s *slot, values map[string]any) (code IssueCode, message string) {
	var v eval.CustomValue
	texts := len(d.fieldTexts)
	code, message = d.readField(&v, s, values)
	d.fieldTexts = d.fieldTexts[:texts]
	return code, message
}

// addFields goes on with another log.
func (d *Decider) addFields(log []Activity) (wrong bool) {
	if len(d.e.fields) == 0 {
		return false
	}
	for i := range log {
		if !d.visible(&log[i]) {
			continue
		}
		for k := range d.e.fields {
			d.fields = append(d.fields, eval.CustomValue{})
			code, _ := d.readField(&d.fields[len(d.fields)-1], &d.e.fields[k], log[i].Custom)
			wrong = wrong || code != ""
		}
	}
	d.frame.Custom = d.fields
	return wrong
}

// readField reads one field. What is absent, or of another kind, or not in the
// enum, is the field's default, else the zero of its kind; the latter two are
// reported.
func (d *Decider) readField(to *eval.CustomValue, s *slot, values map[string]any) (code IssueCode, message string) {
	v := values[s.custom]
	known, ok := false, true
	if v != nil {
		switch s.kind {
		case criteria.Bool:
			to.Truth, ok = v.(bool)
			known = true
		case criteria.Number:
			to.Number, ok = number(v)
			if known = to.Number-to.Number == 0; !known { // NaN or an infinity
				code, message = NotFinite, "not a finite number"
			}
		case criteria.String:
			to.Text, ok = v.(string)
			known = to.Text != "" && !(s.folded && blank(to.Text))
			if known && s.enum != nil && !s.listed(to.Text) {
				known, code, message = false, NotInEnum, "not one of the values that the rule set lists"
			}
		case criteria.Time:
			at, isTime := readTime(v)
			to.At, to.HasAt = criteria.InstantOf(at), !at.IsZero()
			known, ok = to.HasAt, isTime
		case criteria.Strings:
			to.List, d.fieldTexts, ok = readTexts(v, d.fieldTexts)
			known = to.List != nil
		}
	}
	if !ok {
		code, message = WrongKind, wrongKind[s.kind][haveOf(v)]
	}
	if known && ok {
		return code, message
	}
	*to = eval.CustomValue{}
	switch v := s.standIn.(type) {
	case bool:
		to.Truth = v
	case float64:
		to.Number = v
	case string:
		to.Text = v
	case []string:
		to.List = v
	}
	return code, message
}

// wrongFields reports what says nothing among an activity's custom fields: once where
// a person's rules and the account's both say so.
func (d *Decider) wrongFields(i int, a *Activity) {
	from := len(d.decision.Issues)
	for k := range len(d.e.fields) + len(d.e.accountFields) {
		code, message := d.checkField(d.e.customField(k), a.Custom)
		if code == "" {
			continue
		}
		issue := Issue{code, d.fieldPath(i, k), message}
		if !slices.Contains(d.decision.Issues[from:], issue) {
			d.decision.Issues = append(d.decision.Issues, issue)
		}
	}
}

// customField is the k-th of an activity's custom fields, those that only an account's
// rules read behind the others.
func (e *Engine) customField(k int) *slot {
	if k < len(e.fields) {
		return &e.fields[k]
	}
	return &e.accountFields[k-len(e.fields)]
}

// fieldPath is activities[i].custom.NAME, made once for each.
func (d *Decider) fieldPath(i, k int) string {
	at := i*(len(d.e.fields)+len(d.e.accountFields)) + k
	for len(d.fieldPaths) <= at {
		d.fieldPaths = append(d.fieldPaths, "")
	}
	if d.fieldPaths[at] == "" {
		d.fieldPaths[at] = d.activityPath(i) + "." + customPrefix + d.e.customField(k).custom
	}
	return d.fieldPaths[at]
}
