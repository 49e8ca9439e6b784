package live

import (
	"context"
	"strconv"
	"sync"

	"github.com/kin-go/kin/html"
)

// A Job is work beside the queue of a visit. It does not touch the state but in Update.
type Job struct {
	visit *visit
	stop  context.CancelFunc

	mu          sync.Mutex
	done, total int64
	told        bool // that it has come further
}

// Background starts work that goes on after the handler has returned, and may change the page later. name tells it
// from other work of the page: while it runs, another one with its name is not started, and the
// answer is false. It ends when f returns, or with the visit: then ctx is done.
//
//	live.Background(f, "import", func(ctx context.Context, job *live.Job) error {
//		for i, line := range lines {
//			…
//			job.Progress(i+1, len(lines))
//		}
//		return job.Update(func(ctx context.Context) error { f.Imported = true; return nil })
//	})
func Background(in Host, name string, f func(ctx context.Context, job *Job) error) bool {
	v, _ := in.host()
	if v.running[name] != nil {
		return false
	}
	ctx, stop := context.WithCancel(v.base())
	j := &Job{visit: v, stop: stop}
	if v.running == nil {
		v.running = map[string]*Job{}
	}
	v.running[name] = j
	v.busy(1)
	go func() {
		defer v.busy(-1)
		err := j.run(ctx, f)
		_ = v.enqueue(task{name: "background " + name, do: func(context.Context) error { // the visit has ended
			delete(v.running, name)
			return err
		}})
	}()
	return true
}

func (j *Job) run(ctx context.Context, f func(context.Context, *Job) error) (err error) {
	defer j.stop()
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return f(ctx, j)
}

// Update changes the state of the page: f runs in the visit's turn, as handlers do, and the page is shown. A handler, a
// Load or a View cannot call it, for it would wait for itself: the error is ErrInTurn.
func (j *Job) Update(f func(context.Context) error) error {
	return j.visit.update(task{name: "background", do: f})
}

// Progress says how far the work is. The page shows it soon.
func (j *Job) Progress(done, total int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.done, j.total = int64(done), int64(total)
	if j.told {
		return
	}
	j.told = j.visit.enqueue(task{name: "progress", do: func(context.Context) error {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.told = false
		return nil
	}}) == nil
}

// Running says whether work with this name goes on.
func Running(in Host, name string) bool {
	v, _ := in.host()
	return v != nil && v.running[name] != nil
}

// Cancel ends the work with this name: its context is done.
func Cancel(in Host, name string) {
	if v, _ := in.host(); v != nil && v.running[name] != nil {
		v.running[name].stop()
	}
}

// Progress is a bar that shows how far the work with this name is; nothing, if none goes on.
func Progress(in Host, name string, more ...html.Node) html.Node {
	v, _ := in.host()
	if v == nil || v.running[name] == nil {
		return nil
	}
	j := v.running[name]
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.total == 0 {
		return html.Progress(more...)
	}
	return html.Progress(html.Max(strconv.FormatInt(j.total, 10)), html.Value(strconv.FormatInt(j.done, 10)), html.Group(more...))
}
