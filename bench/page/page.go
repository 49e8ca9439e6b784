// Package page writes one page in three ways: by Kin's html, by templ and by gomponents. All give
// the same bytes, but for how a quote in a text is spelled.
//
// page_templ.go is made of page.templ:
//
//	go run github.com/a-h/templ/cmd/templ@v0.3.1020 generate -include-version=false -f page/page.templ
package page

import (
	"bytes"
	"fmt"
	"io"
)

// A Post is one of the page.
type Post struct {
	ID          int64
	Title, Body string
	Author      string
	Flags       []Flag
}

// A Flag is one of a post.
type Flag struct {
	ID           int64
	Message, Who string
}

// Posts are 15, with up to three flags each.
func Posts() (posts []Post) {
	for i := range int64(15) {
		p := Post{ID: 100 + i, Title: fmt.Sprintf("Post & title %d", i), Author: "ann", Body: "Bread is flour, water, salt & time. The last one is the one that people leave out."}
		for f := range i % 4 {
			p.Flags = append(p.Flags, Flag{ID: 1000 + f, Message: `She said "no" to <salt>`, Who: "bob"})
		}
		posts = append(posts, p)
	}
	return posts
}

// A Writer writes the page of posts: it builds what it needs for that, and sends it.
type Writer struct {
	Name  string
	Write func(w io.Writer, posts []Post) error
}

// Writers are the ways. The first is Kin's.
var Writers = []Writer{{"kin", byKin}, {"templ", byTempl}, {"gomponents", byGomponents}}

// To is a writer as a task to be measured: one page, into memory that is kept.
func (w Writer) To(posts []Post) func() error {
	var page bytes.Buffer
	return func() error {
		page.Reset()
		return w.Write(&page, posts)
	}
}
