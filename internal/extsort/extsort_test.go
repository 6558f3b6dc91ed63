package extsort

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

type record struct{ key, payload string }

// randomRecords have few keys, so that many are the same, and some that are long.
func randomRecords(r *rand.Rand, n int) []record {
	list := make([]record, n)
	for i := range list {
		key := make([]byte, r.IntN(12))
		for j := range key {
			key[j] = "\x00ab\xff"[r.IntN(4)]
		}
		size := r.IntN(40)
		if r.IntN(50) == 0 {
			size = r.IntN(20_000)
		}
		list[i] = record{string(key), fmt.Sprint(i) + string(bytes.Repeat([]byte{'x'}, size))}
	}
	return list
}

func sortedBy(t *testing.T, s *Sorter) (have []record) {
	t.Helper()
	it, err := s.Sort(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for {
		key, payload, err := it.Next()
		if err == io.EOF {
			return have
		} else if err != nil {
			t.Fatal(err)
		}
		have = append(have, record{string(key), string(payload)})
	}
}

// Whatever fits into memory, the order is that of a stable sort, twice.
func TestSorter(t *testing.T) {
	for seed := range uint64(25) {
		r := rand.New(rand.NewPCG(seed, 1))
		dir := t.TempDir()
		records := randomRecords(r, r.IntN(1500))
		s := NewSorter(Options{Memory: []int{1, 500, 5_000, 100_000, 0}[seed%5], Dir: dir})
		for _, x := range records {
			if err := s.Add([]byte(x.key), []byte(x.payload)); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortStableFunc(records, func(a, b record) int { return bytes.Compare([]byte(a.key), []byte(b.key)) })
		for pass := range 2 {
			if have := sortedBy(t, s); !slices.Equal(have, records) {
				t.Fatalf("seed %d, pass %d: %d records are not in order, want %d", seed, pass, len(have), len(records))
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		empty(t, dir)
	}
}

// empty holds that no file is left.
func empty(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Fatalf("left in the folder: %v %v", left, err)
	}
}

func TestSpool(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		dir := t.TempDir()
		s := NewSpool(Options{Memory: []int{1, 3000, 0}[seed%3], Dir: dir})
		records := randomRecords(r, r.IntN(500))
		var at []int64
		for _, x := range records {
			place, err := s.Add([]byte(x.payload))
			if err != nil {
				t.Fatal(err)
			}
			at = append(at, place)
		}
		each, err := s.Each()
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range records {
			if have, err := each.Next(); err != nil || string(have) != x.payload {
				t.Fatalf("seed %d: record %d is %.20q %v, want %.20q", seed, i, have, err, x.payload)
			}
			other := r.IntN(len(records))
			if have, err := s.At(at[other]); err != nil || string(have) != records[other].payload {
				t.Fatalf("seed %d: record %d by its place is %.20q %v", seed, other, have, err)
			}
		}
		if _, err := each.Next(); err != io.EOF {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		empty(t, dir)
	}
}

// full is a file on a disk that has no room after so many bytes in all.
type full struct {
	File
	room *int
	open *int
}

var errFull = errors.New("no space left on device")

func (f full) Write(p []byte) (int, error) {
	if *f.room -= len(p); *f.room < 0 {
		return 0, errFull
	}
	return f.File.Write(p)
}

func (f full) Close() error {
	*f.open--
	return f.File.Close()
}

// Wherever the disk becomes full, that is the error, and nothing is left behind.
func TestFullDisk(t *testing.T) {
	records := randomRecords(rand.New(rand.NewPCG(1, 3)), 3000)
	succeeded := false
	for room := 0; !succeeded; room = 2*room + 1000 {
		dir, open, left := t.TempDir(), 0, room
		create := func() (File, error) {
			f, err := Temporary(dir)
			open++
			return full{f, &left, &open}, err
		}
		s := NewSorter(Options{Memory: 2000, Create: create})
		err := func() error {
			for _, x := range records {
				if err := s.Add([]byte(x.key), []byte(x.payload)); err != nil {
					return err
				}
			}
			_, err := s.Sort(context.Background())
			return err
		}()
		if succeeded = err == nil; err != nil && !errors.Is(err, errFull) {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil || open != 0 {
			t.Fatalf("%d files open, %v", open, err)
		}
		empty(t, dir)
	}
}

func TestCancelled(t *testing.T) {
	s := NewSorter(Options{Memory: 500, Dir: t.TempDir()})
	defer s.Close()
	for _, x := range randomRecords(rand.New(rand.NewPCG(1, 4)), 5000) {
		if err := s.Add([]byte(x.key), []byte(x.payload)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Sort(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// Of a system that keeps the name of an open file, Close removes the file.
func TestNamed(t *testing.T) {
	dir := t.TempDir()
	f, err := os.CreateTemp(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := (named{f}).Close(); err != nil {
		t.Fatal(err)
	}
	empty(t, dir)
	if _, err := Temporary(dir + "/none"); err == nil {
		t.Error("a file in no folder")
	}
}
