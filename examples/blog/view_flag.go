package main

import (
	"github.com/kin-go/kin/html"
)

// viewFlags is the flags on a post, and who put each.
func viewFlags(flags []*Flag) html.Node {
	if len(flags) == 0 {
		return nil
	}
	count := "1 flag"
	if len(flags) > 1 {
		count = id(int64(len(flags))) + " flags"
	}
	return html.Group(
		html.P(html.Class("count"), html.Text(count)),
		html.Ul(html.Class("flags"), html.Each(flags, flagKey, viewFlag)),
	)
}

func viewFlag(f *Flag) html.Node {
	return html.Li(html.ID("flag-"+id(f.ID)),
		html.Q(html.Text(f.Message)),
		html.Text(" "),
		viewUser(f.User.Get()),
	)
}

// viewFlagForm is the form to flag a post. If it was sent and not accepted, it says why and
// has what was typed.
func viewFlagForm(p page, q *Post) html.Node {
	var wrong *problem
	if p.problem != nil && p.problem.form.PostID == q.ID {
		wrong = p.problem
	}
	return html.Form(html.Class("flag"), html.Method("post"), html.Action("/flags"),
		viewFrom(p.at),
		html.Input(html.Type("hidden"), html.Name("post_id"), html.Value(id(q.ID))),
		html.Label(html.Class("unseen"), html.For("message-"+id(q.ID)), html.Text("What is wrong with “"+q.Title+"”?")),
		viewMessage("message-"+id(q.ID), wrong),
		html.Button(html.Text("Flag")),
		viewProblem("problem-"+id(q.ID), wrong),
	)
}

// viewMessage is the field of a form's message.
func viewMessage(field string, wrong *problem) html.Node {
	return html.Input(html.ID(field), html.Name("message"), html.Type("text"),
		html.Placeholder("What is wrong with this post?"),
		html.Required(), html.MaxLength(maxMessage), html.Autocomplete("off"),
		html.When(wrong != nil, func() html.Node {
			return html.Group(
				html.Value(wrong.form.Message),
				html.Autofocus(),
				html.Aria("invalid", "true"),
				html.Aria("describedby", "problem-"+id(wrong.form.PostID)),
			)
		}),
	)
}

func viewProblem(name string, wrong *problem) html.Node {
	if wrong == nil {
		return nil
	}
	return html.P(html.ID(name), html.Class("problem"), html.Role("alert"), html.Text(wrong.says))
}

// viewLost is a message that was for no post of this page: it is not thrown away, one
// can choose another post for it.
func viewLost(p page) html.Node {
	if p.problem == nil || p.has(p.problem.form.PostID) {
		return nil
	}
	lost := p.problem.form.PostID
	return html.Form(html.Class("flag", "lost"), html.Method("post"), html.Action("/flags"), html.Aria("label", "Your flag"),
		viewFrom(p.at),
		html.Label(html.For("post_id"), html.Text("The post")),
		html.Select(html.ID("post_id"), html.Name("post_id"), html.Required(),
			html.Option(html.Value(""), html.Text("Choose…")),
			html.Each(p.posts, postKey, func(q *Post) html.Node {
				return html.Option(html.Value(id(q.ID)), html.Text(q.Title))
			}),
		),
		html.Label(html.For("message-"+id(lost)), html.Text("What is wrong with it")),
		viewMessage("message-"+id(lost), p.problem),
		html.Button(html.Text("Flag")),
		viewProblem("problem-"+id(lost), p.problem),
	)
}

func flagKey(f *Flag) int64 { return f.ID }
