package main

import (
	"bytes"
	"context"
	"errors"

	"github.com/kin-go/kin"
)

// A graph is what could be read of a feed.
type graph struct {
	posts   int
	authors int // how many have written them
	flags   int
	unknown int    // relationships that are empty because nobody asked
	refused error  // where reading was forbidden
	json    []byte // all that is loaded
	first   glance
}

// A glance is what Get and Loaded say of a post.
type glance struct {
	user                    *User
	flags                   []*Flag
	userLoaded, flagsLoaded bool
}

func glanceAt(p *Post) glance {
	return glance{p.User.Get(), p.Flags.Get(), p.User.Loaded(), p.Flags.Loaded()}
}

// whole says that there is nothing that could not be read.
func (g graph) whole() bool { return g.refused == nil && g.unknown == 0 }

func (g graph) equal(h graph) bool {
	return g.whole() && h.whole() && bytes.Equal(g.json, h.json)
}

// A reading goes through a feed as a page does.
type reading func(ctx context.Context, feed []*Post) (graph, error)

// readAll reads everything by Load, which takes a statement where something is not loaded yet.
// What is forbidden ends it.
func readAll(ctx context.Context, feed []*Post) (g graph, err error) {
	g.posts = len(feed)
	authors := map[*User]bool{}
	for _, p := range feed {
		author, err := p.User.Load(ctx)
		if err != nil {
			return g.endedBy(err)
		}
		authors[author] = true
		g.authors = len(authors)
		put, err := p.Flags.Load(ctx)
		if err != nil {
			return g.endedBy(err)
		}
		for _, f := range put {
			if _, err = f.User.Load(ctx); err != nil {
				return g.endedBy(err)
			}
		}
		g.flags += len(put)
	}
	return g, nil
}

// endedBy is the graph up to an error. That something is forbidden is no failure here, it is
// what is shown.
func (g graph) endedBy(err error) (graph, error) {
	if refused, is := errors.AsType[*kin.RaiseError](err); is {
		g.refused = refused
		return g, nil
	}
	return g, err
}

// readAsIs reads by Get, which never takes a statement, and counts what is not known.
func readAsIs(_ context.Context, feed []*Post) (g graph, err error) {
	g.posts = len(feed)
	authors := map[*User]bool{}
	for i, p := range feed {
		seen := glanceAt(p)
		if i == 0 {
			g.first = seen
		}
		if seen.user != nil {
			authors[seen.user] = true
		}
		g.flags += len(seen.flags)
		for _, loaded := range []bool{seen.userLoaded, seen.flagsLoaded} {
			if !loaded {
				g.unknown++
			}
		}
	}
	g.authors = len(authors)
	return g, nil
}
