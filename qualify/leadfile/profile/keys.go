package profile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/distinct"
)

// keys finds leads that come more than once, by the hashes of what tells them
// apart, in bounded memory.
type keys struct {
	tables   [keyKinds]repeats
	compared []*column // whose values are compared among leads of one key
	of       map[*column]int

	// The row at hand.
	row                 uint64
	filled              bool
	id, email, phone    uint64
	name, domain, other uint64
	facts               [mostCompared]uint32
}

// keyKind is what leads may have in common.
type keyKind uint8

const (
	byRow keyKind = iota
	byID
	byEmail
	byPhone
	byName
	keyKinds
)

const mostCompared = 16

// repeats are keys with how often each came.
type repeats struct {
	most  int
	shift uint // only keys whose last so many bits are 0 are kept
	of    map[uint64]*repeat
}

type repeat struct {
	n      int32
	first  place
	second place
	differ uint32 // bits of the compared columns
	facts  *[mostCompared]uint32
}

func newKeys(most int) keys {
	k := keys{of: map[*column]int{}}
	for i := range k.tables {
		k.tables[i] = repeats{most: most, of: map[uint64]*repeat{}}
	}
	return k
}

// add counts a key.
func (r *repeats) add(key uint64, at place, facts *[mostCompared]uint32) {
	if key&(1<<r.shift-1) != 0 {
		return
	}
	have := r.of[key]
	if have == nil {
		have = &repeat{n: 1, first: at}
		if facts != nil {
			kept := *facts
			have.facts = &kept
		}
		r.of[key] = have
		for len(r.of) > r.most {
			r.shift++
			for key := range r.of {
				if key&(1<<r.shift-1) != 0 {
					delete(r.of, key)
				}
			}
		}
		return
	}
	if have.n++; have.n == 2 {
		have.second = at
	}
	if facts == nil {
		return
	}
	for i, f := range facts {
		switch {
		case f == 0:
		case have.facts[i] == 0:
			have.facts[i] = f
		case have.facts[i] != f:
			have.differ |= 1 << i
		}
	}
}

// column decides whether values of a column are compared.
func (k *keys) column(c *column) {
	switch c.role {
	case idRole, createdRole, proseRole, personalRole:
		return
	}
	if len(k.compared) < mostCompared && !strings.Contains(c.name, "[]") && !slices.ContainsFunc(c.fields, func(f string) bool {
		return strings.HasPrefix(f, "activities") || strings.HasPrefix(f, "seen.")
	}) {
		k.of[c] = len(k.compared)
		k.compared = append(k.compared, c)
	}
}

func (k *keys) begin() {
	k.row, k.filled = 0, false
	k.id, k.email, k.phone, k.name, k.domain, k.other = 0, 0, 0, 0, 0, 0
	clear(k.facts[:])
}

// cell takes a value into account; h is its hash, 0 where there is none.
func (k *keys) cell(c *column, text []byte, h uint64) {
	k.row = (k.row ^ h ^ uint64(c.index+1)*0x9e3779b97f4a7c15) * 0xff51afd7ed558ccd
	k.row ^= k.row >> 29
	if h == 0 {
		return
	}
	k.filled = true
	if i, ok := k.of[c]; ok {
		k.facts[i] = uint32(hashLower(text)) | 1
	}
	switch {
	case c.id:
		k.id = h
	case c.role == emailRole && k.email == 0:
		if low := strings.ToLower(string(text)); isAddress([]byte(low)) {
			k.email = distinct.Hash(2, low)
			if _, host, _ := strings.Cut(low, "@"); !freeDomain(host) && k.domain == 0 {
				k.domain = distinct.Hash(4, host)
			}
		}
	case c.role == phoneRole && k.phone == 0:
		if digits := digitsOf(text); len(digits) >= 7 && !badPhone(text) {
			k.phone = distinct.Hash(3, digits)
		}
	case c.role == domainRole:
		if host, _ := hostOf(strings.ToLower(string(text))); isHost(host) {
			k.domain = distinct.Hash(4, strings.TrimPrefix(host, "www."))
		}
	case c.role == companyRole:
		k.other = distinct.Hash(5, oneCase(string(text)))
	case c.named:
		k.name = (k.name ^ distinct.Hash(6, oneCase(string(text)))) * 0xc4ceb9fe1a85ec53
	}
}

func (k *keys) end(at place) {
	if !k.filled {
		return
	}
	add := func(kind keyKind, key uint64, facts *[mostCompared]uint32) {
		if key != 0 {
			k.tables[kind].add(key^key>>31, at, facts)
		}
	}
	add(byRow, distinct.Hash(7, string([]byte{byte(k.row), byte(k.row >> 8), byte(k.row >> 16), byte(k.row >> 24), byte(k.row >> 32), byte(k.row >> 40), byte(k.row >> 48), byte(k.row >> 56)})), nil)
	add(byID, k.id, &k.facts)
	add(byEmail, k.email, &k.facts)
	add(byPhone, k.phone, nil)
	if k.domain == 0 {
		k.domain = k.other
	}
	if k.name != 0 && k.domain != 0 {
		add(byName, k.name*31^k.domain, nil)
	}
}

// isID tells whether the column has the lead's id: the field, or by its name.
func (c *column) isID() bool {
	if len(c.fields) > 0 {
		return slices.Contains(c.fields, "id")
	}
	if c.role != idRole {
		return false
	}
	words := wordsOf(c.name)
	return c.index == 0 || len(words) == 1 || len(words) == 2 && slices.Contains([]string{"lead", "record", "prospect", "contact"}, words[0])
}

// isName tells whether the column is the name of the lead, or a part of it.
func (c *column) isName() bool {
	if len(c.fields) > 0 {
		return slices.Contains(c.fields, "person.name")
	}
	words := wordsOf(c.name)
	return c.role == personRole && slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"name", "firstname", "lastname", "surname", "vorname", "nachname", "nom", "prénom", "nombre", "apellido"}, w)
	}) && !slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"owner", "agent", "rep", "seller", "user", "manager"}, w)
	})
}

// digitsOf are the digits of a telephone number, without what stands before the
// number of the country.
func digitsOf(text []byte) string {
	var b strings.Builder
	for _, c := range text {
		if c >= '0' && c <= '9' {
			b.WriteByte(c)
		}
	}
	return strings.TrimPrefix(b.String(), "00")
}

// counted is how many rows repeat a key, of how many keys, with the first places.
// Equal sums say that the same rows repeat each other.
func (r *repeats) counted() (rows tally, keys int, sum uint64) {
	var all []*repeat
	for _, have := range r.of {
		if have.n > 1 {
			all = append(all, have)
		}
	}
	slices.SortFunc(all, func(a, b *repeat) int {
		if before(a.second, b.second) {
			return -1
		}
		return 1
	})
	for i, have := range all {
		if i < shown {
			rows.first[i] = have.second
		}
		rows.n += int(have.n - 1)
		sum += distinct.Hash(uint64(have.n), fmt.Sprint(have.first, have.second))
	}
	return rows, len(all), sum
}

// hashLower is the hash of a text in one case of its ASCII letters.
func hashLower(text []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, b := range text {
		if b >= 'A' && b <= 'Z' {
			b |= 0x20
		}
		h = (h ^ uint64(b)) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}
