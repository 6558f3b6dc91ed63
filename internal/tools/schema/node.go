package schema

import (
	"bytes"
	"encoding/json"
	"slices"
)

// node is a schema. Its fields stand in the order in which they are written.
type node struct {
	Schema      string      `json:"$schema,omitempty"`
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description,omitempty"`
	Ref         string      `json:"$ref,omitempty"`
	Type        any         `json:"type,omitempty"` // a text or several
	Format      string      `json:"format,omitempty"`
	Pattern     string      `json:"pattern,omitempty"`
	Enum        []any       `json:"enum,omitempty"`
	Default     any         `json:"default,omitempty"`
	Minimum     *float64    `json:"minimum,omitempty"`
	Maximum     *float64    `json:"maximum,omitempty"`
	MinItems    int         `json:"minItems,omitempty"`
	MinLength   int         `json:"minLength,omitempty"`
	Items       *node       `json:"items,omitempty"`
	Properties  *properties `json:"properties,omitempty"`
	Names       *node       `json:"propertyNames,omitempty"`
	// Additional is false or a node.
	Additional   any         `json:"additionalProperties,omitempty"`
	Required     []string    `json:"required,omitempty"`
	Dependencies *properties `json:"dependencies,omitempty"`
	AllOf        []*node     `json:"allOf,omitempty"`
	AnyOf        []*node     `json:"anyOf,omitempty"`
	Not          *node       `json:"not,omitempty"`
	If           *node       `json:"if,omitempty"`
	Then         *node       `json:"then,omitempty"`
	Else         *node       `json:"else,omitempty"`
	Definitions  *properties `json:"definitions,omitempty"`
}

// properties are an object of schemas, or of lists of keys, in an order.
type properties struct {
	names  []string
	values []any
}

func (p *properties) add(name string, value any) {
	p.names, p.values = append(p.names, name), append(p.values, value)
}

func (p *properties) remove(name string) {
	if i := slices.Index(p.names, name); i >= 0 {
		p.names, p.values = slices.Delete(p.names, i, i+1), slices.Delete(p.values, i, i+1)
	}
}

func (p *properties) clone() *properties {
	return &properties{slices.Clone(p.names), slices.Clone(p.values)}
}

// MarshalJSON writes the object.
func (p *properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, name := range p.names {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.Encode(name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(p.values[i]); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// text is the schema as a file.
func (n *node) text() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(n)
	return b.Bytes(), err
}
