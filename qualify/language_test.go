package qualify_test

import (
	"fmt"

	"github.com/leadqual/leadqual/qualify"
)

func ExampleFunctions() {
	for _, f := range qualify.Functions()[:3] {
		fmt.Println(f.Name+f.Arguments, "-", f.Meaning)
	}
	// Output:
	// abs(number) - without its sign
	// all(list, condition) - whether all elements meet it
	// any(list, condition) - whether an element meets it
}

func ExampleOperators() {
	for _, o := range qualify.Operators()[:3] {
		fmt.Println(o.Name, "-", o.Meaning)
	}
	// Output:
	// == - is equal
	// != - is not equal
	// >= - is at least
}

func ExampleConstants() {
	for _, c := range qualify.Constants()[:3] {
		fmt.Println(c.Name, "-", c.Meaning)
	}
	// Output:
	// true - is met
	// false - is not met
	// nil - unknown, for == nil and != nil
}
