// Package scorecard adds up the points of one lead by a [scoring.Model].
//
// [NewCard] prepares a model once. Then, for each lead, in order of the rules:
//
//	card.Open(&score)
//	card.When(&score, 0, truth.Met)
//	card.Each(&score, 1, truth.Met, ages)
//	card.Close(&score)
//
// A rule that is unmet may be left out, so a lead costs what it matches and
// not what the model holds. Once the memory of the score is warm, nothing is
// allocated.
//
// What any lead can come to is bounded by [RuleRange] and [Range], without a
// card: lint, descriptions of rule sets and plans go by the same bounds.
//
// card.go prepares the model and adds up; forms.go has what a rule of each form
// is worth, decay.go and age.go what time takes from it, round.go the rounding,
// bounds.go the bounds.
package scorecard
