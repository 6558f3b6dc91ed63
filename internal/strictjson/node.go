package strictjson

// kind is the JSON kind of a value.
type kind uint8

const (
	noKind kind = iota // could not be read, and the problem is reported
	nullKind
	boolKind
	numberKind
	stringKind
	listKind
	objectKind
)

// String returns the name of the kind in messages.
func (k kind) String() string {
	return [...]string{"nothing", "null", "boolean", "number", "string", "list", "object"}[k]
}

// node is one value of the text. Scalars are not decoded here: their text is
// that from offset to end.
type node struct {
	kind    kind
	flawed  bool // a problem of the text, not of the types, lies within
	escaped bool // a string with a backslash in it
	offset  int
	end     int
	items   []node // values of a list or an object in the order of the text
	keys    *keys  // of an object: those of items, one by one
}

// keys are the keys of an object in the order of the text.
type keys struct {
	list   []key
	places keyPlaces
	meant  map[string]int // those read as another that they misspell, by that one; often nil
}

// key is one key of an object.
type key struct {
	name        string // decoded
	offset, end int    // of its opening and behind its closing quote
	ignored     bool   // repeats a key or is broken text, and is reported
}

// keyPlaces finds the keys of an object that has many; it is nil for a few,
// which are faster to compare.
type keyPlaces map[string]int

const fewKeys = 16

// find returns the place of a key in the object, or -1.
func (k *keys) find(name string) int { return k.places.find(name, k.list) }

// findMeant is find, and finds what was read as that key too.
func (k *keys) findMeant(name string) int {
	at := k.find(name)
	if misspelt, ok := k.meant[name]; ok && at < 0 {
		at = misspelt
	}
	return at
}

func (p keyPlaces) find(name string, list []key) int {
	if p != nil {
		if at, ok := p[name]; ok {
			return at
		}
		return -1
	}
	for i := range list {
		if !list[i].ignored && list[i].name == name {
			return i
		}
	}
	return -1
}

// added returns the places after the last key of list was added.
func (p keyPlaces) added(list []key) keyPlaces {
	if p == nil {
		if len(list) <= fewKeys {
			return nil
		}
		p = make(keyPlaces, 2*len(list))
		for i := range list[:len(list)-1] {
			if !list[i].ignored {
				p[list[i].name] = i
			}
		}
	}
	if last := len(list) - 1; !list[last].ignored {
		p[list[last].name] = last
	}
	return p
}
