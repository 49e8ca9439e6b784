package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// The figures of many visitors.

// reloads are 100 visitors who load the feed again and again.
func (b *bench) reloads(ctx context.Context) error {
	visits, err := b.arriveAll(ctx, 100)
	if err != nil {
		return err
	}
	defer leaveAll(visits)
	var count atomic.Int64
	began := time.Now()
	err = each(visits, len(visits), func(v *visit) error {
		for time.Since(began) < b.load {
			if _, err := v.reload(); err != nil {
				return err
			}
			count.Add(1)
		}
		return nil
	})
	second := float64(count.Load()) / time.Since(began).Seconds()
	line("100 visitors × reload of the feed", "≥ 1,000/s", fmt.Sprintf("%.0f/s", second), second >= 1000)
	return err
}

// untilRest is how long visits take to rest that have all come at once: the default of live.Limits.Rest, and the
// time that they leave to others.
const untilRest = 9 * time.Second

// memoryOfOne is the memory of a visit with its connection, of which nobody wants anything. Some have come before: what
// the first ones need is of the process.
func (b *bench) memoryOfOne(ctx context.Context) error {
	const some = 50
	first, err := b.arriveAll(ctx, some)
	if err != nil {
		return err
	}
	defer leaveAll(first)
	before, err := b.memory(ctx)
	if err != nil {
		return err
	}
	visits, err := b.arriveAll(ctx, b.idle)
	if err != nil {
		return err
	}
	defer leaveAll(visits)
	client.CloseIdleConnections() // visitors keep theirs open no longer than the page takes
	time.Sleep(untilRest)
	after, err := b.memory(ctx)
	if err != nil {
		return err
	}
	kb := (after - before) / 1024 / float64(len(visits))
	line("memory for an idle visit with the feed in its state, its socket included", "≤ 40 KB", fmt.Sprintf("%.1f KB", kb), kb <= 40)
	return b.keepHeap(ctx)
}

// keepHeap keeps what the memory of the server holds, if that was asked for.
func (b *bench) keepHeap(ctx context.Context) error {
	if b.settings.heap == "" {
		return nil
	}
	profile, err := b.server.heap(ctx)
	if err != nil {
		return err
	}
	return os.WriteFile(b.settings.heap, profile, 0o600)
}

// pace is how many events a second all held visits send together.
const pace = 200

// held is how long a reload of the feed takes while many visits are held: from when it is sent, however late others
// are, until its answer is there. From when it was due it takes longer by what the visitors' own process is late; that stands
// below.
func (b *bench) held(ctx context.Context) error {
	visits, err := b.arriveAll(ctx, b.visits)
	if err != nil {
		return fmt.Errorf("not all of %d visits were let in (how many files may be open?): %w", b.visits, err)
	}
	defer leaveAll(visits)
	random := rand.New(rand.NewPCG(1, 2))
	took := make([]time.Duration, int(b.hold.Seconds()*pace))
	sinceDue := make([]time.Duration, len(took))
	began := time.Now()
	var all sync.WaitGroup
	var failed atomic.Value
	for i, of := range random.Perm(max(len(took), len(visits)))[:len(took)] {
		due := began.Add(time.Duration(i) * time.Second / pace)
		time.Sleep(time.Until(due))
		all.Go(func() {
			a, err := visits[of%len(visits)].reload()
			if err != nil {
				failed.Store(err)
			}
			took[i], sinceDue[i] = a.took, time.Since(due)
		})
	}
	all.Wait()
	if err, ok := failed.Load().(error); ok {
		return err
	}
	p99 := quantile(took, 0.99)
	line(fmt.Sprintf("%d visits held for %s, %d reloads/s in all, p99", len(visits), b.hold, pace), "15000, ≤ 5 ms", milliseconds(p99),
		len(visits) >= 15_000 && p99 <= 5*time.Millisecond)
	note("  its median", milliseconds(quantile(took, 0.5)))
	note("  from when it was due, p99", milliseconds(quantile(sinceDue, 0.99)))
	inside, err := b.took(ctx, "link")
	if err != nil {
		return err
	}
	note("  in the server, p99 of the last ones", fmt.Sprintf("%.2f ms", inside.P99))
	return b.allHear(ctx, visits)
}

// allHear is how long it takes until all who look at the feed have a title that has changed: each page loads again.
func (b *bench) allHear(ctx context.Context, visits []*visit) error {
	writer, err := signIn(ctx, b.address, author)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := rename(ctx, writer, "Warm for all"); err != nil {
		return err
	}
	for _, v := range visits {
		if _, err := v.hears("Warm for all", 5*time.Minute); err != nil {
			return err
		}
	}
	note(fmt.Sprintf("  one title changes: until the last of the %d pages has it", len(visits)), fmt.Sprintf("%.1f s", time.Since(began).Seconds()))
	return nil
}

// arriveAll lets visitors in, eight at a time.
func (b *bench) arriveAll(ctx context.Context, n int) ([]*visit, error) {
	visits := make([]*visit, n)
	places := make([]*int, n)
	for i := range places {
		places[i] = &i
	}
	err := each(places, 8, func(i *int) (err error) {
		visits[*i], err = arrive(ctx, b.address)
		return err
	})
	if err != nil {
		leaveAll(visits)
	}
	return visits, err
}

func leaveAll(visits []*visit) {
	for _, v := range visits {
		if v != nil {
			v.leave()
		}
	}
}

// each does something with all, so many at a time.
func each[T any](all []T, atOnce int, do func(T) error) error {
	var group sync.WaitGroup
	work, errs := make(chan T), make(chan error, len(all))
	for range atOnce {
		group.Go(func() {
			for one := range work {
				if err := do(one); err != nil {
					errs <- err
				}
			}
		})
	}
	for _, one := range all {
		work <- one
	}
	close(work)
	group.Wait()
	close(errs)
	return <-errs
}
