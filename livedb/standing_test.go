package livedb_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live/livetest"
)

// overheard opens a club whose door has a change, and gives ann's tab and the newest request that came through the door.
func overheard(t *testing.T, change func(*club)) (c *club, ann *livetest.Tab, last func() *http.Request) {
	c = openClub(t, kintest.Engines(t)[0])
	var newest *http.Request
	c.openFor(func(r *http.Request) (string, error) {
		newest = r
		return c.door.User(r)
	})
	change(c)
	ann = livetest.Open(t, c.handler, "/sign-in?next=/mine")
	enter(ann, "ann", "ann's")
	ann.See("ann is at /mine")
	return c, ann, func() *http.Request { return newest }
}

// who is the user of a request that is asked for once more.
func who(t *testing.T, c *club, r *http.Request) string {
	t.Helper()
	user, err := c.door.User(r)
	check(t, err)
	return user
}

func TestAnOpenPageIsNobodysWhenItsSessionHasExpired(t *testing.T) {
	const life = time.Second
	c, ann, last := overheard(t, func(c *club) { c.door.Sessions.Lifetime = life })
	opened := last()
	if who(t, c, opened) != "1" {
		t.Fatal("ann is nobody from the beginning")
	}
	time.Sleep(life)
	if user := who(t, c, opened); user != "" {
		t.Errorf("the user of a session that has expired is %q", user)
	}
	refused := c.app.Counts().Refused
	ann.Click("Count")
	if ann.Location() != "/sign-in?next=%2Fmine" {
		t.Errorf("ann is at %s", ann.Location())
	}
	if counts := c.app.Counts(); c.counted != 0 || counts.Refused == refused {
		t.Errorf("the event has counted %d, refused are %d as before", c.counted, counts.Refused)
	}
	enter(ann, "ann", "ann's")
	ann.See("ann is at /mine")
	ann.Click("Count")
	if c.counted != 1 {
		t.Errorf("after signing in again, %d are counted", c.counted)
	}
}

func TestAnOpenPageIsNobodysSoonAfterItsSessionWasEndedElsewhere(t *testing.T) {
	c, _, last := overheard(t, func(c *club) { c.door.Recheck = 100 * time.Millisecond })
	opened := last()
	if n, err := c.endAll(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d sessions are ended: %v", n, err)
	}
	if who(t, c, opened) != "1" {
		t.Error("the table is read for each event")
	}
	time.Sleep(100 * time.Millisecond)
	if user := who(t, c, opened); user != "" {
		t.Errorf("the user of a session that has ended is %q", user)
	}
}

func TestAnOpenPageUsesItsSession(t *testing.T) {
	const idle = 800 * time.Millisecond
	c, _, last := overheard(t, func(c *club) { c.door.Sessions.IdleTimeout, c.door.Recheck = idle, idle/8 })
	opened := last()
	for until := time.Now().Add(2 * idle); time.Now().Before(until); time.Sleep(idle / 8) {
		if who(t, c, opened) != "1" {
			t.Fatal("a session that is in use has expired")
		}
	}
	time.Sleep(idle + 50*time.Millisecond)
	if user := who(t, c, opened); user != "" {
		t.Errorf("the user of a session that nobody has used is %q", user)
	}
}

func TestATableOfSessionsThatFailsMakesNobodyOfNobody(t *testing.T) {
	c, _, last := overheard(t, func(c *club) { c.door.Recheck = time.Nanosecond })
	opened := last()
	check(t, c.db.Close())
	if user, err := c.door.User(opened); err == nil {
		t.Errorf("without its table the user is %q", user)
	}
}

// endAll deletes all sessions, as another server would.
func (c *club) endAll(ctx context.Context) (n int, err error) {
	err = c.db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		rows, err := kin.Select(sessions).All(ctx, s)
		for n = range rows {
			s.Delete(rows[n])
		}
		n = len(rows)
		return err
	})
	return n, err
}
