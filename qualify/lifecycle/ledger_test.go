package lifecycle_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// The ledger as JSON is all there is to remember, and the order of the members
// does not matter.
func TestLedgerIsJSON(t *testing.T) {
	r := team("ana:2 bo:1.5 cy:0.7")
	a := assigner(t, r)
	slices.Reverse(r.Members)
	b := assigner(t, r)
	var l lifecycle.Ledger
	for i := range testkit.Amount(120, 500, 500) {
		text, err := json.Marshal(l)
		var stored lifecycle.Ledger
		if err != nil || json.Unmarshal(text, &stored) != nil || !cmp.Equal(l, stored) {
			t.Fatalf("%s, %v", text, err)
		}
		request := lifecycle.Request{LeadID: fmt.Sprint(i), At: start.Add(time.Duration(i) * time.Hour)}
		if x, y := assign(t, a, &l, request), assign(t, b, &stored, request); !cmp.Equal(x, y) || !cmp.Equal(l, stored) {
			t.Fatal(x, y, cmp.Diff(l, stored))
		}
		if i%7 == 0 {
			a.Return(&l, fmt.Sprint(i), l.Owner(fmt.Sprint(i)))
		}
	}
	l = lifecycle.Ledger{}
	assign(t, a, &l, lifecycle.Request{LeadID: "L-1", At: start})
	text, _ := json.Marshal(l)
	const want = `{"members":[{"id":"ana","owed":-523809523,"leads":["L-1"],"day":"2026-03-02","today":1},{"id":"bo","owed":357142857},{"id":"cy","owed":166666666}]}`
	if string(text) != want {
		t.Errorf("%s, want %s", text, want)
	}
}
