package generate

// What samples there are, for tests.
var (
	Samples         = samples
	ActivitySamples = activitySamples
)
