package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// Invalid says what is wrong with a request. It may quote the request, so it is
// for whoever sent that and not for a log.
type Invalid struct{ Reason string }

func (e *Invalid) Error() string { return e.Reason }

// Conflict says why a request does not go with what is stored.
type Conflict struct{ Reason string }

func (e *Conflict) Error() string { return e.Reason }

// errTwin says that a request with the same key was stored meanwhile.
var errTwin = errors.New("desk: the request is being answered already")

func isConflict(err error) bool {
	var c *Conflict
	return errors.As(err, &c)
}

func refused(err error) error {
	var r *lifecycle.Refusal
	if !errors.As(err, &r) {
		return err
	}
	reason := fmt.Sprintf("%s; possible now: %v", r.Message, r.Allowed)
	if r.Code == lifecycle.Malformed {
		return &Invalid{reason}
	}
	return &Conflict{reason}
}

// CheckID says what is wrong with the id of a lead, nil where nothing is.
func CheckID(id string) error {
	if len(id) > 200 || !utf8.ValidString(id) {
		return &Invalid{"id: at most 200 bytes of UTF-8"}
	}
	for _, r := range id {
		if !unicode.IsPrint(r) || r == '/' {
			return &Invalid{"id: no control characters and no slash"}
		}
	}
	if id == "." || id == ".." {
		return &Invalid{"id: not a name that paths use"}
	}
	return nil
}

func checkLead(lead *qualify.Lead) error {
	if err := CheckID(lead.ID); err != nil {
		return err
	}
	if lead.Stage != "" || lead.Owner != "" || !lead.ResetAt.IsZero() {
		return &Invalid{"stage, owner and reset_at are the service's: post events to /v1/leads/ID/events"}
	}
	if len(lead.Activities) > MaxActivities {
		return &Invalid{fmt.Sprintf("activities: at most %d", MaxActivities)}
	}
	for i, a := range lead.Activities {
		if a.Type == "" || a.At.IsZero() {
			return &Invalid{fmt.Sprintf("activities[%d]: give type and at", i)}
		}
	}
	return nil
}

// merge lays a JSON merge patch (RFC 7396) over facts.
func merge(facts *qualify.Lead, patch []byte) (*qualify.Lead, error) {
	var change map[string]any
	if err := decode(patch, &change); err != nil {
		return nil, &Invalid{"not a JSON object: " + err.Error()}
	}
	for _, name := range []string{"id", "activities", "stage", "owner", "reset_at"} {
		if _, ok := change[name]; ok {
			return nil, &Invalid{name + ": not to be changed this way"}
		}
	}
	text, err := json.Marshal(facts)
	if err != nil {
		return nil, err
	}
	var whole map[string]any
	if err := decode(text, &whole); err != nil {
		return nil, err
	}
	if text, err = json.Marshal(lay(whole, change)); err != nil {
		return nil, err
	}
	changed, err := qualify.ParseLead("", text)
	if err != nil {
		var errs qualify.Errors
		if errors.As(err, &errs) { // their lines are those of the whole, which nobody has sent
			return nil, &Invalid{fmt.Sprintf("%s: %s", errs[0].Path, errs[0].Message)}
		}
		return nil, err
	}
	return changed, checkLead(changed)
}

// decode keeps numbers as they are written.
func decode(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(v)
}

func lay(target, change any) any {
	changes, ok := change.(map[string]any)
	if !ok {
		return change
	}
	whole, ok := target.(map[string]any)
	if !ok {
		whole = map[string]any{}
	}
	for name, v := range changes {
		if v == nil {
			delete(whole, name)
		} else {
			whole[name] = lay(whole[name], v)
		}
	}
	return whole
}
