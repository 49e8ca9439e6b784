package html_test

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"testing"

	"github.com/kin-go/kin/html"
)

type (
	post struct {
		ID          int64
		Title, Body string
		Author      string
		Flags       []flag
	}
	flag struct {
		ID           int64
		Message, Who string
	}
)

func feedPosts() (posts []post) {
	for i := range int64(15) {
		p := post{ID: 100 + i, Title: fmt.Sprintf("Post & title %d", i), Author: "ann", Body: "Bread is flour, water, salt & time. The last one is the one that people leave out."}
		for f := range i % 4 {
			p.Flags = append(p.Flags, flag{ID: 1000 + f, Message: `She said "no" to <salt>`, Who: "bob"})
		}
		posts = append(posts, p)
	}
	return posts
}

// feed is a page of posts with their flags and a form for each.
func feed(posts []post) html.Node {
	return html.Document(html.Lang("en"),
		html.Head(html.Meta(html.Charset("utf-8")), html.Title(html.Text("Posts")), html.Link(html.Rel("stylesheet"), html.Href("/style.css"))),
		html.Body(html.Main(
			html.H1(html.Text("Posts")),
			html.Each(posts, func(p post) int64 { return p.ID }, article),
		)),
	)
}

func article(p post) html.Node {
	return html.Article(html.ID(fmt.Sprintf("post-%d", p.ID)), html.Class("post"),
		html.H2(html.A(html.Href(fmt.Sprintf("/posts/%d", p.ID)), html.Text(p.Title))),
		html.P(html.Class("by"), html.Textf("by %s", p.Author)),
		html.P(html.Text(p.Body)),
		html.Ul(html.Class("flags"), html.Each(p.Flags, func(f flag) int64 { return f.ID }, func(f flag) html.Node {
			return html.Li(html.Text(f.Message), html.Small(html.Text(f.Who)))
		})),
		html.Form(html.Method("post"), html.Action("/flags"),
			html.Input(html.Type("hidden"), html.Name("post_id"), html.Value(strconv.FormatInt(p.ID, 10))),
			html.Input(html.Name("message"), html.Required(), html.MaxLength(500)),
			html.Button(html.Text("Flag")),
		),
	)
}

// same as feed, by the template package of the standard library.
var feedTemplate = template.Must(template.New("feed").Parse(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Posts</title>` +
	`<link rel="stylesheet" href="/style.css"></head><body><main><h1>Posts</h1>{{range .}}` +
	`<article id="post-{{.ID}}" class="post"><h2><a href="/posts/{{.ID}}">{{.Title}}</a></h2><p class="by">by {{.Author}}</p><p>{{.Body}}</p>` +
	`<ul class="flags">{{range .Flags}}<li>{{.Message}}<small>{{.Who}}</small></li>{{end}}</ul>` +
	`<form method="post" action="/flags"><input type="hidden" name="post_id" value="{{.ID}}"><input name="message" required maxlength="500">` +
	`<button>Flag</button></form></article>{{end}}</main></body></html>`))

func TestTheFeedOfTheBenchmarkIsThatOfTheTemplate(t *testing.T) {
	var b bytes.Buffer
	if err := feedTemplate.Execute(&b, feedPosts()); err != nil {
		t.Fatal(err)
	}
	// The template escapes quotes in text too.
	writes(t, feed(feedPosts()), string(bytes.ReplaceAll(b.Bytes(), []byte("&#34;no&#34;"), []byte(`"no"`))))
}

// A page is made and written: what a request costs.
func BenchmarkFeed(b *testing.B) {
	posts := feedPosts()
	b.Run("html", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := feed(posts).Render(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("html-template", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := feedTemplate.Execute(io.Discard, posts); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A page that is there is written.
func BenchmarkRender(b *testing.B) {
	page := feed(feedPosts())
	b.SetBytes(int64(len(written(b, page))))
	b.ReportAllocs()
	for b.Loop() {
		if err := page.Render(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
