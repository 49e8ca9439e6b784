package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/kin-go/kin"
)

// A session says who a visitor has chosen to be. It is a cookie that is signed, so that nobody
// but this program can make one:
//
//	user.seconds.signature
//
// with the user's id, the time until which it counts, and the HMAC-SHA256 of both.
const (
	cookieName = "kin_blog"
	lasts      = 30 * 24 * time.Hour
)

// A signer makes sessions, and tells its own from others.
type signer struct {
	key []byte
	now func() time.Time
}

// session is the text of a session that lasts until then.
func (s signer) session(user int64, until time.Time) string {
	said := strconv.FormatInt(user, 10) + "." + strconv.FormatInt(until.Unix(), 10)
	return said + "." + s.signature(said)
}

// user is who a session says that the visitor is, or 0 if it does not count.
func (s signer) user(session string) int64 {
	said, signature, found := cutLast(session, ".")
	if !found || !hmac.Equal([]byte(signature), []byte(s.signature(said))) {
		return 0
	}
	user, until, _ := strings.Cut(said, ".")
	if number(until) < s.now().Unix() {
		return 0
	}
	return number(user)
}

// signature signs what it is for too: no other use of the key makes a session.
func (s signer) signature(said string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("session of a visitor\x00" + said)) // never fails
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}

// whoIs is the id of who a visitor has chosen to be, or 0.
func (s signer) whoIs(r *http.Request) int64 {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return 0
	}
	return s.user(cookie.Value)
}

// whoIs is who a visitor has chosen to be, or nil.
func (b *blog) whoIs(r *http.Request) (me *User, err error) {
	id := b.sign.whoIs(r)
	if id == 0 {
		return nil, nil
	}
	err = b.db.Read(r.Context(), func(ctx context.Context, s *kin.Session) (err error) {
		me, err = kin.Get[User](ctx, s, id)
		return err
	})
	if errors.Is(err, kin.ErrNotFound) {
		return nil, nil
	}
	return me, err
}

// choose answers the form at the top of each page: the visitor is a user from now on.
func (b *blog) choose(w http.ResponseWriter, r *http.Request) error {
	user := number(r.PostFormValue("user_id"))
	err := b.db.Read(r.Context(), func(ctx context.Context, s *kin.Session) error {
		_, err := kin.Get[User](ctx, s, user)
		return err
	})
	if err != nil {
		return err
	}
	until := b.sign.now().Add(lasts)
	http.SetCookie(w, sessionCookie(r, b.sign.session(user, until), int(lasts.Seconds())))
	back(w, r)
	return nil
}

// signOut makes the visitor nobody.
func (b *blog) signOut(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, sessionCookie(r, "", -1))
	back(w, r)
	return nil
}

func sessionCookie(r *http.Request, value string, seconds int) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // it is Secure wherever the visitor's connection is
		Name:     cookieName,
		Value:    value,
		Path:     "/",
		MaxAge:   seconds,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
		Secure:   r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	}
}

// back leads to the page that a form stands on.
func back(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, placeOf(r.PostFormValue("from")).String(), http.StatusSeeOther) //nolint:gosec // a place is one of ours, see place
}
