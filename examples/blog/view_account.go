package main

import (
	"net/url"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/ui"
)

// View shows the form to sign in.
func (p *SignIn) View() html.Node {
	return viewEntrance("Sign in",
		ui.Callout(ui.IconInfo, html.Text("To try it: everybody of the sample has the password "), ui.Code(html.Text(samplePassword)),
			html.Text(". "), ui.Code(html.Text(sampleAdmin)), html.Text(" moderates.")),
		html.Form(html.ID("sign-in"), live.OnSubmit(p.SignIn), ui.Stack(ui.Gap(4),
			ui.TextField(ui.Label("Name"), ui.IconUser, live.Field(&signInForm.Name), html.Autocomplete("username"), live.MessageOf(&signInForm.Name)),
			ui.TextField(ui.Label("Password"), ui.IconLock, live.Field(&signInForm.Password), html.Type("password"), html.Autocomplete("current-password"), live.MessageOf(&signInForm.Password)),
			ui.Button(ui.Wide, html.Text("Sign in")),
		)),
		ui.Paragraph(ui.Muted, html.Text("Are you new here? "), ui.Link(html.Href("/register"+nextOf(&p.Page)), html.Text("Register"))),
	)
}

// View shows the form to register.
func (p *Register) View() html.Node {
	return viewEntrance("Register",
		html.Form(html.ID("register"), live.OnSubmit(p.Register), ui.Stack(ui.Gap(4),
			ui.TextField(ui.Label("Name"), ui.IconUser, live.Field(&registerForm.Name), html.Autocomplete("username"), live.MessageOf(&registerForm.Name)),
			ui.TextField(ui.Label("E-mail"), ui.IconMail, ui.Hint("It is never shown."), live.Field(&registerForm.Email), html.Autocomplete("email"), live.MessageOf(&registerForm.Email)),
			ui.TextField(ui.Label("Password"), ui.IconLock, ui.Hint("At least 8 characters."), live.Field(&registerForm.Password), html.Type("password"), html.Autocomplete("new-password"), live.MessageOf(&registerForm.Password)),
			ui.Button(ui.Wide, html.Text("Register")),
		)),
		ui.Paragraph(ui.Muted, html.Text("Have you been here before? "), ui.Link(html.Href("/sign-in"+nextOf(&p.Page)), html.Text("Sign in"))),
	)
}

// viewEntrance is a narrow page with a form.
func viewEntrance(title string, content ...html.Node) html.Node {
	return ui.Container(ui.Size1, ui.Stack(ui.Gap(4), ui.Heading(1, html.Text(title)), ui.Card(ui.Size3, ui.Stack(ui.Gap(4), html.Group(content...)))))
}

// signInFrom leads to the form to sign in, and from there back to the page.
func signInFrom(p *live.Page) string { return "/sign-in" + backTo(p) }

// registerFrom leads to the form to register, and from there back to the page.
func registerFrom(p *live.Page) string { return "/register" + backTo(p) }

// backTo has a form lead back to the page, or to where the page itself would have led.
func backTo(p *live.Page) string {
	back := url.URL{Path: p.Path(), RawQuery: p.Query().Encode()}
	switch back.Path {
	case "/sign-in", "/register":
		return nextOf(p)
	}
	return "?next=" + url.QueryEscape(back.RequestURI())
}

// nextOf hands on where a visitor wanted to go. The door goes nowhere but to pages of this server.
func nextOf(p *live.Page) string {
	next := p.Query().Get("next")
	if next == "" {
		return ""
	}
	return "?next=" + url.QueryEscape(next)
}
