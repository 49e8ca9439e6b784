// Blog is a complete small application on Kin: users write posts, and users flag posts.
//
//	go run ./examples/blog
//
// Its pages stay on the server: the feed, the page of a post, and the table of flags for
// who moderates follow every commit, so that what one visitor does is seen by all others at once. Visitors
// register and sign in. The page /strategies runs the query of the feed by every way of loading that
// there is, with the statements each one sends. All of it works with scripts switched off.
//
// models.go declares the tables; feed.go, post.go, account.go, moderate.go and strategies.go are a page
// each, with what it loads and does; the files view_… show what was loaded.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/engine"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/store/file"
	"github.com/kin-go/kin/livedb"
)

// options are what the command line says.
type options struct {
	address  string
	database string
	states   string // a folder; empty is memory
	debug    string // an address of this machine; empty is nowhere
	dev      bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var o options
	flag.StringVar(&o.address, "addr", "127.0.0.1:8080", "where to listen")
	flag.StringVar(&o.database, "db", "blog.db", "the database: a file, or an address such as sqlite:blog.db; it is made if it is not there")
	flag.StringVar(&o.states, "state", "", "a folder where the states of visits are kept, so that they go on after a restart; memory if it is not given")
	flag.StringVar(&o.debug, "debug", "", "where profiles and how long events take can be read, such as 127.0.0.1:6060: /debug/pprof/, /debug/vars and /debug/live; nowhere if it is not given")
	flag.BoolVar(&o.dev, "dev", false, "for development: errors are shown with their remedy, and a corner of each page leads to the statements of each event")
	flag.Parse()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "blog:", err)
		os.Exit(1) //nolint:gocritic // stop only gives signals back, to a program that ends
	}
}

// run serves the blog until the context ends.
func run(ctx context.Context, o options) error {
	c := config{log: slog.Default(), dev: o.dev}
	var m meter
	if o.debug != "" {
		c.watch = m.Watch
	}
	db, err := open(ctx, o.database, c.hashing, watched(o.dev)...)
	if err != nil {
		return err
	}
	defer db.Close()
	archive, err := openArchive(ctx, o.database)
	if err != nil {
		return err
	}
	defer archive.Close()
	if c.store, err = storeIn(o.states); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.address)
	if err != nil {
		return err
	}
	b := newBlog(db, archive, c)
	defer b.close()
	fmt.Printf("The blog is at http://%s, its database is %s. Control-C ends it.\n", listener.Addr(), o.database)
	if o.debug != "" {
		debug, end, err := serveDebug(ctx, o.debug, debugHandler(b.app, &m))
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		defer end()
		fmt.Printf("How it does is at http://%s/debug/live, /debug/vars and /debug/pprof/.\n", debug.Addr())
	}
	if o.dev {
		fmt.Printf("The statements of each event are at http://%s%s.\n", listener.Addr(), panelPath)
	}
	return serve(ctx, listener, b)
}

// watched has the log warn of relationships that are loaded row by row, in development.
func watched(dev bool) []kin.Setting {
	if !dev {
		return nil
	}
	return []kin.Setting{kin.Trace(livedb.NewWatch(slog.Default()))}
}

// storeIn keeps the states of visits in a folder, or in memory.
func storeIn(folder string) (live.Store, error) {
	if folder == "" {
		return live.NewMemory(), nil
	}
	return file.Open(folder)
}

// open opens the database of the blog, and fills it if it has no posts.
func open(ctx context.Context, database string, hashing livedb.Hashing, settings ...kin.Setting) (*kin.DB, error) {
	return opened(ctx, database, fill(hashing), append(settings, kin.Models(users, posts, flags, sessions))...)
}

// opened opens a database, makes the tables that are missing, and fills them.
func opened(ctx context.Context, database string, fill func(context.Context, *kin.DB) error, settings ...kin.Setting) (*kin.DB, error) {
	e, err := engine.FromURL(database)
	if err != nil {
		return nil, err
	}
	db, err := kin.Open(ctx, e, settings...)
	if err != nil {
		return nil, err
	}
	if err = db.CreateTables(ctx); err == nil {
		err = fill(ctx, db)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// serve answers requests until the context ends; what is under way then has ten seconds to
// finish.
func serve(ctx context.Context, listener net.Listener, b *blog) error {
	server := &http.Server{
		Handler:           b.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(b.app.Shutdown(last), server.Shutdown(last)) // visits end first: a server waits for connections
}
