package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// The figures of one visitor.

const (
	author = "benno" // of the newest post
	his    = "/posts/43"
	hisID  = "43"
	reader = "greta"
)

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
	line("all its scripts, gzipped", "≤ 12 KB", fmt.Sprintf("%.1f KB", float64(packed.Len())/1000), packed.Len() <= 12_000)
	return nil
}

// atOnce is how many events a visit sends one after the other: the blog has one that sends more for long wait.
const atOnce = 400

// clicks are those of an author who opens and closes the form for a title: handler, page and patch, without the
// database.
func (b *bench) clicks(ctx context.Context) error {
	u, err := signIn(ctx, b.address, author)
	if err != nil {
		return err
	}
	inside, seen, err := b.often(ctx, "event", func() ([]time.Duration, error) { return toggle(ctx, u) })
	if err != nil {
		return err
	}
	line("click → patch on the page of a post, 1 visitor, in the server, p99", "< 1 ms", fmt.Sprintf("%.2f ms", inside.P99), inside.P99 < 1)
	note("  its median", fmt.Sprintf("%.2f ms", inside.P50))
	note("  with the way there and back, median", milliseconds(quantile(seen, 0.5)))
	note("  with the way there and back, p99", milliseconds(quantile(seen, 0.99)))
	return nil
}

// links are those of a visitor who loads the feed from the database again and again.
func (b *bench) links(ctx context.Context) error {
	inside, seen, err := b.often(ctx, "link", func() ([]time.Duration, error) { return b.visitor(ctx, atOnce) })
	if err != nil {
		return err
	}
	note("  the same for a reload of the feed, in the server, p99", fmt.Sprintf("%.2f ms", inside.P99))
	note("  its median", fmt.Sprintf("%.2f ms", inside.P50))
	note("  with the way there and back, p99", milliseconds(quantile(seen, 0.99)))
	return nil
}

// often has one visit after the other click, and gives what that took in the server, and as the visitors saw it.
func (b *bench) often(ctx context.Context, kind string, visit func() ([]time.Duration, error)) (inside summary, seen []time.Duration, err error) {
	before, err := b.took(ctx, kind)
	if err != nil {
		return summary{}, nil, err
	}
	for len(seen) < b.settings.clicks {
		took, err := visit()
		if err != nil {
			return summary{}, nil, err
		}
		seen = append(seen, took...)
	}
	inside, err = b.took(ctx, kind)
	if n := inside.Count - before.Count; err == nil && (n != len(seen) || inside.Failed > 0) {
		err = fmt.Errorf("the server has counted %d of %d as %s, and %d failed", n, len(seen), kind, inside.Failed)
	}
	return inside, seen, err
}

// toggle opens the form for a title and closes it, again and again.
func toggle(ctx context.Context, u *user) (took []time.Duration, err error) {
	v, page, err := u.open(ctx, his)
	if err != nil {
		return nil, err
	}
	defer v.leave()
	button := map[string]string{} // what is bound to each
	for i := range atOnce {
		next := []string{"edit", "leave"}[i%2]
		if button[next] == "" {
			if button[next], err = refOf(page, next, "click"); err != nil {
				return nil, err
			}
		}
		a, err := v.click(button[next])
		if err != nil {
			return nil, err
		}
		if page = a.html(); page == "" {
			return nil, fmt.Errorf("a click on %s has changed nothing", next)
		}
		took = append(took, a.took)
	}
	return took, nil
}

// visitor is how long each reload of a new visitor took.
func (b *bench) visitor(ctx context.Context, reloads int) (took []time.Duration, err error) {
	v, err := arrive(ctx, b.address)
	if err != nil {
		return nil, err
	}
	defer v.leave()
	for range reloads {
		a, err := v.reload()
		if err != nil {
			return nil, err
		}
		took = append(took, a.took)
	}
	return took, nil
}

