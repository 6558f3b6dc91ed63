package audit

import (
	"math"

	"github.com/leadqual/leadqual/internal/stats"
)

// AUC says how well points rank leads: the chance that of a lead that hit and
// one that did not, the former has more points, ties counting half. 0.5 is
// worthless, 1 is perfect, and below 0.5 the ranking is the wrong way round.
type AUC struct {
	AUC float64 `json:"auc"`
	// Low and High bound the 95 % interval by DeLong, DeLong and Clarke-Pearson
	// ("Comparing the areas under two or more correlated receiver operating
	// characteristic curves", Biometrics 44, 1988), cut to 0 and 1.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Variance is that of AUC, by the same.
	Variance float64 `json:"variance"`
	// Hits and Misses are the numbers of leads that were compared.
	Hits   int `json:"hits"`
	Misses int `json:"misses"`
}

// AUC is that of the leads whose target is known. It is nil where all of them
// hit or none did. It is exact while the histogram is; leads in one
// bucket count as ties.
func (h *Histogram) AUC() *AUC { return aucOf(h.known()) }

func aucOf(buckets []bucket) *AUC {
	hits, misses := 0, 0
	for i := range buckets {
		hits += buckets[i].Hits
		misses += buckets[i].Known - buckets[i].Hits
	}
	if hits == 0 || misses == 0 {
		return nil
	}
	m, n := float64(hits), float64(misses)
	twice := 0 // of the pairs won, so that ties are whole
	for i, below := 0, 0; i < len(buckets); i++ {
		same := buckets[i].Known - buckets[i].Hits
		twice += buckets[i].Hits * (2*below + same)
		below += same
	}
	a := &AUC{AUC: float64(twice) / 2 / m / n, Hits: hits, Misses: misses}
	// The variance over hits of the share of misses below, and over misses of
	// the share of hits above.
	var overHits, overMisses float64
	for i, below, above := 0, 0, hits; i < len(buckets); i++ {
		won, lost := buckets[i].Hits, buckets[i].Known-buckets[i].Hits
		above -= won
		v := (float64(below)+float64(lost)/2)/n - a.AUC
		overHits += float64(float64(won) * float64(v*v))
		v = (float64(above)+float64(won)/2)/m - a.AUC
		overMisses += float64(float64(lost) * float64(v*v))
		below += lost
	}
	variance := 0.0
	if hits > 1 {
		variance += overHits / (m - 1) / m
	}
	if misses > 1 {
		variance += overMisses / (n - 1) / n
	}
	a.Variance = variance
	half := stats.Z95 * math.Sqrt(variance)
	a.Low, a.High = max(0, a.AUC-half), min(1, a.AUC+half)
	if hits == 1 || misses == 1 {
		a.Low, a.High = 0, 1
	}
	return a
}
