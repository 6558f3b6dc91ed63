// Package stats has the statistics that audits stand on: rates with intervals,
// comparisons of rates, and what must hold when outcomes come late or were
// never looked for.
//
// Every function takes counts, most of them whole numbers, and gives the same
// bits for the same counts on every processor: it uses the four basic
// operations, square roots, and the functions of package portable. So parts of
// an audit can be counted apart and added up, in any order, before anything is
// computed. Nothing here keeps state, reads a clock or draws random numbers.
//
//	rates         Wilson, Bounded, Newcombe, Ratio
//	two rates     MidP, Corners, Tail (Fisher's exact test with mid-p)
//	many tests    Adjust (Benjamini and Hochberg)
//	strata        MantelHaenszel, Stratified
//	time          Curve (Aalen and Johansen), Trend (Cochran and Armitage),
//	              Horizon, PSI and its limit
//	experiments   Always (Robbins' normal mixture), ArmsP
//	distributions Normal, ChiSquare and their quantiles
package stats
