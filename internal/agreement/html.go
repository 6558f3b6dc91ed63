package agreement

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

//go:embed agreement.style.html
var styleHTML string

// HTML writes the page as one file that needs nothing else: no script, no
// font and no picture from elsewhere. It is made for paper of A4 or Letter.
// What comes from the rule set is escaped. The error is that of Compile.
func HTML(rs *qualify.RuleSet) ([]byte, error) {
	d, err := ofRuleSet(rs)
	if err != nil {
		return nil, err
	}
	return d.html(), nil
}

// AccountsHTML writes the page of rules about accounts, as HTML does that of a rule
// set. The error is that of account.Compile.
func AccountsHTML(rules *account.Rules) ([]byte, error) {
	d, err := ofAccounts(rules)
	if err != nil {
		return nil, err
	}
	return d.html(), nil
}

// markup is HTML being written. No template does it: package html/template would make
// the playground larger by 0.3 MB as it is sent.
type markup struct{ strings.Builder }

// put writes markup with a text, escaped, for each %s in it.
func (m *markup) put(format string, texts ...string) {
	escaped := make([]any, len(texts))
	for i, text := range texts {
		escaped[i] = escapeHTML.Replace(text)
	}
	fmt.Fprintf(m, format, escaped...)
}

var escapeHTML = strings.NewReplacer("\x00", "\ufffd", "&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", "+", "&#43;")

// putIf writes markup with a text, unless that is "".
func (m *markup) putIf(format, text string) {
	if text != "" {
		m.put(format, text)
	}
}

func (m *markup) what(c condition) {
	m.put("%s", c.Words)
	if c.Code != "" && c.Words != "" {
		m.put(": ")
	}
	m.putIf("<code>%s</code>", c.Code)
}

func (m *markup) named(n named) {
	m.what(n.What)
	m.note(n.Note)
}

func (m *markup) note(text string) { m.putIf(`<span class="note">%s</span>`, text) }

// lines are texts one below the other.
func (m *markup) lines(texts []string) {
	for i, text := range texts {
		if i > 0 {
			m.put("<br>")
		}
		m.put("%s", text)
	}
}

func (d *document) html() []byte {
	m := &markup{}
	m.put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	m.put("<title>%s: what a good %s is</title>\n", d.Name, d.Of)
	m.WriteString(styleHTML)
	m.put("</head>\n<body>\n<header>\n<h1>%s: what a good %s is</h1>\n", d.Name, d.Of)
	m.put(`<p class="sub">An agreement between marketing and sales`)
	m.putIf(", version %s", d.Version)
	m.put(" <span class=\"print\">%s</span></p>\n</header>\n", d.Fingerprint)
	if len(d.Parts) > 1 {
		m.putIf("<p>%s</p>\n", d.Note)
	}
	m.roles(d.Roles)
	for _, p := range d.Parts {
		if p.Heading != "" {
			m.put("<h2 class=\"part\">%s", p.Heading)
			m.putIf(", version %s", p.Version)
			m.put("</h2>\n")
		}
		m.page(p)
	}
	const line = `<div class="lines"><div class="line"></div><div class="line"></div><div class="under">Name and signature</div><div class="under">Date</div></div></div>`
	m.put("<section class=\"signed\">\n<h2>Signed</h2>\n<div class=\"sign\">\n")
	m.put("<div><strong>Marketing</strong>" + line + "\n<div><strong>Sales</strong>" + line + "\n</div>\n</section>\n</body>\n</html>\n")
	return []byte(m.String())
}

func (m *markup) roles(roles []role) {
	if len(roles) == 0 {
		return
	}
	m.put("<section class=\"roles\">\n<h2>Roles</h2>\n<table class=\"steps\">\n")
	m.put("<thead><tr><th colspan=\"2\">Of these a person has the first that applies</th><th>Who has it</th><th>Ask</th></tr></thead>\n<tbody>\n")
	for _, r := range roles {
		m.put(`<tr><td class="step"></td><td><strong>%s</strong></td><td>`, r.ID)
		m.named(r.named)
		m.put("</td><td>")
		m.lines(r.Questions)
		m.put("</td></tr>\n")
	}
	m.put("</tbody>\n</table>\n</section>\n")
}

