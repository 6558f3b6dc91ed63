package matrix

import "testing"

// The published hash, as another program computed it.
func TestHashGolden(t *testing.T) {
	for _, x := range []struct {
		lead, owner string
		want        uint64
	}{
		{"L-1", "ana", 0x1c9d79683e4cb439},
		{"L-1", "bo", 0x74d8f3d02630fae9},
		{"L-2", "ana", 0x85ea42247f33a5c9},
		{"", "ana", 0x0de97dc2fa975d6f},
		{"a", "bc", 0x82a144826e72d59e},
		{"ab", "c", 0x9291f5e7171dc35a},
		{"münchen-7", "übung", 0xf485d4da014f5abe},
	} {
		if got := hash(x.lead, x.owner); got != x.want {
			t.Errorf("hash(%q, %q) = %#x, want %#x", x.lead, x.owner, got, x.want)
		}
	}
}
