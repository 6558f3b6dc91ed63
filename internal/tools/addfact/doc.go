// Package addfact tries on a copy of the module what adding a fact to a lead
// takes: one line in the struct.
package addfact
