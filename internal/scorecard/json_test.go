package scorecard_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

func TestScoreJSON(t *testing.T) {
	c := scorecard.NewCard(&scoring.Model{
		Groups: []scoring.Group{{ID: "web", Max: new(scoring.Points(9))}},
		Rules:  []scoring.Rule{{ID: "visits", Group: "web", Points: new(scoring.Points(10))}, {ID: "webinar", Points: new(scoring.Points(7.5))}},
		Bands:  []scoring.Band{{Name: "3"}},
	})
	var back scoring.Score
	s := opened(c)
	c.When(&s.Sheet, 0, truth.Unknown)
	c.Each(&s.Sheet, 1, truth.Met, []scorecard.Age{0, day})
	c.Close(&s.Sheet)
	const want = `{"points":15,"low":15,"high":24,"band":"3","rules":[` +
		`{"id":"visits","outcome":"unknown","points":0,"low":0,"high":10},` +
		`{"id":"webinar","outcome":"met","points":15,"low":15,"high":15,"matches":2}],` +
		`"groups":[{"id":"web","points":0,"low":0,"high":9,"clip":{"points":0,"low":0,"high":-1}}],` +
		`"clip":{"points":0,"low":0,"high":0}}`
	got, err := json.Marshal(s.score)
	if err != nil || string(got) != want {
		t.Errorf("wrote %s, %v", got, err)
	}
	s.score.Scored = true // whoever decides says so
	if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(s.score, back) {
		t.Errorf("read %+v, %v", back, err)
	}
}
