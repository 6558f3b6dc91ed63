package qualify

import "github.com/leadqual/leadqual/internal/inside"

// DropWords takes the words out of a decision that Verify does not compare.
func DropWords(_ inside.Key, d *Decision) { dropWords(d) }

// FirstDifference says in words what differs first, as Verify's error does, "" where it
// is none of the answers, the conditions and the rules.
func FirstDifference(_ inside.Key, c *Change) string { return firstDifference(c) }

// DifferentValue names the first value that differs in two decisions as JSON.
func DifferentValue(_ inside.Key, was, is []byte) string { return differentValue(was, is) }

// SameText tells whether a text of a stored decision is that of another one.
func SameText(_ inside.Key, stored, have string) bool { return sameText(stored, have) }

// OtherBytes names a text of a stored decision that is another one, where JSON makes
// the same of both.
func OtherBytes(_ inside.Key, stored, have any) string { return otherBytes(stored, have) }

// PlainReplacements writes what stands in JSON for bytes that are not UTF-8 as it is
// written of a text that was read from there.
func PlainReplacements(_ inside.Key, text []byte) []byte { return plainReplacements(text) }
