package leadfile

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadqual/leadqual/qualify"
)

// joinMap has all that a side may say: facts, when they were seen, and activities.
const joinMap = `{
	"encoding": "utf-8", "delimiter": ",",
	"fields": {"id": {"from": "a"}, "company.employees": {"from": "b", "on_error": "unknown"}, "custom.plan": {"from": "c"}},
	"seen": {"at": {"from": "d", "on_error": "unknown"}, "source": {"from": "c"}},
	"activities": [{"id": {"from": "b"}, "type": {"from": "c"}, "at": {"from": "d", "on_error": "unknown"}}]
}`

// FuzzJoin holds that a join of any files is what the slow one makes, however little
// memory it has, and that what it cannot join it refuses, with any memory, alike.
func FuzzJoin(f *testing.F) {
	for _, s := range [][2]string{
		{"1,5,x,2026-01-01\n2,,,\n1,7,y,2026-02-02\n", "2,5,x,2026-01-01\n1,1,crm,2026-01-01\n3,,x,2026-01-01\n1,1,crm,2026-01-01\n"},
		{"L-1,,,\n", "l-1,,,\n"}, {"", "\"\n"}, {"1,\xff,,\n1,,,\n", "1,2\n,,,\n"}, {" 1 ,,,\n", "1,,x,2027-01-01\n"},
	} {
		f.Add(s[0], s[1], uint16(100), true)
		f.Add(s[0], s[1], uint16(0), false)
	}
	m := mapped(f, joinMap)
	f.Fuzz(func(t *testing.T, main, side string, memory uint16, merge bool) {
		open := func(s string) *Reader {
			r, err := NewReader(strings.NewReader("a,b,c,d\n"+s), Options{Input: CSV, Mapping: m, MaxRecord: 500})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		all := func(r *Reader) (leads []*qualify.Lead, bad int) {
			for {
				var lead qualify.Lead
				_, err := r.Next(&lead)
				if row := (*RowError)(nil); errors.As(err, &row) {
					bad++
					continue
				} else if err == io.EOF {
					return leads, bad
				} else if err != nil {
					t.Fatal(err)
				}
				leads = append(leads, copied(&lead))
			}
		}
		o := JoinOptions{Merge: merge, Policy: qualify.MergePolicy{AsOf: asOf}, Dir: t.TempDir()}
		ample := joinAll(t, open(main), []SideFile{{"side", open(side)}}, o)
		o.Memory = int64(memory) + 1
		have := joinAll(t, open(main), []SideFile{{"side", open(side)}}, o)
		if diff := cmp.Diff(ample, have); diff != "" {
			t.Fatalf("with %d bytes of memory (-ample +little):\n%s", o.Memory, diff)
		}
		leads, bad := all(open(main))
		records, more := all(open(side))
		if len(have.Bad) != bad+more {
			t.Fatalf("%d bad rows, want %d and %d", len(have.Bad), bad, more)
		}
		if have.Err != "" {
			if len(have.Leads) > 0 || !strings.Contains(have.Err, "none of its") {
				t.Fatal(have.Err)
			}
			return
		}
		want := slowJoin(leads, [][]*qualify.Lead{records}, merge, o.Policy)
		if diff := cmp.Diff(want, have, cmpopts.IgnoreFields(joined{}, "Report", "Lines", "Bad"), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("(-slow +have):\n%s", diff)
		}
	})
}
