package livedb_test

import (
	"testing"
	"time"

	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/livedb"
)

// A page of rows rests between any two events, and its rows are what they were.
func TestAPageOfRowsRests(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		app := live.New(live.Config{Codec: livedb.NewCodec(db), Log: quiet, Limits: live.Limits{Rest: time.Millisecond}})
		app.Page("GET /{$}", func() live.View { return &feed{DB: db} })
		t.Cleanup(func() { _ = app.Shutdown(t.Context()) })
		tab := livetest.Open(t, app, "/")
		rest := func() {
			for end := time.Now().Add(5 * time.Second); app.Counts().Resting == 0; time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal("the page does not rest")
				}
			}
		}
		rest()
		tab.Click("Note")
		tab.See("noted", "signed in as ann", "p1 by ann has 2 flags")
		rest()
		tab.Click("Flag p1")
		rest()
		tab.Reload()
		tab.See("p1 by ann has 3 flags")
	})
}
