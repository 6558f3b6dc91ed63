// Package bounds says what expressions may come to without evaluating them at
// every point: over a span of time, by interval arithmetic ([Evaluator]), and
// over the values of one fact, by the few that the texts tell apart
// ([Candidates], [Distinct]). [SampleActivities] makes activities that satisfy
// the predicates.
//
// [TimeDependence] knows which texts depend on the time at all, and the instants
// at which ages and dates reach the constants that they are compared with.
package bounds
