package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// measure prints all figures, one after the other.
func measure(ctx context.Context, database string, s settings) error {
	starts, err := startOften(ctx, database)
	if err != nil {
		return err
	}
	server, err := start(ctx, database)
	if err != nil {
		return err
	}
	b := &bench{server.address, server, s}
	header()
	line("start of the binary, the database open", "< 100 ms", milliseconds(starts), starts < 100*time.Millisecond)
	for _, figure := range []func(context.Context) error{b.firstPage, b.script, b.clicks, b.title, b.blocked, b.reloads, b.idle, b.held} {
		if err := figure(ctx); err != nil {
			return errors.Join(err, server.stop())
		}
	}
	footer()
	return server.stop()
}

// startOften is the median of some starts.
func startOften(ctx context.Context, database string) (time.Duration, error) {
	var took []time.Duration
	for range 7 {
		s, err := start(ctx, database)
		if err != nil {
			return 0, err
		}
		if err := s.stop(); err != nil {
			return 0, err
		}
		took = append(took, s.started)
	}
	return quantile(took, 0.5), nil
}

type bench struct {
	address string
	server  *server
	settings
}

// firstPage asks for new pages, one after the other.
func (b *bench) firstPage(ctx context.Context) error {
	var took []time.Duration
	for range 200 {
		began := time.Now()
		_, body, err := get(ctx, "http://"+b.address+"/")
		if err != nil {
			return err
		}
		took = append(took, time.Since(began))
		if n := bytes.Count(body, []byte("<article")); n != 15 {
			return fmt.Errorf("the first page has %d posts, and not 15", n)
		}
	}
	median := quantile(took, 0.5)
	line("first HTML, rows in it, median", "< 10 ms", milliseconds(median), median < 10*time.Millisecond)
	return nil
}

var scripts = regexp.MustCompile(`<script[^>]* src="([^"]+)"`)

// script is the size of all scripts of the page.
func (b *bench) script(ctx context.Context) error {
	_, page, err := get(ctx, "http://"+b.address+"/")
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for _, m := range scripts.FindAllSubmatch(page, -1) {
		_, script, err := get(ctx, "http://"+b.address+string(m[1]))
		if err != nil {
			return err
		}
		if _, err := z.Write(script); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	line("its script, gzipped", "≤ 12 KB", fmt.Sprintf("%.1f KB", float64(packed.Len())/1000), packed.Len() <= 12_000)
	return nil
}

// clicks are those of one visitor: what they take in the server, and what the visitor sees of it.
func (b *bench) clicks(ctx context.Context) error {
	if _, err := b.server.events(ctx); err != nil {
		return err
	}
	seen, err := b.visitor(ctx, 5000)
	if err != nil {
		return err
	}
	took, err := b.server.events(ctx)
	if err != nil {
		return err
	}
	if len(took) != len(seen) {
		return fmt.Errorf("the server has seen %d events, and not %d", len(took), len(seen))
	}
	p99 := quantile(took, 0.99)
	line("click → patch, 1 visitor, in the server, p99", "< 1 ms", milliseconds(p99), p99 < time.Millisecond)
	note("  its median", milliseconds(quantile(took, 0.5)))
	note("  with the way there and back, median", milliseconds(quantile(seen, 0.5)))
	note("  with the way there and back, p99", milliseconds(quantile(seen, 0.99)))
	return nil
}

// visitor is how long each click of a new visitor took.
func (b *bench) visitor(ctx context.Context, clicks int) (took []time.Duration, err error) {
	v, err := arrive(ctx, b.address)
	if err != nil {
		return nil, err
	}
	defer v.leave()
	for range clicks {
		a, err := v.click("Rename")
		if err != nil {
			return nil, err
		}
		took = append(took, a.took)
	}
	return took, nil
}

// title is what a browser gets when one title of the 15 has changed.
func (b *bench) title(ctx context.Context) error {
	v, err := arrive(ctx, b.address)
	if err != nil {
		return err
	}
	defer v.leave()
	a, err := v.click("Rename")
	if err != nil {
		return err
	}
	line("one title of 15 posts changes, on the wire", "< 600 bytes", fmt.Sprintf("%d bytes", a.bytes), a.bytes < 600)
	return nil
}

// blocked is the longest that a visitor waits while the handler of another one blocks for a second.
func (b *bench) blocked(ctx context.Context) error {
	slow, err := arrive(ctx, b.address)
	if err != nil {
		return err
	}
	defer slow.leave()
	done := make(chan error, 1)
	go func() { _, err := slow.click("Block"); done <- err }()
	var longest time.Duration
	for {
		took, err := b.visitor(ctx, 20)
		if err != nil {
			return err
		}
		longest = max(longest, slices.Max(took))
		select {
		case err := <-done:
			line("another visitor's delay while one handler blocks 1 s, longest", "< 50 ms", milliseconds(longest), longest < 50*time.Millisecond)
			return err
		default:
		}
	}
}

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
			if _, err := v.click("Reload"); err != nil {
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

// idle is the memory of a visit with its connection, of which nobody wants anything.
func (b *bench) idle(ctx context.Context) error {
	before, err := b.server.memory(ctx)
	if err != nil {
		return err
	}
	visits, err := b.arriveAll(ctx, b.settings.idle)
	if err != nil {
		return err
	}
	defer leaveAll(visits)
	after, err := b.server.memory(ctx)
	kb := (after - before) / 1024 / float64(len(visits))
	line("memory for an idle visit with the feed in its state, its socket included", "≤ 40 KB", fmt.Sprintf("%.1f KB", kb), kb <= 40)
	return err
}

// pace is how many events a second all held visits send together.
const pace = 200

// held is how long an event takes while many visits are held. The time runs from when the event was due.
func (b *bench) held(ctx context.Context) error {
	visits, err := b.arriveAll(ctx, b.visits)
	if err != nil {
		return fmt.Errorf("not all of %d visits were let in (how many files may be open?): %w", b.visits, err)
	}
	defer leaveAll(visits)
	random := rand.New(rand.NewPCG(1, 2))
	took := make([]time.Duration, int(b.hold.Seconds()*pace))
	began := time.Now()
	var all sync.WaitGroup
	var failed atomic.Value
	for i, of := range random.Perm(max(len(took), len(visits)))[:len(took)] {
		due := began.Add(time.Duration(i) * time.Second / pace)
		time.Sleep(time.Until(due))
		all.Go(func() {
			if _, err := visits[of%len(visits)].click("Rename"); err != nil {
				failed.Store(err)
			}
			took[i] = time.Since(due)
		})
	}
	all.Wait()
	if err, ok := failed.Load().(error); ok {
		return err
	}
	p99 := quantile(took, 0.99)
	line(fmt.Sprintf("%d visits held for %s, %d events/s in all, p99", len(visits), b.hold, pace), "15000, ≤ 5 ms", milliseconds(p99),
		len(visits) >= 15_000 && p99 <= 5*time.Millisecond)
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
		if v != nil && v.conn != nil {
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
