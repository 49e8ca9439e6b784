// Blog is a complete small application on Kin: users write posts, and users flag posts.
//
//	go run ./examples/blog
//
// It shows the newest posts with their authors, their flags and who put them, lets a visitor
// choose who to be, and takes flags by a form. Its page /strategies runs the query of the
// feed by every way of loading that there is, with the statements each one sends. It needs no
// script in the browser.
//
// models.go declares the tables; feed.go reads, flag.go writes; the files view_… make
// pages of what was read.
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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	address := flag.String("addr", "127.0.0.1:8080", "where to listen")
	database := flag.String("db", "blog.db", "the database: a file, or an address such as sqlite:blog.db; it is made if it is not there")
	flag.Parse()
	if err := run(ctx, *address, *database); err != nil {
		fmt.Fprintln(os.Stderr, "blog:", err)
		os.Exit(1) //nolint:gocritic // stop only gives signals back, to a program that ends
	}
}

// run serves the blog until the context ends.
func run(ctx context.Context, address, database string) error {
	db, err := open(ctx, database)
	if err != nil {
		return err
	}
	defer db.Close()
	archive, err := openArchive(ctx, database)
	if err != nil {
		return err
	}
	defer archive.Close()
	key, err := keyFor(database)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	fmt.Printf("The blog is at http://%s, its database is %s. Control-C ends it.\n", listener.Addr(), database)
	return serve(ctx, listener, newBlog(db, archive, key, slog.Default()).handler())
}

// open opens the database of the blog, and fills it if it has no posts.
func open(ctx context.Context, database string) (*kin.DB, error) {
	return opened(ctx, database, fill, users, posts, flags)
}

// opened opens a database with these models, makes the tables that are missing, and fills
// them.
func opened(ctx context.Context, database string, fill func(context.Context, *kin.DB) error, models ...any) (*kin.DB, error) {
	e, err := engine.FromURL(database)
	if err != nil {
		return nil, err
	}
	db, err := kin.Open(ctx, e, kin.Models(models...))
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

// serve answers requests until the context ends; those that are under way then have ten seconds to
// finish.
func serve(ctx context.Context, listener net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
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
	return server.Shutdown(last)
}
