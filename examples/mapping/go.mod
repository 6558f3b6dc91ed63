module github.com/leadqual/leadqual/examples/mapping

go 1.26

require (
	github.com/goccy/go-yaml v1.19.2
	github.com/google/go-cmp v0.7.0
	github.com/jszwec/csvutil v1.10.0
	github.com/leadqual/leadqual v0.0.0
)

require github.com/expr-lang/expr v1.17.8 // indirect

replace github.com/leadqual/leadqual => ../..
