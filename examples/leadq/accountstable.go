package main

import (
	"bufio"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/truth"
)

// accountTable writes decisions about accounts as lines for people, in columns of fixed
// widths and in the order of a work list, for which it holds a line of each.
type accountTable struct {
	w     *bufio.Writer
	roles map[string]string // by the place of an item of a checklist
	lines []accountLine
}

// accountLine is a line with what its place in the work list depends on.
type accountLine struct {
	decision qualify.Decision
	text     string
}

func newAccountTable(w *bufio.Writer, rules *account.Rules) *accountTable {
	t := &accountTable{w: w, roles: map[string]string{}}
	for _, l := range rules.Account.Checklists {
		for _, item := range l.Items {
			if item.Role != "" {
				t.roles[itemPlace(l.ID, item.ID)] = item.Role
			}
		}
	}
	return t
}

func itemPlace(list, item string) string { return "checklists." + list + "." + item }

func (t *accountTable) add(d *account.Decision) error {
	line := accountRow(printable(d.LeadID), string(d.Status), string(d.Fit.Verdict), d.Score.Points.String(), printable(ownerText(d.Owner)),
		engaged(d), t.missing(d), callFirst(d))
	t.lines = append(t.lines, accountLine{
		decision: qualify.Decision{LeadID: d.LeadID, Status: d.Status, Readiness: d.Readiness, Fit: d.Fit, Cell: d.Cell, Score: d.Score},
		text:     line,
	})
	return nil
}

// write writes the lines.
func (t *accountTable) write() error {
	slices.SortStableFunc(t.lines, func(a, b accountLine) int { return qualify.ByPriority(&a.decision, &b.decision) })
	for i, line := range t.lines {
		if i == 0 {
			t.w.WriteString(accountRow("ACCOUNT", "STATUS", "FIT", "POINTS", "OWNER", "ROLES", "MISSING", "CALL FIRST")) // errors stay in the writer
		}
		if _, err := t.w.WriteString(line.text); err != nil {
			return err
		}
	}
	return nil
}

func accountRow(cells ...any) string {
	return strings.TrimRight(fmt.Sprintf("%-24s  %-12s  %-7s  %9s  %-18s  %-48s  %-24s  %s", cells...), " ") + "\n"
}

// engaged says who has which role, by the first of each, and how many of the people are
// left out.
func engaged(d *account.Decision) string {
	var roles []string
	of := map[string][]string{}
	for _, p := range d.People {
		if role := p.Role.Value; p.Role.Known && role != "" {
			if of[role] == nil {
				roles = append(roles, role)
			}
			of[role] = append(of[role], printable(p.ID))
		}
	}
	for i, role := range roles {
		roles[i] = printable(role) + ": " + strings.Join(of[role], " ")
	}
	text := cmp.Or(strings.Join(roles, ", "), "nobody")
	if n := peopleLeftOut(d); n > 0 {
		text += fmt.Sprintf(" (%d left out)", n)
	}
	return text
}

// peopleLeftOut is how many of its people an account is decided without.
func peopleLeftOut(d *account.Decision) (n int) {
	for _, issue := range d.Issues {
		if (issue.Code == qualify.RepeatedID || issue.Code == qualify.NoID) && strings.HasPrefix(issue.Path, "people[") {
			n++
		}
	}
	return n
}

// missing are the roles to look for, and those that somebody may have, with whom to
// ask. Of an account that screening removed nobody is looked for.
func (t *accountTable) missing(d *account.Decision) string {
	if removedBy(&d.Decision) != "" {
		return "none"
	}
	var roles []string
	for _, f := range d.Find {
		roles = append(roles, printable(f.Role))
	}
	for _, l := range d.Checklists {
		for _, item := range l.Items {
			place := itemPlace(l.ID, item.ID)
			role := t.roles[place]
			if role == "" || item.Outcome != truth.Unknown {
				continue
			}
			text := printable(role) + "?"
			if whom := toAsk(d, place); len(whom) > 0 {
				text += " (ask " + andMore(whom[:min(len(whom), firstFew)], len(whom)) + ")"
			}
			if !slices.Contains(roles, text) {
				roles = append(roles, text)
			}
		}
	}
	return cmp.Or(strings.Join(roles, ", "), "none")
}

// toAsk are the people whose answers settle an item.
func toAsk(d *account.Decision, place string) (people []string) {
	for _, q := range d.Ask {
		if who := printable(q.Person); who != "" && slices.Contains(q.For, place) && !slices.Contains(people, who) {
			people = append(people, who)
		}
	}
	return people
}

// callFirst is the first of the people who is not removed, nobody where the account is.
func callFirst(d *account.Decision) string {
	if removedBy(&d.Decision) != "" || len(d.People) == 0 || removedBy(&d.People[0].Decision) != "" {
		return "nobody"
	}
	return printable(d.People[0].ID)
}
