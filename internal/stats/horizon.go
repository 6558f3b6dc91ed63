package stats

// Horizon is the number of days within which nine tenths of the wins came,
// counted by the day they came on, of leads that have all been followed for so
// many days. It is not settled where there are no wins, or where the leads have
// been followed for less than twice as long: then wins may still be coming.
func Horizon(wins []int, followed int) (days int, settled bool) {
	all := 0
	for _, n := range wins {
		all += n
	}
	if all == 0 {
		return 0, false
	}
	sum := 0
	for day, n := range wins {
		if sum += n; 10*sum >= 9*all {
			days = day
			break
		}
	}
	return days, followed >= 2*days
}
