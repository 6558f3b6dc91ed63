package strictjson

import (
	"reflect"
	"testing"
)

func TestSteps(t *testing.T) {
	for _, c := range []struct {
		path string
		want []Step
		ok   bool
	}{
		{"", nil, true},
		{"Owner", []Step{{"Owner", -1}}, true},
		{"Owner.Name", []Step{{"Owner", -1}, {"Name", -1}}, true},
		{`Lines[2]["a.b"].c`, []Step{{"Lines", -1}, {"", 2}, {"a.b", -1}, {"c", -1}}, true},
		{"Lead Source", []Step{{"Lead Source", -1}}, true},
		{"a..b", nil, false},
		{".a", nil, false},
		{"a.", nil, false},
		{"a[", nil, false},
		{"a[-1]", nil, false},
		{`["a`, nil, false},
	} {
		steps, ok := Steps(c.path)
		if ok != c.ok || !reflect.DeepEqual(steps, c.want) {
			t.Errorf("Steps(%q) = %v, %v, want %v, %v", c.path, steps, ok, c.want, c.ok)
		}
	}
}
