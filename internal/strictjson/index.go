package strictjson

// Value is where one value of the text stands, in bytes from its start.
type Value struct {
	Offset   int  // of the first byte; for a string, of the opening quote
	End      int  // behind the last byte; for a string, behind the closing quote
	IsString bool // a complete string
}

// Index finds the values of a text by their paths. It is immutable and safe
// for concurrent use by multiple goroutines. It keeps its own copy of the text
// and no path: a search walks the tree of values. Of a repeated key it knows
// the first, a misspelt one also by the key that it was decoded as, and of text
// that is not JSON what stands before the mistake. The
// zero Index finds nothing.
type Index struct {
	src  string
	root node
}

// Find returns where the value at path stands, and false if there is none.
func (x *Index) Find(path string) (Value, bool) {
	n, _ := x.walk(path)
	if n == nil {
		return Value{}, false
	}
	return Value{Offset: n.offset, End: n.end, IsString: n.kind == stringKind}, true
}

// Near returns where the value at path stands, or else the nearest one around it.
func (x *Index) Near(path string) Value {
	v, found := x.Find(path)
	for !found && path != "" {
		path = Parent(path)
		v, found = x.Find(path)
	}
	return v
}

// FindKey returns where the key of the value at path stands, and false if
// there is no such value or it is not a member of an object.
func (x *Index) FindKey(path string) (Value, bool) {
	_, k := x.walk(path)
	if k == nil {
		return Value{}, false
	}
	return Value{Offset: k.offset, End: k.end, IsString: true}, true
}

// InString returns the offset in the text that stands for byte at of the
// decoded string value at path. Within a character that is written as an
// escape it is the offset of the backslash, and at the end of the string that
// of the closing quote. It is false if there is no string at path or the string
// is shorter.
func (x *Index) InString(path string, at int) (offset int, ok bool) {
	n, _ := x.walk(path)
	if n == nil || n.kind != stringKind || n.flawed || at < 0 {
		return 0, false
	}
	inside, ok := escapedOffset(x.src[n.offset+1:n.end-1], at)
	return n.offset + 1 + inside, ok
}

// walk returns the node at path and its key, each nil if there is none or it
// could not be read.
func (x *Index) walk(path string) (*node, *key) {
	n, k := &x.root, (*key)(nil)
	for first := true; path != ""; first = false {
		s, rest, ok := nextStep(path, first)
		if !ok {
			return nil, nil
		}
		path = rest
		at := s.n
		if s.n >= 0 {
			if n.kind != listKind || at >= len(n.items) {
				return nil, nil
			}
			k = nil
		} else {
			if n.kind != objectKind {
				return nil, nil
			}
			if at = n.keys.findMeant(s.key); at < 0 {
				return nil, nil
			}
			k = &n.keys.list[at]
		}
		n = &n.items[at]
	}
	if n.kind == noKind {
		return nil, nil
	}
	return n, k
}
