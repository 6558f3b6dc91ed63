// Package agreement writes a rule set as one page that sales and marketing can
// both sign: what a good lead is, who asks what, what is worth points, and who
// does what with whom. A condition that has a name is given by it; one without
// is shown as the expression that it is.
package agreement
