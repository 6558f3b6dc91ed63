package schemas_test

import (
	"fmt"
	"io/fs"

	"github.com/leadqual/leadqual/qualify/schemas"
)

func ExampleFS() {
	names, err := fs.Glob(schemas.FS(), "*")
	if err != nil {
		fmt.Println(err)
	}
	for _, name := range names {
		fmt.Println(name)
	}
	// Output:
	// account.schema.json
	// account_cases.schema.json
	// account_decision.schema.json
	// account_record.schema.json
	// cases.schema.json
	// decision.schema.json
	// lead.schema.json
	// map.schema.json
	// policy.schema.json
	// roster.schema.json
	// ruleset.schema.json
}
