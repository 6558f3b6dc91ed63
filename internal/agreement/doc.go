// Package agreement writes a rule set as one page that sales and marketing can
// both sign: what a good lead is, who asks what, what is worth points, and who
// does what with whom. A condition that has a name is given by it; one without
// is shown as the expression that it is, tiers and amounts of a simple form in
// words too (phrases.go). [Markdown] and [HTML] write the page, which page.go,
// points.go, terms.go and meanings.go put together.
package agreement
