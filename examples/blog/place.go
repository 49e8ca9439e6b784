package main

import (
	"net/url"
	"strconv"
	"strings"
)

// A place is a page of the blog: where a form stands, and where one comes back to when it
// was sent. It is put together from its parts, so it never leads to another site,
// whatever a form says.
type place struct {
	post       int64 // the page of this post
	before     int64 // the feed, from the posts before this one
	strategies bool
}

// feedPage is the newest part of the feed.
var feedPage = place{}

// placeOf reads what String wrote. What is no place is the feed.
func placeOf(s string) place {
	u, err := url.Parse(s)
	if err != nil {
		return feedPage
	}
	if u.Path == "/strategies" {
		return place{strategies: true}
	}
	if id, found := strings.CutPrefix(u.Path, "/posts/"); found {
		return place{post: number(id)}
	}
	return place{before: number(u.Query().Get("before"))}
}

func (p place) String() string {
	switch {
	case p.strategies:
		return "/strategies"
	case p.post > 0:
		return "/posts/" + strconv.FormatInt(p.post, 10)
	case p.before > 0:
		return "/?before=" + strconv.FormatInt(p.before, 10)
	}
	return "/"
}

// at is a post on the page of this place.
func (p place) at(post int64) string { return p.String() + "#" + postAnchor(post) }

func postAnchor(post int64) string { return "post-" + strconv.FormatInt(post, 10) }

// number reads an id. What is no id is 0, which no row has.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