// page writes what is said of one rule set.
func (m *markup) page(p *page) {
	m.put("<div class=\"short\">\n")
	m.putIf("<p>%s</p>\n", p.Note)
	for _, text := range p.GoodLead {
		m.put("<p>%s</p>\n", text)
	}
	m.put("<p>%s</p>\n</div>\n<main>\n", p.Unknown)
	if len(p.Raises) > 0 {
		m.put("<section>\n<h2>Raised hands</h2>\n<p>%s</p>\n<ul class=\"plain\">\n", p.Raise)
		for _, r := range p.Raises {
			m.put("<li>")
			m.named(r)
			m.put("</li>\n")
		}
		m.put("</ul>\n</section>\n")
	}
	m.screening(p)
	m.criteria(p)
	m.points(p)
	for _, c := range p.Checklists {
		m.checklist(&c)
	}
	if len(p.Terms) > 0 {
		m.put("<section>\n<h2>Terms</h2>\n<table>\n<tbody>\n")
		for _, t := range p.Terms {
			m.put("<tr><td><strong>%s</strong></td><td>", t.Name)
			m.what(t.What)
			m.put("</td></tr>\n")
		}
		m.put("</tbody>\n</table>\n</section>\n")
	}
	if len(p.Meanings) > 0 {
		m.put("<section>\n<h2>What values count as</h2>\n<ul class=\"plain\">\n")
		for _, text := range p.Meanings {
			m.put("<li>%s</li>\n", text)
		}
		m.put("</ul>\n</section>\n")
	}
	m.put("</main>\n<section>\n<h2>Who does what</h2>\n")
	m.cells(p)
	m.routes(p)
	m.trials(p)
	m.put("</section>\n")
}

func (m *markup) screening(p *page) {
	if len(p.Screening) == 0 {
		return
	}
	m.put("<section>\n<h2>%s</h2>\n<table class=\"steps\">\n", p.Out)
	m.put("<thead><tr><th colspan=\"2\">The first that applies decides</th><th>Then</th></tr></thead>\n<tbody>\n")
	for _, s := range p.Screening {
		m.put(`<tr><td class="step"></td><td>`)
		m.named(s.named)
		m.put("</td><td>%s</td></tr>\n", s.Then)
	}
	m.put("</tbody>\n</table>\n</section>\n")
}

func (m *markup) criteria(p *page) {
	if len(p.Criteria) == 0 {
		return
	}
	m.put("<section>\n<h2>%s</h2>\n<p>A good fit meets %s of the weight.", p.Fit, p.GoodAt)
	m.putIf(" Grades: %s.", p.Grades)
	m.note(p.FitNote)
	m.put("</p>\n<table>\n<thead><tr><th>Criterion</th><th class=\"n\">Weight</th></tr></thead>\n<tbody>\n")
	for _, c := range p.Criteria {
		m.put("<tr><td>")
		m.named(c.named)
		m.put(`</td><td class="n">`)
		if c.Required {
			m.put("required, ")
		}
		m.put("%s</td></tr>\n", c.Weight)
		for _, t := range c.Tiers {
			m.put(`<tr class="tier"><td>`)
			m.what(t.What)
			m.put("</td><td class=\"n\">%s of it</td></tr>\n", t.Worth)
		}
	}
	m.put("</tbody>\n</table>\n</section>\n")
}

