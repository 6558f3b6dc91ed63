// Package webhook sends what is in the outbox, at least once each, signed as
// https://www.standardwebhooks.com has it: receivers check with any of its
// libraries, or with Verify.
package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a webhook. The id is its idempotency key: an event that
// comes twice has the same.
const (
	HeaderID        = "Webhook-Id"
	HeaderTimestamp = "Webhook-Timestamp" // seconds since 1970, of this attempt
	HeaderSignature = "Webhook-Signature"
)

// Tolerance is how old a webhook may be, or how far ahead, to be believed.
const Tolerance = 5 * time.Minute

// Secret is what sender and receiver share.
type Secret []byte

// ParseSecret reads "whsec_" and base64 of 24 to 64 bytes.
func ParseSecret(text string) (Secret, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(text, "whsec_"))
	if err != nil || len(key) < 24 || len(key) > 64 {
		return nil, errors.New(`webhook: the secret has to be "whsec_" and base64 of 24 to 64 bytes; make one with: echo "whsec_$(openssl rand -base64 32)"`)
	}
	return key, nil
}

// Sign is the signature of a webhook: an HMAC with SHA-256 over id, timestamp
// and body.
func (s Secret) Sign(id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, s)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Verify says whether a webhook is genuine and fresh, for receivers.
func (s Secret) Verify(h http.Header, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(h.Get(HeaderTimestamp), 10, 64)
	if err != nil {
		return errors.New("webhook: no timestamp")
	}
	at := time.Unix(seconds, 0)
	if age := now.Sub(at); age > Tolerance || age < -Tolerance {
		return errors.New("webhook: not of this time")
	}
	want := s.Sign(h.Get(HeaderID), at, body)
	for have := range strings.FieldsSeq(h.Get(HeaderSignature)) {
		if hmac.Equal([]byte(have), []byte(want)) {
			return nil
		}
	}
	return errors.New("webhook: wrong signature")
}
