package scoring_test

import (
	"testing"

	"github.com/leadqual/leadqual/scoring"
)

func TestColumnAdd(t *testing.T) {
	got := scoring.Column{Points: 0.001, Low: -0.002, High: 0.003}.Add(scoring.Column{Points: 0.01, Low: 0.02, High: 0.03})
	if want := (scoring.Column{Points: 0.011, Low: 0.018, High: 0.033}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
