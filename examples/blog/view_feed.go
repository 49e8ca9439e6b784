package main

import (
	"context"
	"strings"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/ui"
)

// View shows the newest posts, or older ones.
func (f *Feed) View() html.Node {
	return ui.Container(ui.Size2, ui.Stack(ui.Gap(5),
		ui.Stack(ui.Gap(2),
			ui.Heading(1, html.Text(f.heading())),
			ui.Paragraph(ui.Muted, ui.Size3, html.Text("News and small matters from the lane. Is something wrong with a post? Put a flag on it and say why.")),
		),
		html.Each(f.Posts, postKey, func(q *Post) html.Node {
			return viewPost(q, 2, f.viewForm(q))
		}),
		viewOlder(f.Posts),
	))
}

// viewForm is the form to flag a post of the feed. What is typed in it stays when the post changes.
func (f *Feed) viewForm(q *Post) html.Node {
	if f.Me == nil {
		return viewSignInFirst(&f.Page)
	}
	send := func(ctx context.Context, form FlagForm) error { return f.FlagPost(ctx, q.ID, form) }
	return html.Keyed("form", html.Form(html.ID("flag-"+id(q.ID)), html.Class("flag"), live.OnSubmit(send),
		viewMessage(q, live.Field(&flagForm.Message)),
		ui.Button(ui.IconFlag, ui.Soft, html.Text("Flag")),
		live.MessageOf(&flagForm.Message),
	))
}

// View shows the post.
func (p *PostPage) View() html.Node {
	post := ui.Callout(ui.IconInfo, html.Text("This post is not there any more."))
	if p.Post != nil {
		post = viewPost(p.Post, 1, p.viewForm())
	}
	return ui.Container(ui.Size2, ui.Stack(ui.Gap(5),
		ui.Row(ui.Between, ui.Paragraph(ui.Link(html.Href("/"), html.Text("← All posts"))), p.viewEdit()),
		p.viewTitleForm(),
		post,
	))
}

// viewForm is the form to flag the post, with its id among the fields.
func (p *PostPage) viewForm() html.Node {
	if p.Me == nil {
		return viewSignInFirst(&p.Page)
	}
	return html.Form(html.ID("flag-"+id(p.Post.ID)), html.Class("flag"), live.OnSubmit(p.FlagPost),
		html.Input(html.Type("hidden"), html.Name(live.FieldName(&flagPostForm.PostID)), html.Value(id(p.Post.ID))),
		viewMessage(p.Post, live.Field(&flagPostForm.Message)),
		ui.Button(ui.IconFlag, ui.Soft, html.Text("Flag")),
		live.MessageOf(&flagPostForm.Message),
	)
}

// viewPost is a post with its flags, and below them what one can do with it. Its title has a key, so that a new one is
// sent without the post around it.
func viewPost(q *Post, level int, form html.Node) html.Element {
	return html.Article(html.ID(postAnchor(q.ID)), html.Class("post"), html.Aria("labelledby", "title-"+id(q.ID)), ui.Card(ui.Size3, ui.Stack(ui.Gap(3),
		html.Header(ui.Stack(ui.Gap(2),
			html.Keyed("title", ui.Heading(level, html.ID("title-"+id(q.ID)), html.A(html.Href("/posts/"+id(q.ID)), html.Text(q.Title)))),
			html.P(html.Class("by"), html.Span(html.Text("by ")), viewUser(q.User.Get())),
		)),
		viewBody(q.Body),
		html.Footer(viewFlags(q.Flags.Get()), form),
	)))
}

// viewBody is a text in paragraphs.
func viewBody(text string) html.Node {
	var paragraphs html.Fragment
	for p := range strings.SplitSeq(text, "\n\n") {
		paragraphs = append(paragraphs, html.P(html.Text(p)))
	}
	return html.Div(html.Class("body"), paragraphs)
}

// viewFlags is the flags on a post, and who put each.
func viewFlags(flags []*Flag) html.Node {
	if len(flags) == 0 {
		return nil
	}
	return html.Group(
		html.P(html.Class("count"), ui.IconFlag, html.Text(" "+several(len(flags), "flag"))),
		html.Ul(html.Class("flags"), html.Each(flags, flagKey, viewFlag)),
	)
}

func viewFlag(f *Flag) html.Node {
	return html.Li(html.ID("put-"+id(f.ID)),
		html.Q(html.Text(f.Message)),
		html.Text(" "),
		viewUser(f.User.Get()),
	)
}

// viewMessage is the field of a form's message. Its name for who hears the page is its label and the title, where that
// stands: another title changes no form.
func viewMessage(q *Post, attributes html.Node) html.Node {
	field := "message-" + id(q.ID)
	return ui.TextField(html.ID(field), attributes,
		html.Aria("label", "What is wrong with"), html.Aria("labelledby", field+" title-"+id(q.ID)),
		html.Placeholder("What is wrong with it?"), html.Autocomplete("off"))
}

// viewSignInFirst is what stands in place of a form for who is nobody.
func viewSignInFirst(p *live.Page) html.Node {
	return html.P(html.Class("flag"), ui.Link(html.Href(signInFrom(p)), html.Text("Sign in to flag this post")))
}

// viewOlder leads to the posts before these.
func viewOlder(shown []*Post) html.Node {
	if len(shown) == 0 {
		return html.P(html.Class("end"), html.Text("There are no posts before this. "), ui.Link(html.Href("/"), html.Text("Back to the newest")))
	}
	if len(shown) < perPage {
		return html.P(html.Class("end"), html.Text("This is where it began."))
	}
	last := shown[len(shown)-1]
	return html.Nav(html.Class("end"), html.Aria("label", "Pages"),
		ui.Button(ui.Surface, html.Rel("next"), html.Href("/?before="+id(last.ID)), html.Text("Older posts")))
}

func postAnchor(post int64) string { return "post-" + id(post) }

func postKey(p *Post) int64 { return p.ID }

func flagKey(f *Flag) int64 { return f.ID }
