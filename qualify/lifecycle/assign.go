package lifecycle

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/matrix"
)

// An Assigner distributes leads among the free members of a roster, by weight.
// Unlike a route of package matrix it knows limits, absences and working hours,
// and needs a memory, the [Ledger]. It is immutable and safe for concurrent use
// by multiple goroutines, each with a ledger of its own.
//
// # The rule
//
// For each lead, every free member is credited with a fraction of it:
// weight/(sum of the weights of the free members). The member with the largest
// credit gets the lead and is debited one lead. This is the smooth weighted
// round robin of nginx (2012) with the weights normalised, so that a lead counts
// as one whoever is free; with equal weights it is the fair carpool of Fagin and
// Williams ("A fair carpool scheduling algorithm", IBM Journal of Research and
// Development 27(2), 1983). Ties are decided by the hash of [matrix.Route.Pick]
// on the lead's id, so that no member gets the first lead of every new ledger.
//
// A member who is not free is credited with nothing, so absence earns no leads.
// Earlier credit is kept, up to Roster.MostOwed more than the average of the free
// members. So a member who returns from an absence, or who sends back many leads
// at once, gets at most MostOwed+2 leads more than the member's share of any run
// of leads during which the same members are free.
//
// Nothing depends on a clock, on randomness or on the order of the members.
type Assigner struct {
	team     string
	zone     *time.Location
	members  []member // by id
	fallback Fallback
	mostOwed int
}

// member is a checked Member.
type member struct {
	id                 string
	weight             int64 // thousandths
	maxPerDay, maxOpen int
	hours              *Calendar
	away               []Period
}

func (a *Assigner) order() {
	slices.SortFunc(a.members, func(x, y member) int { return strings.Compare(x.id, y.id) })
}

// A Request asks for the owner of a lead.
type Request struct {
	// LeadID is the host's id of the lead, never "".
	LeadID string `json:"lead_id"`
	// At is the instant for which an owner is wanted, never the zero time.
	At time.Time `json:"at"`
	// PreviousOwner is who had the lead before, and gets it again if free,
	// whatever the weights. "" is nobody.
	PreviousOwner string `json:"previous_owner,omitempty"`
	// Except lists members who must not get it, such as the one who has just
	// let a deadline pass.
	Except []string `json:"except,omitempty"`
}

// A Method is how an owner was found. Once released, the texts stay.
type Method string

// The methods.
const (
	ByWeight   Method = "by_weight"  // by the rule of Assigner
	ByHistory  Method = "by_history" // the previous owner of the request
	Already    Method = "already"    // the lead has this owner on the ledger
	ByFallback Method = "fallback"   // no member is free, and the roster has a fallback
	Nobody     Method = "nobody"     // no member is free, and the roster has no fallback
)

// A SkipReason is why a member was skipped. Once released, the texts stay.
type SkipReason string

// The reasons.
const (
	SkipExcepted  SkipReason = "excepted"    // the request says so
	SkipAway      SkipReason = "away"        // in a period of absence
	SkipOffHours  SkipReason = "off_hours"   // not in the member's hours
	SkipMaxOpen   SkipReason = "max_open"    // has as many leads as the member can have
	SkipMaxPerDay SkipReason = "max_per_day" // was given as many leads today as the member can be
	SkipNoWeight  SkipReason = "no_weight"   // gets no new leads
)

// An Assignment is the answer to a Request.
type Assignment struct {
	// Owner is the id of who gets the lead. It is "" with Nobody, and with
	// ByFallback where that is a team.
	Owner string `json:"owner,omitempty"`
	// Team is the roster's, or the fallback's where that has one.
	Team   string `json:"team,omitempty"`
	Method Method `json:"how"`
	// Skipped are the members who were not free, by id, where there was nobody
	// else.
	Skipped []Skip `json:"skipped,omitempty"`
}

// A Skip is a member who was not free.
type Skip struct {
	ID     string     `json:"id"`
	Reason SkipReason `json:"reason"`
}

// account is a member with the load of that member.
type account struct {
	*member
	load *MemberLoad
}

