package account

import (
	"encoding/json"

	"github.com/leadqual/leadqual/qualify"
)

// A Decision is what the rules make of an account, and of each of its people.
type Decision struct {
	*qualify.AccountDecision
}

// AppendJSON appends the decision as JSON to dst.
func (d *Decision) AppendJSON(dst []byte) []byte {
	dst = d.AccountDecision.AppendJSON(dst)
	dst = dst[:len(dst)-1]
	for i := range d.People {
		p := &d.People[i]
		if i == 0 {
			dst = append(dst, `,"people":[`...)
		} else {
			dst = append(dst, ',')
		}
		dst = appendText(append(dst, `{"id":`...), p.ID)
		if p.RoleKnown {
			dst = appendText(append(dst, `,"role":`...), p.Role)
		}
		dst = p.Decision.AppendJSON(append(dst, `,"decision":`...))
		dst = append(dst, '}')
	}
	if len(d.People) > 0 {
		dst = append(dst, ']')
	}
	if len(d.Find) > 0 {
		text, _ := json.Marshal(d.Find) // it is plain data
		dst = append(append(dst, `,"find":`...), text...)
	}
	return append(dst, '}')
}

func appendText(dst []byte, s string) []byte {
	text, _ := json.Marshal(s)
	return append(dst, text...)
}

var _ = qualify.Ready
