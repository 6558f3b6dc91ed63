package strictjson

// A Step is one step of a path: into the member Key of an object, or into item
// Item of a list, counted from 0. Item is -1 for a member.
type Step struct {
	Key  string
	Item int
}

// Steps takes a path apart, and is false for a text that is no path. Behind the
// first key or dot a key may have any characters but '.' and '['.
func Steps(path string) ([]Step, bool) {
	var steps []Step
	for first := true; path != ""; first = false {
		s, rest, ok := nextStep(path, first)
		if !ok {
			return nil, false
		}
		steps = append(steps, Step{s.key, s.n})
		path = rest
	}
	return steps, true
}