// Assign picks the owner of a lead and enters the lead in the ledger: the owner
// has one lead more, and got one more today. It depends on the ledger, the roster
// and the request alone. An instant on an earlier date than the last one on which
// a member got a lead counts as on that last date.
//
// Assigning a lead twice is assigning it once: while the ledger says that a
// member, or the owner of the fallback, has the lead, the answer is that owner
// with [Already], and the ledger stays as it is. A lead whose owner is among
// Except, or is no longer on the roster, is moved to another. An answer without
// an owner enters nothing, and the next request is answered anew.
//
// The error is that of a nil ledger, or of a request without a lead's id or an
// instant; the ledger is not changed then.
func (a *Assigner) Assign(l *Ledger, r Request) (Assignment, error) {
	switch {
	case l == nil:
		return Assignment{}, errors.New("lifecycle: assign: there is no ledger; begin with an empty one")
	case r.LeadID == "":
		return Assignment{}, errors.New("lifecycle: assign: the request has no lead_id")
	case r.At.IsZero():
		return Assignment{}, errors.New("lifecycle: assign: the request has no instant at")
	}
	present := l.Owner(r.LeadID)
	if present != "" && (present == a.fallback.Owner || a.has(present)) && !slices.Contains(r.Except, present) {
		team := a.team
		if !a.has(present) {
			team = cmp.Or(a.fallback.Team, a.team)
		}
		return Assignment{Owner: present, Team: team, Method: Already}, nil
	}
	today := DateOf(r.At.In(a.zone))
	free := a.open(l, today)
	var skipped []Skip
	weights := int64(0)
	free = slices.DeleteFunc(free, func(c account) bool {
		why := c.why(r.At, c.load)
		switch {
		case slices.Contains(r.Except, c.id):
			why = SkipExcepted
		case why == "" && c.weight == 0 && c.id != r.PreviousOwner:
			why = SkipNoWeight
		}
		if why != "" {
			skipped = append(skipped, Skip{c.id, why})
			return true
		}
		weights += c.weight
		return false
	})
	if len(free) == 0 {
		return a.fallBack(l, r.LeadID, today, skipped), nil
	}
	limit(free, int64(a.mostOwed)*oneLead)
	paid := int64(0)
	if weights > 0 { // else only the former owner is free, and has no weight
		for _, c := range free {
			share := c.weight * oneLead / weights
			c.load.Owed += share
			paid += share
		}
	}
	how := ByHistory
	i := slices.IndexFunc(free, func(c account) bool { return c.id == r.PreviousOwner })
	if i < 0 {
		i, how = mostDue(free, r.LeadID), ByWeight
	}
	owner := free[i]
	owner.load.Owed -= paid // what all were given, so that the sum stays
	owner.load.take(r.LeadID, today)
	if present != "" {
		l.release(r.LeadID, present)
	}
	return Assignment{Owner: owner.id, Team: a.team, Method: how}, nil
}

// open returns the accounts of all members. New ones begin at 0, which is the
// average: all accounts together always make 0. So what was owed to members who
// have left goes to the others in equal parts.
func (a *Assigner) open(l *Ledger, today Date) []account {
	left := int64(0)
	for i, m := 0, 0; i < len(l.Members) || m < len(a.members); {
		switch {
		case i == len(l.Members) || m < len(a.members) && a.members[m].id < l.Members[i].ID:
			l.Members = slices.Insert(l.Members, i, MemberLoad{ID: a.members[m].id})
			i, m = i+1, m+1
		case m < len(a.members) && a.members[m].id == l.Members[i].ID:
			i, m = i+1, m+1
		default: // has left
			left += l.Members[i].Owed
			l.Members[i].Owed = 0
			if len(l.Members[i].Leads) > 0 {
				i++
			} else {
				l.Members = slices.Delete(l.Members, i, i+1)
			}
		}
	}
	// Now that the list stands still, there can be pointers into it.
	accounts := make([]account, 0, len(a.members))
	for i := range l.Members {
		load, m := &l.Members[i], len(accounts)
		if m == len(a.members) || load.ID != a.members[m].id {
			continue
		}
		if load.Day.Compare(today) < 0 {
			load.Today = 0
		}
		accounts = append(accounts, account{&a.members[m], load})
	}
	spread(accounts, left)
	return accounts
}

func (a *Assigner) has(id string) bool {
	_, ok := slices.BinarySearchFunc(a.members, id, func(m member, id string) int { return strings.Compare(m.id, id) })
	return ok
}

