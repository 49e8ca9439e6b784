package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/kin-go/kin"
)

// maxMessage is how many characters a flag may have.
const maxMessage = 500

// A flagForm is what a visitor sends to flag a post.
type flagForm struct {
	PostID  int64 // 0 if what was sent is no id
	Message string
	from    place // where the form stands
}

func readFlagForm(r *http.Request) flagForm {
	return flagForm{
		PostID:  number(r.PostFormValue("post_id")),
		Message: strings.TrimSpace(r.PostFormValue("message")),
		from:    placeOf(r.PostFormValue("from")),
	}
}

// A problem is a form that was not accepted. It is shown beside the form, which
// keeps what was typed.
type problem struct {
	form flagForm
	says string
}

func (p *problem) Error() string { return p.says }

// refuse is the error that shows a form again.
func (f flagForm) refuse(format string, values ...any) error {
	return &problem{form: f, says: fmt.Sprintf(format, values...)}
}

// check says what is wrong with a form, as far as the form itself shows it.
func (f flagForm) check(me *User) error {
	length := utf8.RuneCountInString(f.Message)
	switch {
	case me == nil:
		return f.refuse("Choose who you are at the top of the page, then flag the post.")
	case f.Message == "":
		return f.refuse("Write what is wrong with this post.")
	case length > maxMessage:
		return f.refuse("A message can have %d characters. This one has %d.", maxMessage, length)
	}
	return nil
}

// flagPost stores a flag. me comes from a session that is closed; adding the flag brings
// it into this one.
func (b *blog) flagPost(ctx context.Context, me *User, form flagForm) error {
	if err := form.check(me); err != nil {
		return err
	}
	err := b.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		post, err := kin.Get[Post](ctx, s, form.PostID)
		if err != nil {
			return err
		}
		s.Add(&Flag{Message: form.Message, Post: kin.To[Flag](post), User: kin.To[Flag](me)})
		return nil
	})
	if errors.Is(err, kin.ErrNotFound) {
		return form.refuse("There is no such post (any more). Choose one of these.")
	}
	return err
}

// sendFlag answers the form: back to the post it was for, or the page once more with what
// is wrong.
func (b *blog) sendFlag(w http.ResponseWriter, r *http.Request) error {
	form := readFlagForm(r)
	me, err := b.whoIs(r)
	if err != nil {
		return err
	}
	err = b.flagPost(r.Context(), me, form)
	if wrong, is := errors.AsType[*problem](err); is {
		return b.showProblem(w, r, wrong)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, form.from.at(form.PostID), http.StatusSeeOther)
	return nil
}

// showProblem shows the page that the form stands on, with what is wrong beside the form.
func (b *blog) showProblem(w http.ResponseWriter, r *http.Request, wrong *problem) error {
	p, err := b.readAround(r, wrong.form)
	if err != nil {
		return err
	}
	p.problem = wrong
	if p.at.post > 0 {
		return write(w, http.StatusUnprocessableEntity, viewPost(p))
	}
	return write(w, http.StatusUnprocessableEntity, viewFeed(p))
}

// readAround reads the page that a form stands on. A post may have left the page since
// then: its own page is where its form is found for certain. A post that
// does not exist has no form anywhere; the feed has one for such messages.
func (b *blog) readAround(r *http.Request, form flagForm) (page, error) {
	if form.from.post == 0 {
		p, err := b.readFeed(r, form.from)
		if err != nil || p.has(form.PostID) {
			return p, err
		}
	}
	p, err := b.readPost(r, form.PostID)
	if errors.Is(err, kin.ErrNotFound) {
		return b.readFeed(r, feedPage)
	}
	return p, err
}

func (p page) has(post int64) bool {
	for _, q := range p.posts {
		if q.ID == post {
			return true
		}
	}
	return false
}
