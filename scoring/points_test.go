package scoring_test

import (
	"testing"

	"github.com/leadqual/leadqual/scoring"
)

func TestColumnAdd(t *testing.T) {
	got := scoring.Column{Points: 1, Low: -2, High: 3}.Add(scoring.Column{Points: 10, Low: 20, High: 30})
	if want := (scoring.Column{Points: 11, Low: 18, High: 33}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
