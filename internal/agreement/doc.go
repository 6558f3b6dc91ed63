// Package agreement writes a rule set, or rules about accounts, as one page that
// sales and marketing can both sign: what a good lead is, who asks what, what is worth points, and who
// does what with whom. A condition that has a name is given by it; one without
// is shown as the expression that it is, tiers and amounts of a simple form in
// words too (phrases.go). [Markdown] and [HTML] write the page, which page.go,
// points.go, terms.go and meanings.go put together; accounts.go says whom it is
// about and puts together the page of rules about accounts.
package agreement
