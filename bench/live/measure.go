package main

import (
	"context"
	"errors"
	"time"
)

// A bench measures the blog.
type bench struct {
	*blog
	settings
	*server // the one that runs now
}

// measure prints all figures of the blog, one after the other. Some begin with a server that has
// had no visits: those that were there before hold memory, and follow commits, for a while.
func (b *bench) measure(ctx context.Context) (err error) {
	starts, err := b.startOften(ctx)
	if err != nil {
		return err
	}
	if b.server, err = b.start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.stop()) }()
	if err := b.header(ctx); err != nil {
		return err
	}
	line("start of the binary, until its first page is there", "< 100 ms", milliseconds(starts), starts < 100*time.Millisecond)
	for _, figure := range []func(context.Context) error{
		b.firstPage, b.script, b.clicks, b.links, b.title, b.again, b.blocked, b.reloads, b.again, b.memoryOfOne, b.again, b.held,
	} {
		if err := figure(ctx); err != nil {
			return err
		}
	}
	return nil
}

// startOften is the median of some starts. The one before them makes the database.
func (b *bench) startOften(ctx context.Context) (time.Duration, error) {
	var took []time.Duration
	for range 1 + 7 {
		s, err := b.start(ctx)
		if err != nil {
			return 0, err
		}
		if err := s.stop(); err != nil {
			return 0, err
		}
		took = append(took, s.started)
	}
	return quantile(took[1:], 0.5), nil
}

// again ends the server and starts another.
func (b *bench) again(ctx context.Context) (err error) {
	if err := b.stop(); err != nil {
		return err
	}
	b.server, err = b.start(ctx)
	return err
}
