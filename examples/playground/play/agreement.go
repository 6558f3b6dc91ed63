package play

import (
	"errors"
	"strings"

	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// page is what the page shows of an agreement: the inside of its body.
type page struct {
	HTML string `json:"html"`
}

// agreementOf writes rules as a page that sales and marketing can sign.
func agreementOf(rules string) any {
	html, err := agreementHTML(rules)
	var mistakes qualify.Errors
	if errors.As(err, &mistakes) {
		return failure{"the rules have mistakes; the agreement comes after they are mended"}
	} else if err != nil {
		return failure{err.Error()}
	}
	return page{html}
}

func agreementHTML(rules string) (string, error) {
	if aboutAccounts(rules) {
		engine, err := account.CompileJSON("", []byte(rules), nil)
		if err != nil {
			return "", err
		}
		return body(agreement.AccountsHTML(engine.Rules()))
	}
	engine, err := qualify.CompileJSON("", []byte(rules), nil)
	if err != nil {
		return "", err
	}
	return body(agreement.HTML(engine.RuleSet()))
}

// body is the inside of a page's body: the site has a style of its own.
func body(html []byte, err error) (string, error) {
	if err != nil {
		return "", err
	}
	_, inside, _ := strings.Cut(string(html), "<body>")
	inside, _, _ = strings.Cut(inside, "</body>")
	return strings.TrimSpace(inside), nil
}
