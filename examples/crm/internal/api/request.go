package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
)

// read reads a body of JSON: one object of at most max bytes.
func read(w http.ResponseWriter, r *http.Request, max int64, types ...string) ([]byte, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	known := false
	for _, t := range types {
		known = known || t == kind
	}
	if charset := params["charset"]; err != nil || !known || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, problem(http.StatusUnsupportedMediaType, "send Content-Type: "+types[0])
	}
	if r.Header.Get("Content-Encoding") != "" {
		return nil, problem(http.StatusUnsupportedMediaType, "send the body without Content-Encoding")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, max))
	var large *http.MaxBytesError
	var network net.Error
	switch {
	case errors.As(err, &large):
		return nil, problem(http.StatusRequestEntityTooLarge, fmt.Sprintf("send at most %d bytes", max))
	case errors.As(err, &network) && network.Timeout():
		return nil, problem(http.StatusRequestTimeout, "the body took too long")
	case err != nil:
		return nil, problem(http.StatusBadRequest, "the body ends too early")
	case !utf8.Valid(body):
		return nil, problem(http.StatusBadRequest, "the body is not UTF-8")
	}
	return body, nil
}

// decode reads an object into v. A key that v does not have is a mistake: whoever
// misspelt it would wait in vain for what it does.
func decode(body []byte, v any) error {
	if text := strings.TrimLeft(string(body[:min(len(body), 64)]), " \t\r\n"); !strings.HasPrefix(text, "{") {
		return problem(http.StatusBadRequest, "send a JSON object")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			return problem(http.StatusBadRequest, "send one JSON object, and nothing behind it")
		}
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return problem(http.StatusBadRequest, fmt.Sprintf("not JSON: %v at byte %d", syntax, syntax.Offset))
	case errors.As(err, &kind):
		return problem(http.StatusUnprocessableEntity, fmt.Sprintf("%s: want %v, have %s", kind.Field, kind.Type, kind.Value))
	}
	return problem(http.StatusUnprocessableEntity, err.Error())
}

// post is what tells whether the request has come before.
func post(r *http.Request, body []byte) (store.Request, error) {
	keys := r.Header.Values("Idempotency-Key")
	if len(keys) == 0 {
		return store.Request{}, nil
	}
	key := keys[0]
	ok := len(keys) == 1 && key != "" && len(key) <= 200
	for i := range len(key) {
		ok = ok && key[i] > ' ' && key[i] < 0x7f
	}
	if !ok {
		return store.Request{}, problem(http.StatusBadRequest, "Idempotency-Key: give one, of 1 to 200 printable ASCII characters")
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %s\n", r.Method, r.URL.Path)
	hash.Write(body)
	return store.Request{Key: key, Hash: hex.EncodeToString(hash.Sum(nil))}, nil
}

// leadID is the lead of the path.
func leadID(r *http.Request) (string, error) {
	id := r.PathValue("id")
	if err := desk.CheckID(id); err != nil {
		return "", problem(http.StatusNotFound, "no lead has such an id")
	}
	return id, nil
}
