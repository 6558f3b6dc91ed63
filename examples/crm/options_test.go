package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

func TestOptions(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for _, p := range pairs {
				if k, v, _ := strings.Cut(p, "="); k == name {
					return v
				}
			}
			return ""
		}
	}
	good := "CRM_TOKEN=0123456789abcdef"
	for _, c := range []struct {
		args string
		env  func(string) string
		want string // in the error; "" is none
	}{
		{"", env(), "CRM_TOKEN"},
		{"", env("CRM_TOKEN=short"), "at least 16"},
		{"", env(good), ""},
		{"-random-token", env(), ""},
		{"-demo", env(), ""},
		{"-addr 0.0.0.0:80", env(good), "-behind-proxy"},
		{"-addr :80", env(good), "-behind-proxy"},
		{"-addr crm.example:80", env(good), "-behind-proxy"},
		{"-addr 127.0.0.1", env(good), "-addr"},
		{"-addr localhost:80", env(good), ""},
		{"-addr [::1]:80", env(good), ""},
		{"-addr 0.0.0.0:80 -behind-proxy X-Forwarded-Email", env(good), ""},
		{"-rules nowhere.json", env(good), "nowhere.json"},
		{"extra", env(good), "extra"},
		{"", env(good, "DATABASE_URL=mysql://x"), "DATABASE_URL"},
		{"", env(good, "CRM_WEBHOOK_URL=ftp://x"), "CRM_WEBHOOK_URL"},
		{"", env(good, "CRM_WEBHOOK_URL=https://x.example/hook"), "CRM_WEBHOOK_SECRET"},
		{"", env(good, "CRM_WEBHOOK_URL=https://x.example/hook", "CRM_WEBHOOK_SECRET="+testSecret), ""},
	} {
		_, err := parse(strings.Fields(c.args), c.env, io.Discard)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.args, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v; want an error with %s", c.args, err, c.want)
		}
	}
}

// A made-up token is long, is another each time, and is printed once.
func TestRandomToken(t *testing.T) {
	var last string
	for range 2 {
		o, err := parse([]string{"-random-token"}, func(string) string { return "" }, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if len(o.printed) < 20 || o.printed == last {
			t.Errorf("token %q after %q", o.printed, last)
		}
		last = o.printed
	}
	o, err := parse([]string{"-random-token"}, func(name string) string { return map[string]string{"CRM_TOKEN": testToken}[name] }, io.Discard)
	if err != nil || o.printed != "" {
		t.Errorf("a token that was given is printed: %q, %v", o.printed, err)
	}
}

func TestHelp(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-help"}, func(string) string { return "" }, io.Discard, &out); err == nil || !strings.Contains(out.String(), "CRM_TOKEN") {
		t.Errorf("%v\n%s", err, &out)
	}
}
