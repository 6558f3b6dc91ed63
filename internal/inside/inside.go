// Package inside has the key to what packages of this module ask of one another and
// nobody else can: a function that takes a Key is called by the module only.
package inside

// Key is what such a function takes.
type Key struct{}
