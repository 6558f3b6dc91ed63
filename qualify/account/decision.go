package account

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// A Decision is what rules make of an account at one instant, and of each of its
// people. It is plain data and holds nothing of the account but ids.
type Decision struct {
	// Decision is about the account itself. Its LeadID is the account's id, which is
	// account_id in JSON, and its questions may be for one of the people.
	qualify.Decision
	// People are the decisions about the people, as a work list.
	People []PersonDecision
	// Find are the roles that are missing: whom to look for next.
	Find []qualify.Find
	// Credits say who earned the points of each rule that counts activities, by the
	// rule's id; by_member of the rule in JSON.
	Credits []qualify.RuleCredits
}

// A PersonDecision is what rules make of one of the people of an account.
type PersonDecision struct {
	ID string
	// Role is the person's in the buying group, known to be "" where there is none.
	Role     qualify.Opt[string]
	Decision qualify.Decision
}

// Clone returns a copy that shares no memory with d. Empty lists become nil.
func (d *Decision) Clone() Decision {
	c := Decision{Decision: d.Decision.Clone(), People: cloned(d.People), Find: cloned(d.Find), Credits: cloned(d.Credits)}
	for i := range c.People {
		c.People[i].Decision = c.People[i].Decision.Clone()
	}
	for i := range c.Find {
		c.Find[i].For = slices.Clone(c.Find[i].For)
	}
	for i := range c.Credits {
		c.Credits[i].Members = slices.Clone(c.Credits[i].Members)
	}
	return c
}

func cloned[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list)
}

// MarshalJSON writes the decision as AppendJSON does.
func (d Decision) MarshalJSON() ([]byte, error) { return d.AppendJSON(nil), nil }

// AppendJSON appends the decision as JSON to dst, and allocates nothing beyond dst.
func (d *Decision) AppendJSON(dst []byte) []byte {
	dst = qualify.AppendAccount(key, dst, &d.Decision, d.Credits)
	dst = dst[:len(dst)-1]
	for i := range d.People {
		p := &d.People[i]
		dst = append(dst, separator(i, `,"people":[`)...)
		dst = qualify.AppendText(key, append(dst, `{"id":`...), p.ID)
		if p.Role.Known {
			dst = qualify.AppendText(key, append(dst, `,"role":`...), p.Role.Value)
		}
		dst = p.Decision.AppendJSON(append(dst, `,"decision":`...))
		dst = append(dst, '}')
	}
	dst = closed(dst, len(d.People))
	for i := range d.Find {
		f := &d.Find[i]
		dst = append(dst, separator(i, `,"find":[`)...)
		dst = qualify.AppendText(key, append(dst, `{"role":`...), f.Role)
		for j, place := range f.For {
			dst = qualify.AppendText(key, append(dst, separator(j, `,"for":[`)...), place)
		}
		dst = closed(dst, len(f.For))
		if f.Decisive {
			dst = append(dst, `,"decisive":true`...)
		}
		dst = append(dst, '}')
	}
	return append(closed(dst, len(d.Find)), '}')
}

// separator stands before the i-th element of a list that begins so.
func separator(i int, begin string) string {
	if i == 0 {
		return begin
	}
	return ","
}

func closed(dst []byte, n int) []byte {
	if n > 0 {
		return append(dst, ']')
	}
	return dst
}

// UnmarshalJSON reads a decision. Keys that it does not know are ignored.
func (d *Decision) UnmarshalJSON(data []byte) error {
	var own struct {
		ID     string `json:"account_id"`
		People []struct {
			ID       string           `json:"id"`
			Role     *string          `json:"role"`
			Decision qualify.Decision `json:"decision"`
		} `json:"people"`
		Find  []qualify.Find `json:"find"`
		Score struct {
			Rules []struct {
				ID       string      `json:"id"`
				Outcome  truth.Truth `json:"outcome"`
				ByMember []struct {
					Member string  `json:"member"`
					Points float64 `json:"points"`
				} `json:"by_member"`
			} `json:"rules"`
		} `json:"score"`
	}
	if err := json.Unmarshal(data, &own); err != nil {
		return err
	}
	read := Decision{Find: own.Find}
	if err := json.Unmarshal(data, &read.Decision); err != nil {
		return err
	}
	read.LeadID = own.ID
	for _, p := range own.People {
		read.People = append(read.People, PersonDecision{p.ID, qualify.FromPtr(p.Role), p.Decision})
	}
	for _, r := range own.Score.Rules {
		if len(r.ByMember) == 0 {
			continue
		}
		c := qualify.RuleCredits{Rule: r.ID}
		for _, m := range r.ByMember {
			c.Members = append(c.Members, qualify.Credit{Member: m.Member, Thousandths: int64(math.Round(m.Points * 1000))})
		}
		read.Credits = append(read.Credits, c)
	}
	*d = read
	return nil
}