func (m *markup) points(p *page) {
	if len(p.Groups) == 0 {
		return
	}
	m.put("<section class=\"long\">\n<h2>Points</h2>\n")
	if p.Limits+p.Bands+p.Chances+p.ScoreNote != "" {
		m.put("<p>")
		m.putIf("The score %s. ", p.Limits)
		m.putIf("Bands: %s.", p.Bands)
		m.putIf(" %s.", p.Chances)
		m.note(p.ScoreNote)
		m.put("</p>\n")
	}
	for _, g := range p.Groups {
		if g.Name != "" {
			m.put("<h3>%s", g.Name)
			m.putIf(": %s", g.Limits)
			m.put("</h3>\n")
			m.putIf("<p class=\"note\">%s</p>\n", g.Note)
		}
		m.put("<table>\n<thead><tr><th>What</th><th class=\"n\">Points</th><th class=\"how\">How often</th></tr></thead>\n<tbody>\n")
		for _, r := range g.Rules {
			m.put("<tr><td>")
			m.named(r.named)
			m.put("</td><td class=\"n\">%s</td><td class=\"how\">%s</td></tr>\n", r.Points, r.How)
			for _, t := range r.Tiers {
				m.put(`<tr class="tier"><td>`)
				m.what(t.What)
				m.put("</td><td class=\"n\">%s</td><td class=\"how\"></td></tr>\n", t.Worth)
			}
		}
		m.put("</tbody>\n</table>\n")
	}
	m.put("</section>\n")
}

func (m *markup) checklist(c *checklist) {
	m.put("<section>\n<h2>%s</h2>\n<p>Qualified with %s.", c.Name, c.Needed)
	m.note(c.Note)
	m.put("</p>\n<table>\n<thead><tr><th>Item</th><th>Ask</th></tr></thead>\n<tbody>\n")
	for _, i := range c.Items {
		m.put("<tr><td>")
		m.named(i.named)
		m.put("</td><td>")
		m.lines(i.Questions)
		m.put("</td></tr>\n")
	}
	m.put("</tbody>\n</table>\n</section>\n")
}

func (m *markup) cells(p *page) {
	m.put("<div class=\"cells\">\n")
	for _, c := range p.Cells {
		m.put(`<div class="cell`)
		if c.Fit == "good" && c.Ready == "ready" {
			m.put(" best")
		}
		where := "Poor fit, "
		switch c.Fit {
		case "any":
			m.put(" wide")
			where = "Readiness unknown"
		case "unknown":
			where = "Fit unknown, "
		case "good":
			where = "Good fit, "
		}
		if c.Fit != "any" {
			where += c.Ready
		}
		m.put("\">\n<div class=\"where\">%s</div>\n<div><span class=\"who\">%s</span>: %s</div>\n", where, c.Team, c.Action)
		m.putIf("<div class=\"note\">%s</div>\n", c.Note)
		m.put("<div class=\"status\">The %s is then: %s</div>\n</div>\n", p.One, c.Status)
	}
	m.put("</div>\n")
}

func (m *markup) routes(p *page) {
	if len(p.Routes) == 0 {
		return
	}
	m.put("<table>\n<thead><tr><th>Team</th><th>%s</th><th>Go to</th></tr></thead>\n<tbody>\n", p.Plural)
	for _, r := range p.Routes {
		m.put("<tr><td>%s</td><td>", r.Team)
		m.named(r.named)
		m.put("</td><td>%s</td></tr>\n", r.Owners)
	}
	m.put("</tbody>\n</table>\n")
}

func (m *markup) trials(p *page) {
	if len(p.Trials) == 0 {
		return
	}
	m.put("<table>\n<thead><tr><th>Experiment (salt)</th><th>%s</th><th>Chance decides</th></tr></thead>\n<tbody>\n", p.Plural)
	for _, t := range p.Trials {
		m.put("<tr><td>%s</td><td>", t.Name)
		m.named(t.named)
		m.put("</td><td>")
		m.lines(t.Arms)
		m.put("</td></tr>\n")
	}
	m.put("</tbody>\n</table>\n")
}
