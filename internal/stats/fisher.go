package stats

// Tail is the one-sided mid-p of Fisher's exact test: the chance, given the
// margins and no difference between the sides, of more than hitsA hits among
// the a, plus half that of just so many (H. O. Lancaster, "Significance tests
// in discrete distributions", Journal of the American Statistical Association
// 56, 1961). It is 1/2 where the margins leave one table only.
//
// It sums the hypergeometric distribution relative to its mode, by the four
// basic operations alone, in time that grows with the root of the smaller
// margin.
func Tail(hitsA, a, hitsB, b int) float64 {
	hits := hitsA + hitsB
	least, most := max(0, hits-b), min(a, hits)
	if a < 1 || b < 1 || least == most {
		return 0.5
	}
	n1, n2, k := float64(a), float64(b), float64(hits)
	mode := int((n1 + 1) * (k + 1) / (n1 + n2 + 2))
	mode = min(max(mode, least), most)
	total, above := 0.0, 0.0
	put := func(x int, w float64) {
		total += w
		if x > hitsA {
			above += w
		} else if x == hitsA {
			above += w / 2
		}
	}
	put(mode, 1)
	// Far out terms are nothing beside the sum, but may be all of the tail.
	for x, w := mode, 1.0; x < most && (w > 1e-18*total || x <= hitsA || w > 1e-18*above); x++ {
		f := float64(x)
		w *= (n1 - f) * (k - f) / ((f + 1) * (n2 - k + f + 1))
		if w == 0 {
			break
		}
		put(x+1, w)
	}
	for x, w := mode, 1.0; x > least && (w > 1e-18*total || x > hitsA && w > 1e-18*above); x-- {
		f := float64(x)
		w *= f * (n2 - k + f) / ((n1 - f + 1) * (k - f + 1))
		if w == 0 {
			break
		}
		put(x-1, w)
	}
	return above / total
}

// MidP is the two-sided mid-p of Fisher's exact test, as twice the smaller
// one-sided one.
func MidP(hitsA, a, hitsB, b int) float64 {
	return min(1, 2*min(Tail(hitsA, a, hitsB, b), Tail(hitsB, b, hitsA, a)))
}

// A Side is one of two groups of leads that are compared.
type Side struct {
	Hits  int // leads that hit
	Known int // leads that hit and that did not
	// Unknown are those of which it is not known.
	Unknown int
}

// N are the leads of the side, known or not.
func (s Side) N() int { return s.Known + s.Unknown }

// Corners are the one-sided tests of whether a hits more often than b, and less
// often, each where the unknown speak most against it: better has all of a's
// lost and all of b's won. A claim that both corners must allow keeps its level
// whatever became of the unknown (R. L. Berger, "Multiparameter hypothesis
// testing and acceptance sampling", Technometrics 24, 1982).
func Corners(a, b Side) (better, worse float64) {
	better = Tail(a.Hits, a.N(), b.Hits+b.Unknown, b.N())
	worse = Tail(b.Hits, b.N(), a.Hits+a.Unknown, a.N())
	return better, worse
}

// CornersP is the two-sided p of Corners.
func CornersP(a, b Side) float64 {
	better, worse := Corners(a, b)
	return min(1, 2*min(better, worse))
}
