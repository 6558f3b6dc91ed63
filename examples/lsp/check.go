package main

import (
	"context"
	"errors"
	"time"
)

// pause is how long an author has to rest for the whole to be checked.
const pause = 250 * time.Millisecond

// check checks the rule sets of a folder after a while, unless something changes first.
func (s *server) check(f *folder, after time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.later(f, after)
}

// later is check, for callers that hold s.mu.
func (s *server) later(f *folder, after time.Duration) {
	f.giveUp()
	ctx, giveUp := context.WithCancel(s.ctx)
	f.giveUp = giveUp
	go func() {
		defer giveUp()
		defer func() {
			if p := recover(); p != nil {
				s.crashed(p)
			}
		}()
		select {
		case <-ctx.Done():
		case <-time.After(after):
			s.checkWhole(ctx, f)
		}
	}()
}

// checkWhole says what the compiler says of all that is open, and then what lint does.
// Compiling is not given up, but what it says of texts that were changed since is not
// told; lint is given up.
func (s *server) checkWhole(ctx context.Context, f *folder) {
	s.refresh(f)
	f.whole.mu.Lock()
	defer f.whole.mu.Unlock()
	s.mu.Lock()
	texts, open := s.texts(f), s.open(f)
	s.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	f.whole.set(texts)
	marks := marked{}
	var compiles []string
	for name := range open {
		mistakes := f.whole.project.Mistakes(name)
		for _, m := range mistakes {
			marks.add(m.Range, ofMistake(m))
		}
		if len(mistakes) == 0 {
			compiles = append(compiles, name)
		}
	}
	if !s.found(ctx, f, marks, len(compiles) > 0) {
		return
	}
	for _, name := range compiles {
		findings, err := f.whole.project.Findings(ctx, name)
		if err != nil {
			if ctx.Err() != nil {
				return
			}
			continue // no rule set, or none that compiles
		}
		for _, found := range findings {
			marks.add(found.Range, ofFinding(found))
		}
	}
	s.found(ctx, f, marks, false)
}

// found tells the client what was found, unless the texts were changed since. keep says
// that lint has not looked yet, and that what it said before stays until it has.
func (s *server) found(ctx context.Context, f *folder, marks marked, keep bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil {
		return false
	}
	all := map[string][]mark{}
	for name, of := range marks {
		all[name] = of
	}
	if keep {
		for name, of := range f.marks {
			for _, m := range of {
				if m.lint {
					all[name] = append(all[name][:len(all[name]):len(all[name])], m)
				}
			}
		}
	}
	for name := range f.published {
		if _, ok := all[name]; !ok {
			all[name] = nil
		}
	}
	for _, d := range s.documents { // so that the client knows that they were looked at
		if _, ok := all[d.name]; !ok && d.folder == f && d.own() {
			all[d.name] = nil
		}
	}
	f.marks = all
	for name, of := range all {
		t, d := s.textOf(f, name)
		s.publish(f, name, t, d, of)
	}
	return true
}

// atOnce says what is wrong with the expression where a text was just changed, and with
// those beside it that something was wrong with.
func (s *server) atOnce(uri location, version int32, offset int) {
	defer func() {
		if p := recover(); p != nil {
			s.crashed(p)
		}
	}()
	err := s.on(nil, uri, func(f *folder) *shelf { return &f.near }, func(v *view) error {
		s.mu.Lock()
		d, marks := s.documents[uri], v.folder.marks[v.name]
		now := d != nil && d.version == version && d.text == v.text
		s.mu.Unlock()
		if !now {
			return nil
		}
		from, to := v.text.lineAt(offset)
		ask := []int{offset}
		var left []mark
		for _, m := range marks {
			if m.expression && from <= m.from && m.from <= to {
				ask = append(ask, m.from)
			} else {
				left = append(left, m)
			}
		}
		found := marked{v.name: left}
		for _, at := range ask[:min(len(ask), 10)] {
			for _, m := range v.MistakesAt(v.name, at) {
				found.add(m.Range, ofMistake(m))
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if d := s.documents[uri]; d != nil && d.version == version && d.text == v.text {
			v.folder.marks[v.name] = found[v.name]
			s.publish(v.folder, v.name, d.text, d, found[v.name])
		}
		return nil
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		s.log.Print(err)
	}
}
