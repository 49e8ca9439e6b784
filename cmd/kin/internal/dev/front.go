package dev

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// The addresses that are not the program's.
const (
	ownPath    = "/_kin/"
	scriptPath = ownPath + "dev.js"
	stylePath  = ownPath + "dev.css"
	socketPath = ownPath + "socket"
)

//go:embed dev.js
var script string

//go:embed dev.css
var style string

// A stage is what the browser is shown for a time: a program, or why there is none. A page carries the name of its
// stage, so that it knows when it is of the past.
type stage struct {
	name  string
	serve func(w http.ResponseWriter, r *http.Request, name string)
}

// A front is what the browser speaks to.
type front struct {
	began int64 // so that names of stages differ from those of an earlier process
	mux   *http.ServeMux

	mu      sync.Mutex
	count   int
	shown   *stage        // nil while a program starts
	changed chan struct{} // closed when another stage is shown
}

func newFront() *front {
	f := &front{began: time.Now().UnixNano(), mux: http.NewServeMux(), changed: make(chan struct{})}
	f.mux.HandleFunc(scriptPath, file("text/javascript; charset=utf-8", script))
	f.mux.HandleFunc(stylePath, file("text/css; charset=utf-8", style))
	f.mux.HandleFunc(socketPath, f.socket)
	f.mux.HandleFunc("/", f.page)
	return f
}

func file(kind, content string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "no-store")
		_, _ = io.WriteString(w, content) // the visitor is gone
	}
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.mux.ServeHTTP(w, r) }

// show goes to another stage. While it is nil, requests wait.
func (f *front) show(s *stage) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s != nil {
		f.count++
		s.name = strconv.FormatInt(f.began, 36) + "-" + strconv.Itoa(f.count)
	}
	f.shown = s
	close(f.changed)
	f.changed = make(chan struct{})
}

// now is what is shown, and a channel that is closed at the next change.
func (f *front) now() (*stage, <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.shown, f.changed
}

// other waits until a stage is shown that does not have this name. It is nil when the context ends first.
func (f *front) other(ctx context.Context, name string) *stage {
	for {
		s, changed := f.now()
		if s != nil && s.name != name {
			return s
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}

// page answers with what is shown.
func (f *front) page(w http.ResponseWriter, r *http.Request) {
	if s := f.other(r.Context(), ""); s != nil {
		s.serve(w, r, s.name)
	}
}

// socket tells a page when it is of the past. A WebSocket is not counted among the six connections that a browser
// opens to a server, so that many tabs may be open.
func (f *front) socket(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // Accept has answered
	}
	defer conn.CloseNow() //nolint:errcheck // it is over
	ctx := conn.CloseRead(r.Context())
	if s := f.other(ctx, r.URL.Query().Get("page")); s != nil {
		_ = conn.Write(ctx, websocket.MessageText, []byte(s.name)) // the page is gone
		_ = conn.Close(websocket.StatusNormalClosure, "")
	}
}

// stage is the program, as a browser sees it: its answers, and in its pages a script that loads them again.
func (p *program) stage() *stage {
	target := &url.URL{Scheme: "http", Host: p.address}
	return &stage{serve: func(w http.ResponseWriter, r *http.Request, name string) {
		proxy := &httputil.ReverseProxy{
			Transport: transport,
			Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(target)
				r.Out.Host = r.In.Host // a program that refuses what comes from elsewhere compares it with Origin
				for _, header := range []string{"Accept-Encoding", "If-None-Match", "If-Modified-Since"} {
					r.Out.Header.Del(header)
				}
			},
			ModifyResponse: func(answer *http.Response) error { follow(answer, name); return nil },
			ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
				failed("The program does not answer", err.Error()).serve(w, r, name)
			},
		}
		proxy.ServeHTTP(w, r)
	}}
}

// transport leaves answers as they are. A connection is not kept: the next request may be for another program.
var transport = &http.Transport{DisableCompression: true, DisableKeepAlives: true}

// follow puts the script at the end of a page. Nothing is kept by the browser: the file of today is another tomorrow.
func follow(answer *http.Response, name string) {
	if answer.StatusCode == http.StatusSwitchingProtocols {
		return
	}
	answer.Header.Set("Cache-Control", "no-store")
	if !isPage(answer) {
		return
	}
	answer.Header.Del("Content-Length")
	answer.ContentLength = -1
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(answer.Body, strings.NewReader(scriptTag(name))), answer.Body}
}

// isPage says that an answer is shown by itself, and is no part that a script has asked for.
func isPage(answer *http.Response) bool {
	switch answer.Request.Header.Get("Sec-Fetch-Dest") {
	case "", "document", "iframe", "frame":
		return strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") && answer.Header.Get("Content-Encoding") == "" &&
			answer.Request.Method != http.MethodHead
	}
	return false
}

func scriptTag(name string) string {
	return fmt.Sprintf(`<script src="%s?page=%s" async></script>`, scriptPath, name)
}
