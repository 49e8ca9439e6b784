package live

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/kin-go/kin/html"
)

// An Upload is a file that arrives: its bytes are read while they come.
type Upload struct {
	io.Reader
	Name string // as the visitor's machine calls it: never use it as a path
	Type string // as the browser says
	Size int64  // as the browser says; -1 if it does not

	visit *visit
}

// Update changes the state of the page: f runs in the visit's turn, as handlers do. See Job.Update.
func (u *Upload) Update(f func(context.Context) error) error {
	return u.visit.update(task{name: "upload " + u.Name, do: f})
}

// OnUpload calls f for each file that is chosen in an input of the type file, while the file arrives. f runs
// beside the visit's queue, so it does not touch the state but in Update. If the visitor cancels or leaves, reading
// ends with an error and the context is done. UploadProgress shows how far it is.
func OnUpload(f func(ctx context.Context, file *Upload) error, ms ...Modifier) html.Node {
	h := &handler{event: "upload", file: true, run: func(ctx context.Context, in input) error { return f(ctx, in.upload) }}
	return h.bound(ms)
}

// UploadProgress shows how much of the files chosen in the input with this id has been sent, as far as the browser
// knows. It is hidden while nothing is sent.
func UploadProgress(input string, more ...html.Node) html.Node {
	return html.Progress(html.Data("upload", input), html.Data("ignore", ""), html.Max("1"), html.Value("0"), html.Hidden(), html.Group(more...))
}

// CancelUpload is a Step that stops what the input with this id is sending.
func CancelUpload(input string) Step { return Step{[]string{"cancel", input}} }

// upload takes a file.
func (a *App) upload(w http.ResponseWriter, r *http.Request) {
	v, ref, err := a.uploadTo(r)
	if err != nil {
		a.refuse("an upload of no page", v)
		http.Error(w, "not to this page", http.StatusForbidden)
		return
	}
	v.busy(1) // it does not rest: the handler leads to its state
	defer v.busy(-1)
	var b *binding
	err = v.wait(r.Context(), task{silent: true, do: func(context.Context) error {
		var err error
		if b, err = v.bound(ref); err != nil {
			return err
		}
		if b == nil || !b.handler.file {
			return errRefused
		}
		return nil
	}})
	if err != nil {
		a.refuse("an upload of no page", v)
		http.Error(w, "not to this page", http.StatusForbidden)
		return
	}
	err = v.takeFile(w, r, b)
	_ = v.enqueue(task{name: "upload", do: func(context.Context) error { return err }}) // the visit has ended
	if err != nil {
		http.Error(w, "the file was not taken", a.statusOf(err))
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// uploadTo is where an upload says that it goes.
func (a *App) uploadTo(r *http.Request) (*visit, html.Place, error) {
	id, text, _ := strings.Cut(r.URL.Query().Get("live"), ".")
	ref, err := parseRef(text)
	if err != nil {
		return nil, 0, err
	}
	user, err := a.userOf(r)
	if err != nil {
		return nil, 0, err
	}
	v, err := a.find(r.Context(), id, known(r), user)
	return v, ref, err
}

// takeFile hands the file to its handler. What the handler has left is read, so that the browser hears the
// answer.
func (v *visit) takeFile(w http.ResponseWriter, r *http.Request, b *binding) (err error) {
	name, wrong := url.QueryUnescape(r.Header.Get("Live-Name"))
	if wrong != nil {
		return errMessage
	}
	ctx, cancel := context.WithCancel(both{r.Context(), v.base()})
	defer cancel()
	stop := context.AfterFunc(v.ctx, cancel)
	defer stop()
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	body := http.MaxBytesReader(w, r.Body, v.app.limits.Upload)
	v.app.handled.Add(1)
	err = b.handler.run(ctx, input{binding: b, upload: &Upload{&arriving{body, cancel, nil}, name, r.Header.Get("Content-Type"), r.ContentLength, v}})
	if ctx.Err() != nil && err != nil && !isTooLarge(err) {
		return errCancelled
	}
	return err
}

func isTooLarge(err error) bool {
	_, large := errors.AsType[*http.MaxBytesError](err)
	return large
}

// arriving is a body whose end before its time ends the handler's context.
type arriving struct {
	body   io.Reader
	cancel context.CancelFunc
	err    error
}

func (a *arriving) Read(p []byte) (int, error) {
	if a.err != nil {
		return 0, a.err
	}
	n, err := a.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		a.err = err
		a.cancel()
	}
	return n, err
}

var errCancelled = Invalid("", "The upload was cancelled.")

// busy counts what goes on beside the queue.
func (v *visit) busy(n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.jobs += n
}
