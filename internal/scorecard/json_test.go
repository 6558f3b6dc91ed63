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
		Groups: []scoring.Group{{ID: "web", Max: new(9 * scoring.Point)}},
		Rules:  []scoring.Rule{{ID: "visits", Group: "web", Points: new(10 * scoring.Point)}, {ID: "webinar", Points: new(scoring.Points(7500))}},
		Bands:  []scoring.Band{{Name: "3"}},
	})
	var s, back scoring.Score
	c.Open(&s)
	c.When(&s, 0, truth.Unknown)
	c.Each(&s, 1, truth.Met, []scorecard.Age{0, day})
	c.Close(&s)
	const want = `{"points":15,"low":15,"high":24,"band":"3","rules":[` +
		`{"id":"visits","outcome":"unknown","points":0,"low":0,"high":10},` +
		`{"id":"webinar","outcome":"met","points":15,"low":15,"high":15,"matches":2}],` +
		`"groups":[{"id":"web","points":0,"low":0,"high":9,"clip":{"points":0,"low":0,"high":-1}}],` +
		`"clip":{"points":0,"low":0,"high":0}}`
	got, err := json.Marshal(s)
	if err != nil || string(got) != want {
		t.Errorf("wrote %s, %v", got, err)
	}
	if err := json.Unmarshal(got, &back); err != nil || !reflect.DeepEqual(s, back) {
		t.Errorf("read %+v, %v", back, err)
	}
}
