package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// The README's requests are answered as it says, in their order, and its flags are there.
func TestReadme(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl to run the commands with")
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	service := launch(t, testdb.SQLite(t), nil, "-demo")
	commands := 0
	for i, block := range strings.Split(string(text), "\n```") {
		if i%2 == 0 {
			continue
		}
		_, lines, _ := strings.Cut(block, "\n") // behind the language
		for command := range strings.SplitSeq(strings.ReplaceAll(lines, "\\\n", ""), "\n") {
			if !strings.HasPrefix(command, "curl ") {
				continue
			}
			commands++
			out, err := exec.Command("sh", "-c", strings.ReplaceAll(command, "http://127.0.0.1:8080", service.url)+" --silent --show-error --fail-with-body").CombinedOutput()
			if err != nil || !strings.Contains(string(out), `"lead_id":"L-1"`) {
				t.Errorf("%s\n%v: %s", command, err, out)
			}
		}
	}
	if commands < 3 {
		t.Errorf("%d commands found", commands)
	}
}
