package matrix

import (
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/portable"
)

// A Route is a list of people who share the leads of a team: an entry of the
// part "routes" of a rule set. It is plain data; while nobody changes it, any
// number of goroutines may pick from it.
type Route struct {
	// ID is unique among a rule set's routes.
	ID string `json:"id"`
	// Name is for display and changes nothing.
	Name string `json:"name,omitempty"`
	// When is the condition under which the route is taken, as text that this
	// package does not read. It may name what was decided, such as cell or
	// score.points, besides facts. "" is always.
	When string `json:"when,omitempty"`
	// Team is the team whose leads take this route.
	Team string `json:"team"`
	// Owners are those who may be picked. Their order does not matter.
	Owners []Candidate `json:"owners,omitempty"`
	// Roster names, in place of Owners, a list of people that the host keeps and
	// assigns leads from, as package lifecycle does; no one is picked here.
	Roster string `json:"roster,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A Candidate is someone who may be picked as a lead's owner.
type Candidate struct {
	// ID is the owner's id in the host's system, unique within the route.
	ID string `json:"id"`
	// Weight is the candidate's share of the leads, relative to the others'.
	// Nil is 1. With 0, or below, a candidate keeps present leads but gets no
	// new ones; qualify.Compile wants one candidate above 0.
	Weight *Weight `json:"weight,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// Weight is a candidate's weight: 2 is twice the leads of 1. It is counted in
// thousandths. In Go a weight means its nearest thousandth, which may be at most
// a millionth away; in JSON it is a decimal with at most three places. More is
// an error, never rounded.
type Weight float64

// Thousandths is w in thousandths, exactly: 1500 for 1.5.
func (w Weight) Thousandths() int64 { return milli.Nearest(w) }

// String is the shortest decimal: "1.5".
func (w Weight) String() string { return milli.String(w) }

// MarshalJSON writes w as a JSON number.
func (w Weight) MarshalJSON() ([]byte, error) { return milli.Marshal(w) }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave w as it was.
func (w *Weight) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, w) }

// An Owner is who has a lead now and what to do with it: the part "owner" of a
// decision.
type Owner struct {
	// Team and Action are those of the lead's cell, or of its arm of an Experiment.
	Team   string `json:"team"`
	Action string `json:"action"`
	// Route is the id of the route taken, "" for none.
	Route string `json:"route,omitempty"`
	// ID is the id of the owner picked, "" for none.
	ID string `json:"id,omitempty"`
	// Roster is the route's: who keeps that list gives the lead an owner. "" where
	// the route has none.
	Roster string `json:"roster,omitempty"`
}

// Pick returns the id of the owner of a lead. The present owner stays while
// listed, with whatever weight. Otherwise the result depends on nothing but
// the lead's id and the owners with their weights. It is "" where the lead has
// no id or the route nobody with a weight.
//
// Pick is rendezvous hashing (Thaler and Ravishankar, "Using name-based
// mappings to increase hit rates", IEEE/ACM Transactions on Networking 6(1),
// 1998) in its weighted form (the logarithmic method of Schindelhauer and
// Schomaker, "Weighted distributed hash tables", SPAA 2005). Each owner draws a
// number from the lead's id, and the smallest wins. So an owner who leaves
// gives up only the own leads, one who joins takes only the own share from
// each of the others, and over many leads each has a share by weight.
//
// The number is fixed for good, so that any program can repeat it:
//
//	h = 14695981039346656037                    FNV-1a of 64 bits ...
//	for each byte b of leadID, 0x00, ownerID:   ... over ids in UTF-8
//	    h = (h xor b) * 1099511628211 mod 2^64
//	h = (h xor h>>30) * 0xbf58476d1ce4e5b9 mod 2^64    the finaliser of splitmix64
//	h = (h xor h>>27) * 0x94d049bb133111eb mod 2^64
//	h = h xor h>>31
//	number = -log2((h + 0.5) / 2^64) / weight, which is in thousandths
//
// Equal numbers, which do not happen by chance, go to the id that sorts first.
// Pick allocates nothing.
func (r *Route) Pick(leadID, present string) string {
	if leadID == "" {
		return ""
	}
	for i := range r.Owners {
		if r.Owners[i].ID == present {
			return present
		}
	}
	best, least := "", 0.0
	for i := range r.Owners {
		c := &r.Owners[i]
		weight := int64(1000)
		if c.Weight != nil {
			weight = milli.Nearest(*c.Weight)
		}
		if weight <= 0 {
			continue
		}
		number := portable.NegLog2(hash(leadID, c.ID)) / float64(weight)
		if best == "" || number < least || number == least && c.ID < best {
			best, least = c.ID, number
		}
	}
	return best
}

// hash is the fixed hash of Pick's comment.
func hash(leadID, ownerID string) uint64 {
	h := fnv(14695981039346656037, leadID)
	h = fnv(h*prime, ownerID) // xor 0x00 changes nothing
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

const prime = 1099511628211

// fnv continues h over s by FNV-1a.
func fnv(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime
	}
	return h
}
