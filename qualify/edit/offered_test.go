package edit

import (
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// What is offered compiles where it is written: as it stands where nothing else is
// wanted, and in some way of going on elsewhere.
func TestOfferedCompiles(t *testing.T) {
	ways := []string{"", " == nil", " or true", ") == nil", ", true)", ", true) == nil", ", 'x')", " == 'x'", " > 5", " 5", " 'x'", " true", " nil", "true) ", "'x')", " now", " ? 1 : 0", "activities, true)", "activities, true) == nil", "activities, .value) > 1", "1) > 1", "'x') == nil", "'x', 'x')", "['x']", " ['x']", " 1..5", "1..5"}
	tried, direct, gone := 0, 0, 0
	for name, src := range ruleSets(t) {
		every := 23
		if testing.Short() {
			every = 97
		}
		for i, c := range cuts(name, src, true) {
			if i%every > 0 {
				continue
			}
			p := New(nil)
			p.Set(name, []byte(c.src))
			for j, o := range p.Complete(name, c.offset) {
				if j >= 8 {
					break
				}
				tried++
				after := p.with([]TextEdit{o.Edit})
				switch mistakes := after.Mistakes(name); {
				case c.kind == "key":
					for _, m := range mistakes {
						if m.Error.Code == qualify.CodeUnknownKey || m.Error.Code == qualify.CodeDuplicateKey {
							t.Errorf("%s: %s offers the key %s: %v", name, c.want, o.Label, m.Error)
						}
					}
					continue
				case len(mistakes) == 0:
					direct++
					continue
				case c.kind == "json":
					// Another type of a fact is a mistake where the fact is used, and right here.
					for _, m := range mistakes {
						if m.Range.From <= o.Edit.From+len(o.Edit.Text) && m.Range.To >= o.Edit.From {
							t.Logf("%s: %s offers %s: %v", name, c.want, o.Label, m.Error)
							gone++
							break
						}
					}
					continue
				}
				at := o.Edit.From + len(o.Edit.Text)
				f := after.files[name]
				place := find(f.root, f.src, at)
				text := place.at.text(f.src)
				raw := f.rangeIn(place.at, 0, len(text))
				head := text[:min(len(text), at-raw.From)]
				if c.kind == "value" { // behind its quote
					head = text[:min(len(text), at-raw.From+1)]
				}
				checker := p.vocabulary(p.files[name]).checker
				fits := false
				for _, way := range ways {
					for _, closed := range []string{"", ")", "))", "]", "])", " : 0", " : true"} {
						for _, end := range []string{"", " == nil", " > 1"} {
							fits = fits || len(checker.Check(pathOf(place.steps), head+way+closed+end)) == 0
						}
					}
					if fits {
						break
					}
				}
				if !fits {
					gone++
					t.Logf("%s: at %s, %s is offered: %s", name, c.want, o.Label, strings.Join(strings.Fields(head), " "))
				}
			}
		}
	}
	t.Logf("%d tried, %d compile as they stand, %d in no way", tried, direct, gone)
	if gone > 0 {
		t.Errorf("%d of %d that are offered compile in no way", gone, tried)
	}
}
