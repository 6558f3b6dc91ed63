package explain_test

import (
	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/qualify/truth"
)

// german is a table in another language, as a host would write it.
func german() *explain.Words {
	return &explain.Words{
		Decimal: ",", List: ", ", Reasons: "; ", Percent: "{n} %", More: "{n} weitere", Range: "{points} (von {low} bis {high})", LimitRange: "{points} (im kleinsten Fall {low}, im größten {high})",
		Quote: "„{name}“", Time: "02.01.2006 15:04 UTC", Label: "{label}:",

		Lead: "{name} ({id})", NoID: "Lead ohne Kennung",
		What: "{lead}: {status}; {place}.", WhatWithCell: "{lead}: {status}; {place}; Feld {cell}.", Removed: "{lead}: {status}.",
		Statuses: map[matrix.Status]string{
			matrix.StatusMQL: "vom Marketing qualifiziert (MQL)", matrix.StatusSQL: "vom Vertrieb qualifiziert (SQL)", matrix.StatusNurture: "pflegen",
			matrix.StatusResearch: "vor dem Anruf nachsehen", matrix.StatusDisqualified: "ausgeschieden", matrix.StatusExcluded: "ausgenommen, kein Lead",
		},
		Cells: map[matrix.Cell]string{
			matrix.CellGoodFitReady: "passt, bereit", matrix.CellGoodFitNotReady: "passt, nicht bereit",
			matrix.CellPoorFitReady: "passt nicht, bereit", matrix.CellPoorFitNotReady: "passt nicht, nicht bereit",
			matrix.CellFitUnknownReady: "Eignung offen, bereit", matrix.CellFitUnknownNotReady: "Eignung offen, nicht bereit",
			matrix.CellReadinessUnknown: "Bereitschaft offen",
		},

		Why:       "Warum",
		RemovedBy: "Der Ausschluss {step} trifft zu.", RemovedWithReason: "Der Ausschluss {step} trifft zu: {reason}.",
		OtherRules: "Entschieden wurde nach anderen Regeln als {rules}; diese können es nicht begründen.",
		NoInstant:  "Es fehlt der Zeitpunkt, daher wurde nichts geprüft.",

		Fits: map[icp.Verdict]string{
			icp.Good: "Passt: {reasons}.", icp.Poor: "Passt nicht: {reasons}.", icp.Undecided: "Eignung offen: {reasons}.",
		},
		FitCounts:       "Eignung offen, was hier als unpassend zählt: {reasons}.",
		FitEveryone:     "die Regeln haben kein Profil",
		FitShare:        "{share} des Profils erfüllt, nötig {needed}",
		FitShort:        "{share} des Profils erfüllt, nötig {needed}; es fehlt {criteria}",
		FitRequired:     "verlangt und nicht erfüllt ist {criteria}",
		FitOpen:         "{low} bis {high} des Profils erfüllt, nötig {needed}; offen ist {criteria}",
		FitOpenRequired: "verlangt und offen ist {criteria}",

		Readinesses: map[qualify.ReadinessVerdict]string{
			qualify.Ready: "Bereit: {reasons}.", qualify.NotReady: "Nicht bereit: {reasons}.", qualify.ReadinessUnknown: "Bereitschaft offen: {reasons}.",
		},
		ReadinessCounts: "Bereitschaft offen, was hier als nicht bereit zählt: {reasons}.",
		HandRaised:      "hat sich gemeldet ({raises})", HandDown: "hat sich nicht gemeldet", HandDownOnly: "hat sich nicht gemeldet, und nur das zählt hier",
		ScoreEnough: "{points} Punkte, nötig {needed}", ScoreShort: "{points} Punkte, nötig {needed}", ScoreOpen: "{low} bis {high} Punkte, nötig {needed}",
		ScoreStays: "{points} Punkte, nötig {stays}, um beim Vertrieb zu bleiben", MayStay: "{stays} genügen, um beim Vertrieb zu bleiben",
		GroupShort: "{group} hat {points}, nötig {needed}", GroupOpen: "{group} hat {low} bis {high}, nötig {needed}",
		ChecklistFails: "{checklist} ist nicht erfüllt", ChecklistOpen: "{checklist} ist offen",
		MostPoints: "Meiste Punkte: {rules}.", PointsTaken: "Abgezogen: {rules}.", MostPointsOne: "{rule} {points}",

		Next: "Jetzt", NextNobody: "Nichts zu tun.", NextTeam: "{team}: {action}.", NextOwner: "{owner} ({team}): {action}.",
		NextRoster:  "Jemand aus {roster} ({team}): {action}.",
		AskDecisive: "Die Antwort kann das ändern: {questions}", AskOther: "Noch offen: {questions}", AskForRecord: "Nur für die Akte: {questions}",
		FindOut: "Herausfinden: {fact}.", AskPerson: "Zu {person}: {question}",
		Certain: "Nichts, was fehlt, kann das ändern.", CertainButHand: "Nichts, was fehlt, kann das ändern, nur wer sich meldet.",
		CertainButFind: "Keine fehlende Angabe kann das ändern, wohl aber jemand, der noch zu finden ist.", MayChange: "Was fehlt, kann das noch ändern.",
		NotAsked: "Entschieden ohne Fragen.", IsBrief: "Entschieden in Kurzform, ohne Fragen und die einzelnen Merkmale und Regeln.",
		Whys: map[string]string{
			qualify.WhyStale: "Die Angabe ist zu alt.", string(qualify.WrongKind): "Die Angabe ist von falscher Art.",
			string(qualify.NotInEnum): "Die Angabe ist keiner der erlaubten Werte.", string(qualify.NotFinite): "Die Angabe ist keine endliche Zahl.",
			string(qualify.NoDomain): "Die Angabe hat keine Domain.", string(qualify.LaterThanAsOf): "Die Angabe liegt in der Zukunft.",
			string(qualify.ConflictingRecords): "Die Datensätze widersprechen sich.",
		},
		Teams: map[string]string{matrix.Sales: "Vertrieb", matrix.Marketing: "Marketing"},
		Actions: map[string]string{
			matrix.Call: "jetzt anrufen", matrix.Research: "fünf Minuten nachsehen, dann über den Anruf entscheiden", matrix.Ask: "zurückrufen und fragen, was fehlt",
			matrix.Nurture: "in Verbindung bleiben", matrix.Keep: "mit wenig Aufwand behalten", matrix.Enrich: "herausfinden, was fehlt",
		},
		Facts: map[string]string{
			"person.email": "E-Mail-Adresse", "person.name": "Name", "person.phone": "Telefon", "person.job_title": "Stellung",
			"person.seniority": "Rang", "person.department": "Abteilung", "person.country": "Land der Person", "person.region": "Region der Person",
			"person.city": "Ort", "person.consent": "Einwilligung", "company.name": "Firma", "company.domain": "Domain der Firma",
			"company.industry": "Branche", "company.employees": "Zahl der Beschäftigten", "company.annual_revenue": "Jahresumsatz",
			"company.country": "Land der Firma", "company.region": "Region der Firma", "company.technologies": "eingesetzte Technik",
			"answers.budget": "Budget", "answers.authority": "Einfluss auf den Kauf", "answers.need": "Bedarf",
			"answers.timeline_days": "Tage bis zum Kauf", "answers.current_vendor": "bisheriger Anbieter",
			"answers.wants_contact": "Wunsch nach Kontakt", "answers.wants_contact_at": "Zeitpunkt dieses Wunschs",
			"source": "Herkunft", "stage": "Stand", "owner": "Zuständig", "created_at": "Zeitpunkt der Entstehung",
			"created_days_ago": "Alter in Tagen", "idle_days": "Tage ohne Aktivität",
		},
		BANTItems:    map[string]string{bant.Budget: "Budget", bant.Authority: "Befugnis", bant.Need: "Bedarf", bant.Timeline: "Zeitplan"},
		RulesVersion: "{rules} {version}",

		NoAccountID: "Account ohne Kennung", People: "Personen", NobodyThere: "Noch ist niemand da.",
		RoleHeld: "{role}: {people}.", RoleOpen: "Rolle offen: {people}.",
		FindDecisive: "Zu finden, das kann es ändern: {roles}.", FindOther: "Es fehlt: {roles}.",
		PeopleLeft:    "Ausgelassen, ohne Kennung oder mit der einer anderen: {n}; entschieden ist, als wären sie nicht da.",
		PeopleHeading: "Personen", FindHeading: "Wer zu finden ist",
		Person: "{person}: {role}; {status}", PersonPoints: "{person}: {role}; {status}; {points} Punkte", RoleNone: "ohne Rolle", RoleUnknown: "Rolle offen",
		Find: "{role}, für {places}", FindCanChange: "{role}, für {places}; das kann die Entscheidung ändern",
		Earned: "{line}; von {members}", EarnedBy: "{member} {points}", EarnedByNobody: "niemand Bekanntem", LimitForEach: "{limit} je Person",

		ScreeningHeading: "Ausschluss", FitHeading: "Eignung", ReadinessHeading: "Bereitschaft", ScoreHeading: "Punkte", BANTHeading: "BANT", OwnerHeading: "Zuständigkeit",
		QuestionsHeading: "Was offen ist", IssuesHeading: "Falsche Daten",

		Counted: "gezählt: {n}", Limit: "höchstens {limit}", LimitPer: "höchstens {limit} in {days} Tagen", WithinDays: "nicht älter als {days} Tage", Fading: "verblassend",

		Outcomes: map[truth.Truth]string{truth.Met: "ja", truth.Unmet: "nein", truth.Unknown: "offen"},
		Step:     "{outcome}: {step}", StepRemoves: "{outcome}: {step}, daher {status}", StepLifted: "{outcome}: {step}, aber der Lead hat sich gemeldet",
		Raise:       "{outcome}: {raise}",
		Reset:       "was bis {time} geschah, zählt nicht mehr",
		WishStale:   "hat um Kontakt gebeten, zuletzt bestätigt am {time}, vor mehr als {days} Tagen, und zählt nicht mehr",
		WishUndated: "hat um Kontakt gebeten, aber niemand weiß wann; wenn nach {time}, zählt es",
		FitSummary:  "{share} des Profils erfüllt, nötig {needed}", FitSummaryOpen: "{low} bis {high} des Profils erfüllt, nötig {needed}",
		Grade: "Note {grade}", Criterion: "{outcome}: {criterion} (Gewicht {weight})", CriterionRequired: "{outcome}: {criterion} (verlangt, Gewicht {weight})",
		CriterionPart:         "{outcome}: {criterion} (Gewicht {weight}, davon zählen {share})",
		CriterionRequiredPart: "{outcome}: {criterion} (verlangt, Gewicht {weight}, davon zählen {share})",
		Values:                "{line} [{values}]", Value: "{fact}: {value}",
		Checklists: map[bant.Verdict]string{
			bant.Qualified: "qualifiziert: {met} erfüllt, nötig {needed}", bant.Unqualified: "nicht qualifiziert: {met} erfüllt, nötig {needed}",
			bant.Undecided: "offen: {met} erfüllt, nötig {needed}",
		},
		Item: "{outcome}: {item}",
		Rule: "{points} {rule}", RuleMatches: "{points} {rule} ({matches})", RuleUnknown: "{points} {rule}, offen",
		GroupClip: "{points} durch die Grenzen von {group}", TotalClip: "{points} durch die Grenzen der Summe",
		Total: "{points} insgesamt", Band: "Stufe {band}", Group: "Gruppe {group}: {points}", RulesUnmet: "keine Punkte für: {rules}",
		Chance:     "von bearbeiteten Leads mit solchen Punkten wurden {chance} gewonnen",
		ChanceOpen: "von bearbeiteten Leads mit solchen Punkten wurden {chance} gewonnen ({low} bis {high}, je nach dem, was offen ist)", ChanceFitted: "{line}; gemessen an: {fitted}",
		Experiment: "per Zufall im Arm {arm} des Versuchs {experiment}, mit {share} der Leads dort; {propensity} bekommen dasselbe",
		Route:      "über die Route {route}",
		Question:   "{question} Das klärt {places}.", QuestionDecisive: "{question} Das klärt {places} und kann die Entscheidung ändern.",
		QuestionForRecord: "{question} Das klärt {places}, nur für die Akte.",
		Issues: map[qualify.IssueCode]string{
			qualify.WrongKind: "{path}: Wert falscher Art", qualify.NotInEnum: "{path}: keiner der erlaubten Werte",
			qualify.NotFinite: "{path}: keine endliche Zahl", qualify.NoDomain: "{path}: Adresse ohne Domain",
			qualify.LaterThanAsOf: "{path}: liegt in der Zukunft, gilt als unbekannt", qualify.ConflictingRecords: "{path}: die Datensätze widersprechen sich", qualify.RepeatedID: "{path}: mehrere mit dieser Kennung, keiner zählt", qualify.BadActivity: "{path}: ohne Art oder Zeitpunkt, zählt nicht",
			qualify.NoID: "ohne Kennung ist niemand zuständig", qualify.NoAsOf: "kein Zeitpunkt",
		},
		Decided: "Entschieden nach {rules}, Stand {time}.", DecidedNoInstant: "Entschieden nach {rules}.",
	}
}
