package main

import (
	"strings"

	"github.com/kin-go/kin/html"
)

// viewFeed is the newest posts, or older ones.
func viewFeed(p page) html.Node {
	title := "Posts"
	if p.at.before > 0 {
		title = "Older posts"
	}
	return layout(title, p.at, viewMe(p.visit),
		html.Div(html.Class("intro"),
			html.H1(html.Text(title)),
			html.P(html.Text("News and small matters from the lane. Is something wrong with a post? Put a flag on it and say why.")),
		),
		viewLost(p),
		html.Each(p.posts, postKey, func(q *Post) html.Node { return viewCard(p, q, html.H2) }),
		viewOlder(p),
	)
}

// viewPost is one post, on a page of its own.
func viewPost(p page) html.Node {
	post := p.posts[0]
	return layout(post.Title, p.at, viewMe(p.visit),
		html.P(html.Class("up"), html.A(html.Href("/"), html.Text("← All posts"))),
		viewCard(p, post, html.H1),
	)
}

// viewCard is a post with its flags and the form to put one.
func viewCard(p page, q *Post, heading func(...html.Node) html.Element) html.Node {
	return html.Article(html.ID(postAnchor(q.ID)), html.Class("post"), html.Aria("labelledby", "title-"+id(q.ID)),
		html.Header(
			heading(html.ID("title-"+id(q.ID)), html.A(html.Href(place{post: q.ID}.String()), html.Text(q.Title))),
			html.P(html.Class("by"), html.Text("by "), viewUser(q.User.Get())),
		),
		viewBody(q.Body),
		html.Footer(
			viewFlags(q.Flags.Get()),
			viewFlagForm(p, q),
		),
	)
}

// viewBody is a text in paragraphs.
func viewBody(text string) html.Node {
	var paragraphs html.Fragment
	for p := range strings.SplitSeq(text, "\n\n") {
		paragraphs = append(paragraphs, html.P(html.Text(p)))
	}
	return html.Div(html.Class("body"), paragraphs)
}

// viewOlder leads to the posts before these.
func viewOlder(p page) html.Node {
	if len(p.posts) == 0 {
		return html.P(html.Class("end"), html.Text("There are no posts before this. "), html.A(html.Href("/"), html.Text("Back to the newest")))
	}
	if len(p.posts) < perPage {
		return html.P(html.Class("end"), html.Text("This is where it began."))
	}
	last := p.posts[len(p.posts)-1]
	return html.Nav(html.Class("end"), html.Aria("label", "Pages"),
		html.A(html.Class("button"), html.Rel("next"), html.Href(place{before: last.ID}.String()), html.Text("Older posts")))
}

func postKey(p *Post) int64 { return p.ID }