// title is what the browser of somebody who looks at the feed gets when an author has changed one title of the 15.
func (b *bench) title(ctx context.Context) error {
	writer, err := signIn(ctx, b.address, author)
	if err != nil {
		return err
	}
	nobody, err := arrive(ctx, b.address)
	if err != nil {
		return err
	}
	defer nobody.leave()
	known, err := signIn(ctx, b.address, reader)
	if err != nil {
		return err
	}
	user, _, err := known.open(ctx, "/")
	if err != nil {
		return err
	}
	defer user.leave()
	if err := rename(ctx, writer, "Warm at last"); err != nil {
		return err
	}
	sent, err := nobody.hears("Warm at last", patience)
	if err != nil {
		return err
	}
	line("one title of 15 posts changes, on the wire", "< 600 bytes", fmt.Sprintf("%d bytes", sent), sent < 600)
	sent, err = user.hears("Warm at last", patience)
	line("  for a user, who has a form at each post", "< 600 bytes", fmt.Sprintf("%d bytes", sent), sent < 600)
	return err
}

// rename gives the author's post another title, as he does it.
func rename(ctx context.Context, u *user, title string) error {
	v, page, err := u.open(ctx, his)
	if err != nil {
		return err
	}
	defer v.leave()
	edit, err := refOf(page, "edit", "click")
	if err != nil {
		return err
	}
	opened, err := v.click(edit)
	if err != nil {
		return err
	}
	form, err := refOf(opened.html(), "rename", "submit")
	if err != nil {
		return err
	}
	_, err = v.submit(form, "title", title)
	return err
}

// hears waits until the next frame comes, which must have a text, and gives the bytes that its frame took.
func (v *visit) hears(text string, within time.Duration) (int, error) {
	_ = v.conn.SetDeadline(time.Now().Add(within)) // a socket has deadlines
	f, err := v.next()
	if err == nil && !strings.Contains(f.html(), text) {
		err = fmt.Errorf("what comes is %v, and not %q", f, text)
	}
	return f.size, err
}

// blocked is the longest that a visitor waits while the handler of another one blocks for a second: it writes to the
// database, which another program has locked.
func (b *bench) blocked(ctx context.Context) error {
	flagger, err := signIn(ctx, b.address, reader)
	if err != nil {
		return err
	}
	slow, page, err := flagger.open(ctx, "/")
	if err != nil {
		return err
	}
	defer slow.leave()
	form, err := refOf(page, "flag-"+hisID, "submit")
	if err != nil {
		return err
	}
	unlocked := make(chan error, 1)
	locked, err := b.lock(time.Second, unlocked)
	if err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		_, err := slow.submit(form, "message", "It took its time.")
		if took := time.Since(locked); err == nil && took < time.Second {
			err = fmt.Errorf("the handler that was to block took %s", took)
		}
		done <- err
	}()
	longest, err := b.meanwhile(ctx, unlocked)
	if err != nil {
		return err
	}
	line("another visitor's delay while one handler blocks 1 s, longest", "< 50 ms", milliseconds(longest), longest < 50*time.Millisecond)
	return <-done
}

// meanwhile is the longest that a visitor who loads the feed again and again waits until something is over.
func (b *bench) meanwhile(ctx context.Context, over <-chan error) (longest time.Duration, err error) {
	v, err := arrive(ctx, b.address)
	if err != nil {
		return 0, err
	}
	defer v.leave()
	for {
		select {
		case err := <-over:
			return longest, err
		case <-time.After(5 * time.Millisecond): // the blog lets nobody send more for long
			a, err := v.reload()
			if err != nil {
				return 0, err
			}
			longest = max(longest, a.took)
		}
	}
}

// lock keeps others from writing to the database of the blog for a time, as a program does that changes much in it.
func (b *bench) lock(d time.Duration, unlocked chan<- error) (since time.Time, err error) {
	db, err := sqlite3.Open(b.database)
	if err != nil {
		return since, err
	}
	if err := db.Exec(`PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE`); err != nil {
		return since, errors.Join(err, db.Close())
	}
	go func() {
		time.Sleep(d)
		unlocked <- errors.Join(db.Exec(`ROLLBACK`), db.Close())
	}()
	return time.Now(), nil
}
