package stats_test

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/leadqual/leadqual/internal/stats"
)

// long tells whether to simulate as often as the published figures rest on.
func long() bool { return os.Getenv("LEADQUAL_LONG") != "" }

// most is the number of times out of n that something with chance p stays
// within but for once in a thousand.
func most(n int, p float64) int {
	sum, term := 0.0, math.Pow(1-p, float64(n))
	for k := 0; ; k++ {
		if sum += term; sum >= 0.999 {
			return k
		}
		term *= float64(n-k) / float64(k+1) * p / (1 - p)
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		n    int
		p    float64
		most int
	}{{500, 0.05, 41}, {1000, 0.05, 73}, {2000, 0.05, 131}} {
		if got := most(c.n, c.p); got != c.most {
			t.Errorf("most(%d, %v) = %d, want %d", c.n, c.p, got, c.most)
		}
	}
}

// Looked at after every outcome, the interval of a trial without effect leaves
// out 0 at some time in at most one of twenty.
func TestTrialsHold(t *testing.T) {
	trials, leads := 200, 3000
	if long() {
		trials, leads = 2000, 20_000
	} else if testing.Short() {
		trials, leads = 100, 2000
	}
	limit := most(trials, 0.05)
	for _, rate := range []float64{0.05, 0.2, 0.5} {
		for _, share := range []float64{0.5, 0.1} {
			wrong := 0
			for seed := range trials {
				r := rand.New(rand.NewPCG(uint64(seed+1), 1))
				var hits, n [2]int
				for range leads {
					arm := 0
					if r.Float64() < share {
						arm = 1
					}
					n[arm]++
					if r.Float64() < rate {
						hits[arm]++
					}
					if _, i, ok := stats.Always(hits[1], n[1], hits[0], n[0], 0.05, 0.02); ok && !i.Holds(0) {
						wrong++
						break
					}
				}
			}
			t.Logf("rate %v, share %v: %d of %d trials ever leave out 0, at most %d", rate, share, wrong, trials, limit)
			if wrong > limit {
				t.Errorf("rate %v, share %v: %d of %d trials ever leave out 0, want at most %d", rate, share, wrong, trials, limit)
			}
		}
	}
}
