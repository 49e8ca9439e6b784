package live_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kin-go/kin/html"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
)

func TestAnUpdateThatWouldWaitForItselfIsAnError(t *testing.T) {
	var job atomic.Pointer[live.Job]
	end := make(chan struct{})
	var told sync.Map // what Update gave, by where it was called
	nothing := func(context.Context) error { return nil }
	tab := livetest.Open(t, served(t, view(func(m *made) html.Node {
		if j := job.Load(); j != nil {
			told.Store("view", j.Update(nothing))
		}
		return html.Main(html.P(html.Textf("n %d %s", m.N, m.Text)),
			html.Button(html.Text("start"), live.OnClick(does(func() {
				live.Background(m, "work", func(_ context.Context, j *live.Job) error {
					err := j.Update(func(context.Context) error { // in a turn of its own
						told.Store("update", j.Update(nothing))
						m.N++
						return nil
					})
					job.Store(j)
					<-end
					return err
				})
			}))),
			html.Button(html.Text("wait"), live.OnClick(does(func() { told.Store("handler", job.Load().Update(nothing)) }))),
			html.Button(html.Text("beside"), live.OnClick(does(func() {
				go func() { _ = job.Load().Update(does(func() { m.Text = "beside" })) }() // it waits for this handler, and may
			}))),
			html.Input(html.Type("file"), html.ID("file"), live.OnUpload(func(_ ctx, u *live.Upload) error {
				return u.Update(func(context.Context) error {
					told.Store("upload", u.Update(nothing))
					m.Text = "uploaded"
					return nil
				})
			})),
		)
	})), "/")
	tab.Click("start")
	tab.See("n 1")
	for job.Load() == nil {
		continue
	}
	tab.Click("wait")
	tab.Click("beside")
	tab.See("n 1 beside")
	tab.Upload("#file", livetest.File{Name: "a", Content: []byte("a")})
	tab.See("n 1 uploaded")
	for _, where := range []string{"update", "handler", "view", "upload"} {
		said, _ := told.Load(where)
		if err, _ := said.(error); !errors.Is(err, live.ErrInTurn) {
			t.Errorf("in %s, Update gives %v", where, said)
		}
	}
	close(end)
}
