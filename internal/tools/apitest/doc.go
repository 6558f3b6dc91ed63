// Package apitest keeps an eye on the shape of the module: its exported API
// stands as text in api.txt, so that every change of it is seen, and a test
// says which package may import which.
package apitest