// spread adds an amount to accounts in equal parts, to the last unit.
func spread(accounts []account, amount int64) {
	n := int64(len(accounts))
	for i := range accounts {
		part := amount / n
		if rest := amount % n; int64(i) < max(rest, -rest) {
			part += rest / max(rest, -rest)
		}
		accounts[i].load.Owed += part
	}
}

// limit keeps what is owed to anybody within most of the average, and spreads
// what is above over all, which changes no difference between the others.
func limit(free []account, most int64) {
	n, sum, greatest := int64(len(free)), int64(0), free[0].load.Owed
	for _, c := range free {
		sum += c.load.Owed
		greatest = max(greatest, c.load.Owed)
	}
	if n*greatest <= sum+n*most {
		return
	}
	// Cutting lowers the average and so the level at which to cut. With the
	// first k cut, level = (k*level + rest)/n + most.
	byOwed := slices.Clone(free)
	slices.SortFunc(byOwed, func(x, y account) int { return cmp.Compare(y.load.Owed, x.load.Owed) })
	rest, level := sum, int64(0)
	for k, c := range byOwed {
		level = (rest + n*most) / (n - int64(k))
		if c.load.Owed <= level {
			break
		}
		rest -= c.load.Owed
	}
	cut := int64(0)
	for _, c := range free {
		if over := c.load.Owed - level; over > 0 {
			c.load.Owed -= over
			cut += over
		}
	}
	spread(free, cut)
}

// mostDue is the place of the account that is owed the most.
func mostDue(free []account, leadID string) int {
	best, ties := -1, 0
	for i, c := range free {
		switch {
		case c.weight == 0:
		case best < 0 || c.load.Owed > free[best].load.Owed:
			best, ties = i, 1
		case c.load.Owed == free[best].load.Owed:
			ties++
		}
	}
	if ties == 1 {
		return best
	}
	var tie matrix.Route
	for _, c := range free {
		if c.weight > 0 && c.load.Owed == free[best].load.Owed {
			tie.Owners = append(tie.Owners, matrix.Candidate{ID: c.id})
		}
	}
	if id := tie.Pick(leadID, ""); id != "" {
		return slices.IndexFunc(free, func(c account) bool { return c.id == id })
	}
	return best
}

// fallBack is the assignment where no member is free.
func (a *Assigner) fallBack(l *Ledger, leadID string, today Date, skipped []Skip) Assignment {
	if a.fallback == (Fallback{}) {
		return Assignment{Team: a.team, Method: Nobody, Skipped: skipped}
	}
	if present := l.Owner(leadID); present != "" {
		l.release(leadID, present)
	}
	if a.fallback.Owner != "" {
		l.entry(a.fallback.Owner).take(leadID, today)
	}
	return Assignment{Owner: a.fallback.Owner, Team: cmp.Or(a.fallback.Team, a.team), Method: ByFallback, Skipped: skipped}
}

// Take enters that an owner has a lead, at an instant, where that did not come
// from Assign: sales took the lead, or people handed it over. It counts for the
// limits but not for the owner's share. Another owner who had the lead no longer
// does. For an owner who has it already Take does nothing, and one who is neither
// on the roster nor its fallback is not entered.
func (a *Assigner) Take(l *Ledger, leadID, owner string, at time.Time) {
	present := l.Owner(leadID)
	if present == owner {
		return
	}
	if present != "" {
		l.release(leadID, present)
	}
	if a.has(owner) || owner != "" && owner == a.fallback.Owner {
		l.entry(owner).take(leadID, DateOf(at.In(a.zone)))
	}
}

// Release enters that an owner no longer has a lead. It does nothing where the
// ledger says that somebody else has it, or nobody, so that it may be repeated.
func (a *Assigner) Release(l *Ledger, leadID, owner string) { l.release(leadID, owner) }

// Return enters that an owner has sent a lead back, so that it does not count as
// part of that owner's share: the owner is owed another for it, at the expense of
// the other members in equal parts. Like Release it may be repeated.
func (a *Assigner) Return(l *Ledger, leadID, owner string) {
	if !l.release(leadID, owner) || !a.has(owner) || len(a.members) < 2 {
		return
	}
	for i := range a.members {
		l.entry(a.members[i].id)
	}
	var others []account
	for i := range a.members {
		if m := &a.members[i]; m.id != owner {
			others = append(others, account{m, l.entry(m.id)})
		}
	}
	spread(others, -oneLead)
	l.entry(owner).Owed += oneLead
}
