package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
)

// SignIn is the page where a user says who he is.
type SignIn struct {
	live.Page
	Visitor
	Blog *blog `live:"-"`
}

// SignInForm is what he sends.
type SignInForm struct {
	Name     string `form:"name" validate:"required,max=100"`
	Password string `form:"password" validate:"required,max=200"`
}

var signInForm = live.Form[SignInForm]()

// Load finds out whether he has said it already.
func (p *SignIn) Load(ctx context.Context) error { return p.arrive(ctx, p.Blog, &p.Page) }

// SignIn lets him in, and leads him to where he wanted to go.
func (p *SignIn) SignIn(ctx context.Context, form SignInForm) error {
	return p.Blog.door.SignIn(ctx, &p.Page, form.Name, form.Password)
}

// Title is that of the document.
func (p *SignIn) Title() string { return titled("Sign in") }

// Layout is the frame around the page.
func (p *SignIn) Layout(content html.Node) html.Node {
	return p.Blog.frame(&p.Page, p.Visitor, content)
}

// Register is the page where somebody becomes a user.
type Register struct {
	live.Page
	Visitor
	Blog *blog `live:"-"`
}

// RegisterForm is what he sends.
type RegisterForm struct {
	Name     string `form:"name" validate:"required,max=100"`
	Email    string `form:"email" validate:"required,email,max=200"`
	Password string `form:"password" validate:"required,min=8,max=200"`
}

var registerForm = live.Form[RegisterForm]()

// Load finds out who is there.
func (p *Register) Load(ctx context.Context) error { return p.arrive(ctx, p.Blog, &p.Page) }

// Register makes a user and signs him in.
func (p *Register) Register(ctx context.Context, form RegisterForm) error {
	if err := p.Blog.door.Admit(ctx, "name", form.Name); err != nil {
		return err
	}
	user, err := p.Blog.newUser(ctx, form)
	if err != nil {
		return err
	}
	return p.Blog.door.Enter(ctx, &p.Page, strconv.FormatInt(user.ID, 10))
}

// newUser stores a user. That a name is taken is seen by the database, which knows it even if two take it at once.
func (b *blog) newUser(ctx context.Context, form RegisterForm) (*User, error) {
	hash, err := b.accounts.Hash(ctx, form.Password)
	if err != nil {
		return nil, err
	}
	user := &User{Username: form.Name, Email: form.Email, Password: hash}
	err = b.db.Tx(ctx, func(_ context.Context, s *kin.Session) error { s.Add(user); return nil })
	if _, taken := errors.AsType[*kin.ConstraintError](err); taken {
		return nil, live.Invalid("name", "This name is taken.")
	}
	return user, err
}

// Title is that of the document.
func (p *Register) Title() string { return titled("Register") }

// Layout is the frame around the page.
func (p *Register) Layout(content html.Node) html.Node {
	return p.Blog.frame(&p.Page, p.Visitor, content)
}

// signOut is what the button at the top of each page does.
func (b *blog) signOut(p *live.Page) func(context.Context) error {
	return func(ctx context.Context) error { return b.door.SignOut(ctx, p, "/") }
}
