// Package icp judges fit: does a lead look like the customers we can help?
//
// An ideal customer profile is a list of criteria. Each is met, unmet or
// unknown, and each has a weight. The met share of the total weight, compared
// with the profile's GoodAt, gives the verdict:
//
//	criterion   weight  outcome   counts
//	size        3       met       3 of 3
//	industry    2       unknown   0 to 2 of 2
//	title       1       unmet     0 of 1
//
// Here 3 to 5 of 6 are met, so Low is 0.5 and High 0.833. With GoodAt 0.5 the
// fit is good whatever the industry turns out to be, with 0.9 it is poor
// whatever it is, and with 0.6 it is unknown.
//
// A required criterion decides alone: unmet, the fit is poor; unknown, it is
// not good yet. A criterion with tiers earns part of its weight: a vice
// president all of it, a director half. Grades name the steps of the share, A
// to D for example.
//
// Texts under When are opaque here. Whoever evaluates them hands the truth
// values to [Profile.Judge]. Shares, weights and steps are integers of 1/1000
// and compared exactly; nothing is rounded before the verdict.
package icp
