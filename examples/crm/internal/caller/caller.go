// Package caller says who sends a request, and how they reached the service.
package caller

import (
	"context"
	"net/http"
)

// Caller is who sends a request.
type Caller struct {
	// Name is whom the proxy has signed in; "" where there is none.
	Name string
	// Base is the service as the caller reaches it, such as https://crm.example.
	Base string
}

type key struct{}

// With puts the caller into a context.
func With(ctx context.Context, c Caller) context.Context { return context.WithValue(ctx, key{}, c) }

// Of is the caller of a request.
func Of(r *http.Request) Caller {
	c, ok := r.Context().Value(key{}).(Caller)
	if !ok {
		c.Base = "http://" + r.Host
	}
	return c
}
