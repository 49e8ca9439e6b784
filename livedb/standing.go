package livedb

import (
	"context"
	"sync"
	"time"
)

// A standing is whose session a request came with. The request may have opened a connection, which lasts longer than the
// session.
type standing struct {
	token string

	mu    sync.Mutex
	user  string // empty is nobody, for ever: whoever signs in loads a page
	ends  time.Time
	asked time.Time
}

// askedAgain is how long an answer of the table counts where the door does not say.
const askedAgain = 5 * time.Second

// standing is that of a request which scs has just read the session of.
func (d *Door) standing(ctx context.Context) *standing {
	user := d.Sessions.GetString(ctx, userKey)
	if user == "" {
		return &standing{}
	}
	return &standing{token: d.Sessions.Token(ctx), user: user, ends: d.Sessions.Deadline(ctx), asked: time.Now()}
}

// who is the user now.
func (s *standing) who(ctx context.Context, d *Door) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.user == "" {
		return "", nil
	}
	every := d.Recheck
	if every == 0 {
		every = askedAgain
	}
	now := time.Now()
	if now.Before(s.ends) && now.Sub(s.asked) < every {
		return s.user, nil
	}
	if err := s.ask(ctx, d); err != nil {
		return "", err
	}
	s.asked = now
	return s.user, nil
}

// ask reads the session again. Where sessions expire that nobody uses, an open page uses its own.
func (s *standing) ask(ctx context.Context, d *Door) error {
	ctx, err := d.Sessions.Load(bare{ctx}, s.token)
	if err != nil {
		return err
	}
	s.user, s.ends = d.Sessions.GetString(ctx, userKey), d.Sessions.Deadline(ctx)
	if !time.Now().Before(s.ends) {
		s.user = ""
	}
	if s.user != "" && d.Sessions.IdleTimeout > 0 {
		_, _, err = d.Sessions.Commit(ctx)
	}
	return err
}

// bare is a context without the session that was read before.
type bare struct{ context.Context }

func (bare) Value(any) any { return nil }
