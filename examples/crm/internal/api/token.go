package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
)

// Token is the hash of a secret, so that comparing takes as long whatever the
// secret and whatever is offered.
type Token [sha256.Size]byte

// NewToken makes a token. A secret that can be guessed is refused.
func NewToken(secret string) (Token, error) {
	if len(secret) < 16 {
		return Token{}, errors.New("the token for who changes rules is too short: give at least 16 characters")
	}
	return sha256.Sum256([]byte(secret)), nil
}

// allows tells whether a request bears the token.
func (t Token) allows(r *http.Request) bool {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	offered := sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(offered[:], t[:]) == 1 && strings.EqualFold(scheme, "Bearer") && t != Token{}
}

// guard lets through who has the token.
func (t Token) guard(next func(http.ResponseWriter, *http.Request) (answer, error)) func(http.ResponseWriter, *http.Request) (answer, error) {
	return func(w http.ResponseWriter, r *http.Request) (answer, error) {
		if !t.allows(r) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="rules"`)
			return answer{}, problem(http.StatusUnauthorized, "only who has the token may do this: Authorization: Bearer TOKEN")
		}
		return next(w, r)
	}
}
