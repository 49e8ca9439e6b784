package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live/livetest"
)

func TestAnAdminSeesTheFlagsAndDismissesThem(t *testing.T) {
	for name, open := range browsers {
		t.Run(name, func(t *testing.T) {
			b := newTestBlog(t)
			before := flagsStored(t, b)
			reader, admin := livetest.Open(t, b.handler, "/posts/42"), signedInBy(t, open, b, sampleAdmin, "/moderate")
			writer := signedIn(t, b, "hugo", "/posts/42")
			flagAt(writer, "42", "To be dismissed.")
			reader.See("To be dismissed.")
			admin.Go("/moderate")
			admin.See("To be dismissed.", "hugo")
			flag := newestFlag(t, b)
			admin.Click("#dismiss-" + id(flag.ID))
			admin.NotSee("To be dismissed.")
			reader.NotSee("To be dismissed.")
			if got := flagsStored(t, b); got != before {
				t.Errorf("there are %d flags, want %d", got, before)
			}
		})
	}
}

// newestFlag is the flag that was put last.
func newestFlag(t testing.TB, b *blog) (f *Flag) {
	t.Helper()
	change(t, b, func(ctx context.Context, s *kin.Session) (err error) {
		f, err = kin.Select(flags).OrderBy(kin.Desc(&flags.ID)).First(ctx, s)
		return err
	})
	return f
}

func TestTheTableOfFlagsFollowsCommits(t *testing.T) {
	b := newTestBlog(t)
	admin, writer := signedIn(t, b, sampleAdmin, "/moderate"), signedIn(t, b, "hugo", "/")
	flagAt(writer, "42", "Just now.")
	admin.See("Just now.")
}

func TestTheTableIsTurnedAndSortedByItsAddress(t *testing.T) {
	for name, open := range browsers {
		t.Run(name, func(t *testing.T) {
			b := newTestBlog(t)
			tab := signedInBy(t, open, b, sampleAdmin, "/moderate")
			if n := tab.Count("tr"); n != 11 {
				t.Errorf("the table has %d rows", n)
			}
			tab.Click("Page 2")
			tab.See("11–20 of")
			if tab.Location() != "/moderate?page=2" {
				t.Errorf("the second page is at %s", tab.Location())
			}
			tab.Click("Message")
			if !strings.Contains(tab.Location(), "sort=message") {
				t.Errorf("sorted, it is at %s", tab.Location())
			}
			tab.See("1–10 of")
		})
	}
}

func TestOnlyAnAdminModerates(t *testing.T) {
	b := newTestBlog(t)
	tab := livetest.Open(t, b.handler, "/moderate")
	if tab.Location() != "/sign-in?next=%2Fmoderate" {
		t.Errorf("nobody is at %s", tab.Location())
	}
	user := signedIn(t, b, "hugo", "/")
	user.NotSee("Moderation")
	a := visitorAs(t, b, user).get("/moderate")
	a.must(t, http.StatusForbidden, "Not allowed")
	a.lacks(t, "Dismiss")
}

// A page that was opened by an admin is of no use to one who is none any more.
func TestWhoIsNoAdminAnyMoreDismissesNothing(t *testing.T) {
	b := newTestBlog(t)
	before := flagsStored(t, b)
	tab := signedIn(t, b, sampleAdmin, "/moderate")
	change(t, b, func(ctx context.Context, s *kin.Session) error {
		ada, err := kin.Select(users).Where(kin.Eq(&users.Username, sampleAdmin)).One(ctx, s)
		if err == nil {
			ada.Admin = false
		}
		return err
	})
	tab.Click("#dismiss-" + id(newestFlag(t, b).ID))
	tab.See("You do not moderate any more.")
	tab.NotSee("Dismiss")
	if got := flagsStored(t, b); got != before {
		t.Errorf("there are %d flags, want %d", got, before)
	}
}

func TestOfTwoWhoDismissOneFlagTheSecondIsTold(t *testing.T) {
	b := newTestBlog(t)
	tab := signedIn(t, b, sampleAdmin, "/moderate")
	b.close() // so that the page does not hear of it
	change(t, b, func(ctx context.Context, s *kin.Session) error {
		f, err := kin.Select(flags).OrderBy(kin.Desc(&flags.ID)).First(ctx, s)
		if err == nil {
			s.Delete(f)
		}
		return err
	})
	gone := newestFlag(t, b).ID + 1
	tab.Click("#dismiss-" + id(gone))
	tab.NotSee("Something went wrong.")
	if toasts := tab.Toasts(); len(toasts) != 1 || !strings.Contains(toasts[0], "already") {
		t.Errorf("the toasts are %q", toasts)
	}
}

func TestTheTableTakesAStatementForEachStep(t *testing.T) {
	b := newTestBlog(t)
	v := visitorAs(t, b, signedIn(t, b, sampleAdmin, "/"))
	// the session, the rule, who looks, flags, posts, users, and how many there are
	kintest.Statements(t, b.db, 7, func(ctx context.Context) {
		v.getIn(ctx, "/moderate").must(t, http.StatusOK, "Dismiss")
	})
}
