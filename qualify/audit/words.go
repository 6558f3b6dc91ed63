package audit

import "fmt"

// explained says what a section of a report shows, for the page and the text
// alike, with every word of statistics that stands there.
func (r *Report) explained(section string) string {
	switch section {
	case "rates":
		return fmt.Sprintf("A rate is a share of leads. The range beside it holds the true share nineteen times in twenty; where it is unknown what became of some leads, it reaches from none of them %s to all of them.", r.Target)
	case "drawings":
		return "In the drawings the line is that range, its thick part what is left of it among the leads of which it is known, and the dot what was found among these."
	case "curve":
		return fmt.Sprintf("The share of leads that were %s by each day; its range holds the true one nineteen times in twenty. Newer leads are in it as far as they have got: it holds if they behave like older ones. Leads that nobody worked are not in it; open ones of which it is not known whether anybody did lower only the low end of the range. It ends where fewer than ten leads are left.", r.Target)
	case "months":
		if r.drifts() {
			return fmt.Sprintf("Where something changes, leads score differently (points), or are %s more or less often (rate), from that month on than in the up to twelve months before, and what follows is held against the months since.", r.Target)
		}
		return fmt.Sprintf("In no month do leads begin to score, or to be %s, differently than in the up to twelve months before.", r.Target)
	case "scores":
		return fmt.Sprintf("AUC is the share of pairs of a lead that was %s and one that was not which their points rank rightly: 0.5 is chance, 1 perfect. PSI, the population stability index, says how differently a month's leads score from those of the months before it; chance alone passes the limit in one month of a hundred.", r.Target)
	case "parts":
		return fmt.Sprintf("Of the leads that meet each and those that do not. The lift is how many times as often those that meet it were %s as all leads; its range holds the true one nineteen times in twenty.", r.Target) + r.comparisons()
	case "roles":
		return "Accounts in which somebody has each role, and those in which nobody has; unknown where nobody is known to, and somebody may. " + r.explained("parts")
	case "engaged":
		return "By how many people earned points under a rule of the account's that counts activities."
	case "why":
		return fmt.Sprintf("That leads which meet a rule were %s more often than the others does not say that the rule is why.", r.Target)
	case "experiments":
		return trialWords
	case "speed":
		return "This does not say that speed is why: leads that look good are called first."
	case "score":
		return "Of the leads that screening left and whose outcome is known."
	case "deciles":
		return fmt.Sprintf("The tenth with the most points first. The lift is how many times as often its leads were %s as all leads. Leads with equal points are shared out evenly where they belong to two tenths.", r.Target)
	case "steps":
		return "Groups of leads by points, each under its least. Expected is what a curve through all of them gives; where it passes outside the range of a group, the range of what is expected reaches there."
	case "never":
		return "No lead of this audit met these parts of the rule set."
	case "facts":
		return "Decisive: some value of this fact alone would have changed quadrant, status or team."
	}
	return ""
}

// comparisons says what the further comparisons of parts are that the report has.
func (r *Report) comparisons() string {
	anyway, chosen := "", ""
	for _, x := range r.parts() {
		rows := x.rows
		for i := range rows {
			if rows[i].Anyway != nil {
				anyway = " Called anyway: the same among leads that the rules send to sales with this part or without it."
			}
			if rows[i].Explored != nil {
				chosen = " As chance chose: the same by leads that an experiment had sales work."
			}
		}
	}
	return anyway + chosen
}

// trialWords says what stands about the arms of an experiment.
const trialWords = "Chance put the leads into arms, so what differs between the arms is what they did. Each is held against its control. A point is one lead in a hundred. The range of a difference may be looked at after every outcome and acted on once it leaves out 0; those by quadrant are plain: of twenty that make no difference one looks as if it did."

// drifts tells whether something begins in some month.
func (r *Report) drifts() bool {
	for i := range r.Months {
		if r.Months[i].begins() != "" {
			return true
		}
	}
	return false
}
