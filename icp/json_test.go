package icp_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify/truth"
)

func TestShareJSON(t *testing.T) {
	for s, want := range map[icp.Share]string{0: "0", 0.5: "0.5", 1: "1", -0.333: "-0.333"} {
		got, err := json.Marshal(s)
		if err != nil || string(got) != want || s.String() != want {
			t.Errorf("%v: %s, %s, %v, want %s", float64(s), got, s, err, want)
		}
		var back icp.Share
		if err := json.Unmarshal(got, &back); err != nil || back != s {
			t.Errorf("%s came back as %v, %v", got, back, err)
		}
	}
	s := icp.Share(0.007)
	if err := s.UnmarshalJSON([]byte("0.1234")); err == nil || s != 0.007 || err.Error() != "0.1234: "+milli.ErrPlaces.Error() {
		t.Errorf("0.1234: %v, %v", s, err)
	}
}

func TestProfileJSON(t *testing.T) {
	const text = `{"criteria":[` +
		`{"id":"size","name":"Size","when":"company.employees in 50..5000","weight":3,"required":true,"note":"n1"},` +
		`{"id":"title","tiers":[{"when":"a","share":1},{"when":"b","share":0.5,"note":"n2"},{"when":"c"}]}],` +
		`"good_at":0.6,"grades":[{"name":"A","min":0.85,"note":"n3"},{"name":"C","min":0}],"note":"n4"}`
	var p icp.Profile
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	want := icp.Profile{
		Criteria: []icp.Criterion{
			{ID: "size", Name: "Size", When: "company.employees in 50..5000", Weight: new(icp.Weight(3)), Required: true, Note: "n1"},
			{ID: "title", Tiers: []icp.Tier{{When: "a", Share: new(icp.Share(1))}, {When: "b", Share: new(icp.Share(0.5)), Note: "n2"}, {When: "c"}}},
		},
		GoodAt: new(icp.Share(0.6)),
		Grades: []icp.Grade{{Name: "A", Min: 0.85, Note: "n3"}, {Name: "C"}},
		Note:   "n4",
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("read %+v", p)
	}
	if got, err := json.Marshal(p); err != nil || string(got) != text {
		t.Errorf("wrote %s, %v", got, err)
	}
	if got, _ := json.Marshal(icp.Profile{}); string(got) != "{}" {
		t.Errorf("the empty profile is %s", got)
	}
}

func TestFitJSON(t *testing.T) {
	p := &icp.Profile{Criteria: []icp.Criterion{{ID: "a", Weight: new(icp.Weight(1.5))}, {ID: "b", Weight: new(icp.Weight(2.5))}}, Grades: []icp.Grade{{Name: "C"}}}
	var fit, back icp.Fit
	p.Judge([]truth.Truth{m, f}, &fit)
	got, err := json.Marshal(fit)
	want := `{"verdict":"poor","share":0.375,"low":0.375,"high":0.375,"grade":"C","criteria":[` +
		`{"id":"a","outcome":"met","weight":1.5,"share":1},{"id":"b","outcome":"unmet","weight":2.5,"share":0}]}`
	if err != nil || string(got) != want {
		t.Errorf("wrote %s, %v", got, err)
	}
	if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(fit, back) {
		t.Errorf("read %+v, %v", back, err)
	}
	new(icp.Profile).Judge(nil, &fit)
	if got, _ := json.Marshal(fit); string(got) != `{"verdict":"good","share":1,"low":1,"high":1}` {
		t.Errorf("without criteria %s", got)
	}
}
