package main

import "fmt"

func count(kind string, days int) string {
	if days == 0 {
		return fmt.Sprintf(`count([1 | some a in input.activities; a.type == "%s"]) >= %%n`, kind)
	}
	return fmt.Sprintf(`count([1 | some a in input.activities; a.type == "%s"; a.days_ago <= %d]) >= %%n`, kind, days)
}

// texts are the criteria in Rego, in peerbench's order. What stands between ||
// becomes a rule of its own, which is how Rego says or.
var texts = [...]string{
	`input.company.employees >= %n; input.company.employees <= 5000`,
	`input.company.industry in {"SaaS", "Fintech", "Healthcare", "Manufacturing", "Retail", "Insurance", "Telecom", "%w"}`,
	`input.person.country in {"US", "CA", "GB", "DE", "%w"}`,
	`input.company.annual_revenue >= %n`,
	`"%w" in input.company.technologies`,
	`some w in ["VP", "Director", "Chief", "%w"]; contains(input.person.job_title, w)`,
	"regex.match(`(?i)^(vp|vice president|%w)\\b.*(sales|marketing|revenue)`, input.person.job_title)",
	`input.person.seniority in {"c_level", "vp", "director"}; input.person.department in {"sales", "marketing", "%w"}`,

	`input.answers.budget >= %n`,
	`input.answers.authority in {"decision_maker", "%w"}`,
	`input.answers.need in {"crm", "automation", "%w"}`,
	`input.answers.timeline_days > 0; input.answers.timeline_days <= %n`,

	`some w in ["@gmail.com", "@yahoo.com", "%w"]; endswith(input.person.email, w)`,
	`input.company.domain in {"leadzilla.example", "pipemaster.example", "scoreking.example", "funnelforge.example", "dealhound.example", "closerhq.example", "quotaflow.example", "growthpeak.example", "salesowl.example", "prospectly.example", "%w"}`,
	`not input.person.consent || input.source == "%w"`,
	`input.company.employees < %n || input.company.country in {"KP", "IR", "SY"}`,

	count("page_view", 30),
	count("page_view", 90),
	`count([1 | some a in input.activities; a.type == "page_view"; a.days_ago <= 30; contains(a.url, "/pricing")]) >= %n`,
	count("email_open", 30),
	count("email_click", 30),
	`some a in input.activities; a.type == "demo_request"; a.value >= %n`,
	`some a in input.activities; a.type == "demo_request"; a.days_ago <= 30; a.value >= %n`,
	count("webinar_attend", 90),
	count("content_download", 90),
	`count(input.activities) >= %n; some a in input.activities; a.days_ago <= 7`,
	`input.company.employees >= %n; count([1 | some a in input.activities; a.days_ago <= 90]) == 0`,
	`sum([a.value | some a in input.activities]) >= %n`,
	`sum([a.value | some a in input.activities; a.type == "purchase"; a.days_ago <= 90]) >= %n`,
	`some a in input.activities; a.value >= %n`,
	`count([1 | some a in input.activities; a.type == "page_view"; startswith(a.url, "/docs")]) >= %n`,
	`count(input.activities) >= %n; every a in input.activities { a.type != "unsubscribe" }`,
	count("email_bounce", 0),
	`count(input.activities) >= %n`,
	`count([1 | some a in input.activities; a.type == "form_submit"; a.days_ago <= 30]) >= %n; some b in input.activities; b.type == "page_view"; contains(b.url, "/pricing")`,
	count("trial_login", 7),

	`input.custom.plan == "%w"`,
	`object.get(input.custom, "nps", 0) >= %n`,
	`input.custom.is_partner == true; input.company.employees >= %n`,
	`input.custom.seats >= %n; input.custom.region_code == "EMEA"`,
}
