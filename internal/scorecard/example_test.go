package scorecard_test

import (
	"fmt"
	"time"

	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

func ExampleCard() {
	card := scorecard.NewCard(&scoring.Model{
		Groups: []scoring.Group{{ID: "web", Max: new(scoring.Points(20))}},
		Rules: []scoring.Rule{
			{ID: "pricing", Group: "web", When: "...", Points: new(scoring.Points(15))},
			{ID: "webinar", Group: "web", Each: ".type == 'webinar'", Points: new(scoring.Points(8)),
				Decay: &scoring.Decay{Kind: scoring.Linear, Rate: new(scoring.Rate(0.5)), EveryDays: scoring.Days(30)}},
			{ID: "size", Tiers: []scoring.Tier{{When: "...", Points: scoring.Points(20)}, {When: "...", Points: scoring.Points(10)}}},
		},
		ReadyAt: new(scoring.Points(35)),
	})
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	webinar := scorecard.AgeOf(asOf, asOf.AddDate(0, 0, -15))

	var (
		sheet scorecard.Sheet
		score scoring.Score
	)
	card.Open(&sheet, &score)
	card.When(&sheet, 0, truth.Met)
	card.Each(&sheet, 1, truth.Met, []scorecard.Age{webinar})
	card.Tiers(&sheet, 2, truth.Met, []truth.Truth{truth.Unknown, truth.Met})
	card.Close(&sheet)

	for _, r := range score.Rules {
		fmt.Printf("%-8s %4v, %v to %v\n", r.ID, r.Points, r.Low, r.High)
	}
	fmt.Printf("%-8s %4v\n", "clip", score.Groups[0].Clip.Points)
	fmt.Printf("%-8s %4v, %v to %v, ready: %v\n", "score", score.Points, score.Low, score.High, card.Ready(&score))
	// Output:
	// pricing    15, 15 to 15
	// webinar     6, 6 to 6
	// size       10, 10 to 20
	// clip       -1
	// score      30, 30 to 40, ready: unknown
}

func ExampleRound() {
	fmt.Println(scorecard.Round(12.34567), scorecard.Round(-0.0005))
	// Output:
	// 12346 -1
}
