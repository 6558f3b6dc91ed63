package leadfile

// memo keeps what texts of one column mean, for columns in which few texts come
// again and again. It gives up on a column in which they do not, and is bounded
// in any case.
type memo struct {
	values  map[string]*value
	hits    int
	useless bool
	last    value // of a text that is not kept
}

const (
	mostKept    = 1024
	longestKept = 64 // bytes
)

// find returns what a text means, nil if that is not known.
func (m *memo) find(text []byte) *value {
	if m.useless {
		return nil
	}
	v := m.values[string(text)]
	if v != nil {
		m.hits++
	}
	return v
}

// keep remembers what a text means. The result is valid until the next call.
func (m *memo) keep(text []byte, v value) *value {
	m.last = v
	switch {
	case m.useless || len(text) > longestKept:
		return &m.last
	case len(m.values) == mostKept:
		m.useless = m.hits < mostKept
		if m.useless {
			m.values = nil
		}
		return &m.last
	case m.values == nil:
		m.values = make(map[string]*value)
	}
	kept := v
	m.values[string(text)] = &kept
	return &kept
}
