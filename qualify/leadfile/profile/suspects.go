package profile

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// Names and addresses that are typed by whoever tries a form.
var (
	testLocals  = []string{"test", "tests", "testing", "tester", "asdf", "asd", "qwerty", "abc", "aaa", "xxx", "xyz", "foo", "noemail", "no-email", "none", "fake", "dummy", "sample", "na", "nomail"}
	testDomains = []string{"test.com", "test.de", "test.org", "test.net", "example.com", "example.org", "example.net", "asdf.com", "abc.com", "none.com", "noemail.com", "fake.com", "mailinator.com", "guerrillamail.com", "yopmail.com", "tempmail.com", "10minutemail.com"}
	testNames   = []string{"test", "tester", "testing", "test test", "test user", "test lead", "test company", "test account", "asdf", "asdf asdf", "qwerty", "foo", "bar", "foo bar", "john doe", "jane doe", "max mustermann", "erika mustermann", "mustermann", "mickey mouse", "donald duck", "dummy", "sample", "fake", "aaa", "abc", "xyz", "first last", "firstname lastname", "acme test"}
)

func testAddress(address string) bool {
	local, host, _ := strings.Cut(address, "@")
	local, _, _ = strings.Cut(local, "+")
	return slices.Contains(testDomains, host) || slices.Contains(testLocals, strings.TrimRight(local, "0123456789"))
}

func testName(name string) bool {
	return slices.Contains(testNames, strings.TrimRight(strings.Join(strings.Fields(name), " "), "0123456789 "))
}

// freeDomains is what is_free_email goes by.
var freeDomains = func() map[string]bool {
	all := map[string]bool{}
	for _, d := range qualify.FreeEmailDomains() {
		all[d] = true
	}
	return all
}()

func freeDomain(host string) bool { return freeDomains[host] }
