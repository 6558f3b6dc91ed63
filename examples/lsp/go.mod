module github.com/leadqual/leadqual/examples/lsp

go 1.26.0

require (
	github.com/creachadair/jrpc2 v1.3.6
	github.com/google/go-cmp v0.7.0
	github.com/leadqual/leadqual v0.0.0
	github.com/myleshyson/lsprotocol-go v1.0.2
)

require (
	github.com/creachadair/mds v0.31.0 // indirect
	github.com/expr-lang/expr v1.17.8 // indirect
	golang.org/x/sync v0.24.0 // indirect
)

replace github.com/leadqual/leadqual => ../..
