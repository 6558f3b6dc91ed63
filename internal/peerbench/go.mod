module github.com/leadqual/leadqual/internal/peerbench

go 1.26

require github.com/leadqual/leadqual v0.0.0

require github.com/expr-lang/expr v1.17.8 // indirect

replace github.com/leadqual/leadqual => ../..
