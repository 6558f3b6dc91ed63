package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Of functions that are committed together each fails for itself: what the others have
// written stays, also beside one that panics, and beside one that nobody waits for.
func TestGroupFailsForItself(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "crm.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	enqueue := func(i int) func(*Tx) error {
		return func(tx *Tx) error { return tx.Enqueue(fmt.Sprint("L-", i), 1, time.Unix(1, 0)) }
	}
	broken := errors.New("broken")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	// While the writer is held up, all of them come.
	hold, held := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		db.Update(t.Context(), func(*Tx) error { close(held); <-hold; return nil })
	})
	<-held
	var mu sync.Mutex
	failed := map[int]error{}
	for i := range 60 {
		all.Go(func() {
			defer func() {
				if fell := recover(); fell != nil {
					mu.Lock()
					failed[i] = fmt.Errorf("panic: %v", fell)
					mu.Unlock()
				}
			}()
			ctx := t.Context()
			if i%5 == 3 {
				ctx = gone
			}
			err := db.Update(ctx, func(tx *Tx) error {
				if err := enqueue(i)(tx); err != nil {
					return err
				}
				switch i % 5 {
				case 1:
					return broken
				case 2:
					panic(i)
				}
				return nil
			})
			mu.Lock()
			failed[i] = err
			mu.Unlock()
		})
	}
	time.Sleep(50 * time.Millisecond)
	close(hold)
	all.Wait()
	stored := map[string]bool{}
	err = db.View(t.Context(), func(tx *Tx) error {
		return tx.each(`SELECT lead_id FROM outbox`, nil, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			stored[id] = true
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		want := i%5 == 0 || i%5 == 4
		if stored[fmt.Sprint("L-", i)] != want || (failed[i] == nil) != want {
			t.Errorf("%d: stored %v, %v; want %v", i, stored[fmt.Sprint("L-", i)], failed[i], want)
		}
	}
	if !errors.Is(failed[1], broken) || !errors.Is(failed[3], context.Canceled) {
		t.Errorf("%v, %v", failed[1], failed[3])
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if err := db.Update(t.Context(), enqueue(1)); err == nil {
		t.Error("a closed database is written to")
	}
}
