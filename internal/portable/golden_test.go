package portable_test

import (
	"math"
	"testing"

	"github.com/leadqual/leadqual/internal/portable"
)

// The bits on every processor: stored decisions and owners rest on them.

func TestExp2Golden(t *testing.T) {
	for _, c := range []struct {
		x    float64
		bits uint64
	}{
		{-0.1, 0x3feddb680117ab12},
		{-0.25, 0x3feae89f995ad3ae},
		{-0.5, 0x3fe6a09e667f3bcc},
		{-0.75, 0x3fe306fe0a31b715},
		{-0.3333333333333333, 0x3fe965fea53d6e3d},
		{-1.37, 0x3fd8c2d382bb2f2b},
		{-2.718281828459045, 0x3fc37344cd2cafcb},
		{-10.01, 0x3f4fc769e9b9c35f},
		{-100.3, 0x39a9fdf8bcce534c},
		{-1000.7, 0x163b2c47bff827a},
		{-1050.5, 0xb504f3},
		{0.3, 0x3ff3b2c47bff8329},
		{7.7, 0x4069fdf8bcce533e},
		{1023.9, 0x7feddb680117aa8e},
	} {
		if got := math.Float64bits(portable.Exp2(c.x)); got != c.bits {
			t.Errorf("Exp2(%v) has the bits %#x, want %#x", c.x, got, c.bits)
		}
	}
}

func TestNegLog2Golden(t *testing.T) {
	for _, c := range []struct {
		h    uint64
		bits uint64
	}{
		{0x0, 0x4050400000000000},
		{0x1, 0x404fb51ff2e30215},
		{0x2, 0x404f56cb0f6865c9},
		{0x3e8, 0x404b04498ca2545f},
		{0xffffffff, 0x4040000000005c55},
		{0x100000000, 0x403fffffffff4756},
		{0x123456789abcdef, 0x401f414fdb498226},
		{0x5a827999fcef3242, 0x3ff8000000000000},
		{0x5a827999fcef3243, 0x3ff8000000000000},
		{0x7fffffffffffffff, 0x3ff0000000000000},
		{0x8000000000000000, 0x3ff0000000000000},
		{0x9e3779b97f4a7c15, 0x3fe6373ad151ca67},
		{0xb504f333f9de6484, 0x3fdffffffffffffe},
		{0xb504f333f9de6485, 0x3fe0000000000000},
		{0xdeadbeefcafef00d, 0x3fc9c0467e9a95a9},
		{0xfffffffffffffffe, 0x3c014ff58be0a23e},
		{0xffffffffffffffff, 0x3be71547652b82fe},
	} {
		if got := math.Float64bits(portable.NegLog2(c.h)); got != c.bits {
			t.Errorf("NegLog2(%#x) has the bits %#x, want %#x", c.h, got, c.bits)
		}
	}
}
