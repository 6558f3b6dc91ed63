package agreement_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify/account"
)

// Rules about accounts have their two pages beside them. LEADQUAL_UPDATE writes them.
func TestGoldenAccounts(t *testing.T) {
	files, err := filepath.Glob("testdata/accounts/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	for _, file := range files {
		e, err := account.Load(os.DirFS("."), filepath.ToSlash(file), nil)
		if err != nil {
			t.Fatal(err)
		}
		for ext, write := range map[string]func(*account.Rules) ([]byte, error){".md": agreement.AccountsMarkdown, ".html": agreement.AccountsHTML} {
			have, err := write(e.Rules())
			if err != nil {
				t.Fatal(err)
			}
			testkit.Golden(t, strings.TrimSuffix(file, ".json")+ext, string(have))
			if strings.Contains(string(have), " it meets") && !strings.Contains(string(have), "An account fits if it meets") {
				t.Errorf("%s%s: whom does it mean?", file, ext)
			}
		}
	}
	for _, write := range []func(*account.Rules) ([]byte, error){agreement.AccountsMarkdown, agreement.AccountsHTML} {
		if page, err := write(&account.Rules{}); err == nil || page != nil {
			t.Errorf("%s, %v", page, err)
		}
	}
}
