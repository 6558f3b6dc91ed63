package webhook

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// The example of the specification's reference libraries.
func TestSignAsTheStandard(t *testing.T) {
	secret, err := ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	have := secret.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; have != want {
		t.Errorf("have %s, want %s", have, want)
	}
}

func TestVerify(t *testing.T) {
	secret := Secret(strings.Repeat("k", 32))
	now := time.Unix(1_800_000_000, 0)
	body := []byte(`{"id": "x"}`)
	signed := func(change func(http.Header)) http.Header {
		h := http.Header{}
		h.Set(HeaderID, "x")
		h.Set(HeaderTimestamp, "1800000000")
		h.Set(HeaderSignature, "v1,other "+secret.Sign("x", now, body))
		change(h)
		return h
	}
	for _, c := range []struct {
		name   string
		header http.Header
		body   string
		now    time.Time
		ok     bool
	}{
		{"genuine", signed(func(http.Header) {}), string(body), now, true},
		{"a little late", signed(func(http.Header) {}), string(body), now.Add(4 * time.Minute), true},
		{"replayed", signed(func(http.Header) {}), string(body), now.Add(6 * time.Minute), false},
		{"from the future", signed(func(http.Header) {}), string(body), now.Add(-6 * time.Minute), false},
		{"another body", signed(func(http.Header) {}), `{"id": "y"}`, now, false},
		{"another id", signed(func(h http.Header) { h.Set(HeaderID, "y") }), string(body), now, false},
		{"another time", signed(func(h http.Header) { h.Set(HeaderTimestamp, "1800000001") }), string(body), now, false},
		{"no time", signed(func(h http.Header) { h.Del(HeaderTimestamp) }), string(body), now, false},
		{"no signature", signed(func(h http.Header) { h.Del(HeaderSignature) }), string(body), now, false},
	} {
		if err := secret.Verify(c.header, []byte(c.body), c.now); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestParseSecret(t *testing.T) {
	for _, bad := range []string{"", "whsec_", "whsec_c2hvcnQ=", "whsec_###", "whsec_" + strings.Repeat("A", 100)} {
		if _, err := ParseSecret(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}
