package qualify

import "github.com/leadqual/leadqual/internal/inside"

// DropWords takes the words out of a decision that Verify does not compare.
func DropWords(_ inside.Key, d *Decision) { dropWords(d) }

// FirstDifference says in words what differs first, as Verify's error does.
func FirstDifference(_ inside.Key, c *Change) string { return firstDifference(c) }
