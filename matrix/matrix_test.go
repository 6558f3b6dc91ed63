package matrix_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
)

const (
	u = truth.Unknown
	f = truth.Unmet
	m = truth.Met
)

// The table of the contract, all nine pairs by both hands.
func TestTable(t *testing.T) {
	for _, x := range []struct {
		fit, ready truth.Truth
		raised     bool
		cell       string
		quadrant   string
		team       string
		action     string
		status     string
	}{
		{m, m, false, "good_fit_ready", "good_fit_ready", "sales", "call", "mql"},
		{m, m, true, "good_fit_ready", "good_fit_ready", "sales", "call", "sql"},
		{u, m, false, "fit_unknown_ready", "undetermined", "sales", "research", "research"},
		{u, m, true, "fit_unknown_ready", "undetermined", "sales", "ask", "research"},
		{f, m, false, "poor_fit_ready", "poor_fit_ready", "sales", "research", "research"},
		{f, m, true, "poor_fit_ready", "poor_fit_ready", "sales", "research", "research"},
		{m, f, false, "good_fit_not_ready", "good_fit_not_ready", "marketing", "nurture", "nurture"},
		{m, f, true, "good_fit_not_ready", "good_fit_not_ready", "marketing", "nurture", "nurture"},
		{u, f, false, "fit_unknown_not_ready", "undetermined", "marketing", "enrich", "nurture"},
		{u, f, true, "fit_unknown_not_ready", "undetermined", "marketing", "enrich", "nurture"},
		{f, f, false, "poor_fit_not_ready", "poor_fit_not_ready", "marketing", "keep", "nurture"},
		{f, f, true, "poor_fit_not_ready", "poor_fit_not_ready", "marketing", "keep", "nurture"},
		{m, u, false, "readiness_unknown", "undetermined", "marketing", "enrich", "nurture"},
		{u, u, true, "readiness_unknown", "undetermined", "marketing", "enrich", "nurture"},
		{f, u, false, "readiness_unknown", "undetermined", "marketing", "enrich", "nurture"},
	} {
		c := matrix.Locate(x.fit, x.ready)
		if string(c) != x.cell || string(c.Quadrant()) != x.quadrant || string(c.Status(x.raised)) != x.status {
			t.Errorf("fit %v, ready %v: %s, %s, %s, want %s, %s, %s", x.fit, x.ready, c, c.Quadrant(), c.Status(x.raised), x.cell, x.quadrant, x.status)
		}
		if got, want := matrix.Grid(nil).At(c, x.raised), (matrix.Entry{Team: x.team, Action: x.action}); got != want {
			t.Errorf("fit %v, ready %v, raised %v: %v, want %v", x.fit, x.ready, x.raised, got, want)
		}
	}
}

func TestOtherTextIsReadinessUnknown(t *testing.T) {
	for _, c := range []matrix.Cell{"", "undetermined", "best_fit"} {
		if c.Quadrant() != matrix.Undetermined || c.Status(true) != matrix.StatusNurture || (matrix.Grid{}).At(c, true) != (matrix.Entry{Team: matrix.Marketing, Action: matrix.Enrich}) {
			t.Errorf("%q: %s, %s, %v", c, c.Quadrant(), c.Status(true), matrix.Grid{}.At(c, true))
		}
	}
}

func TestOverrides(t *testing.T) {
	g := matrix.Grid{
		matrix.CellGoodFitReady:     {Team: "partners", Note: "n"},
		matrix.CellFitUnknownReady:  {Action: "chat"},
		matrix.CellReadinessUnknown: {Team: "sales", Action: "guess"},
	}
	for _, x := range []struct {
		c            matrix.Cell
		team, action string
	}{
		{matrix.CellGoodFitReady, "partners", "call"},
		{matrix.CellFitUnknownReady, "sales", "chat"},
		{matrix.CellReadinessUnknown, "sales", "guess"},
		{matrix.CellPoorFitReady, "sales", "research"},
	} {
		for _, raised := range []bool{false, true} {
			if got, want := g.At(x.c, raised), (matrix.Entry{Team: x.team, Action: x.action}); got != want {
				t.Errorf("%s: %v, want %v", x.c, got, want)
			}
		}
	}
}

func TestJSON(t *testing.T) {
	const grid = `{"fit_unknown_ready":{"team":"sales","action":"ask","note":"n"},"poor_fit_ready":{"action":"call"}}`
	var g matrix.Grid
	if err := json.Unmarshal([]byte(grid), &g); err != nil {
		t.Fatal(err)
	}
	if want := (matrix.Grid{matrix.CellFitUnknownReady: {Team: "sales", Action: "ask", Note: "n"}, matrix.CellPoorFitReady: {Action: "call"}}); !reflect.DeepEqual(g, want) {
		t.Errorf("read %v", g)
	}
	if got, err := json.Marshal(g); err != nil || string(got) != grid {
		t.Errorf("wrote %s, %v", got, err)
	}

	const route = `{"id":"emea","name":"Europe","when":"w","team":"sales","owners":[{"id":"ana","weight":2.5,"note":"n1"},{"id":"bo"}],"note":"n2"}`
	var r matrix.Route
	if err := json.Unmarshal([]byte(route), &r); err != nil {
		t.Fatal(err)
	}
	want := matrix.Route{ID: "emea", Name: "Europe", When: "w", Team: "sales", Note: "n2",
		Owners: []matrix.Candidate{{ID: "ana", Weight: new(matrix.Weight(2.5)), Note: "n1"}, {ID: "bo"}}}
	if !reflect.DeepEqual(r, want) {
		t.Errorf("read %+v", r)
	}
	if got, err := json.Marshal(r); err != nil || string(got) != route {
		t.Errorf("wrote %s, %v", got, err)
	}

	for o, want := range map[matrix.Owner]string{
		{Team: "sales", Action: "call", Route: "emea", ID: "ana"}: `{"team":"sales","action":"call","route":"emea","id":"ana"}`,
		{Team: "marketing", Action: "nurture"}:                    `{"team":"marketing","action":"nurture"}`,
	} {
		if got, err := json.Marshal(o); err != nil || string(got) != want {
			t.Errorf("wrote %s, %v, want %s", got, err, want)
		}
	}

	w := matrix.Weight(1.5)
	if w.String() != "1.5" {
		t.Errorf("String() = %s", w)
	}
	if err := w.UnmarshalJSON([]byte("-")); err == nil || w != 1.5 {
		t.Errorf("-: %v, %v", w, err)
	}
}
