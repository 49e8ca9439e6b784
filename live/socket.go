package live

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// socketLine is a WebSocket.
type socketLine struct{ conn *websocket.Conn }

func (s *socketLine) write(ctx context.Context, frame []byte) error {
	return s.conn.Write(ctx, websocket.MessageText, frame)
}

func (s *socketLine) close(code int, reason string) {
	go s.conn.Close(websocket.StatusCode(code), reason) //nolint:errcheck // it is over
}

// socket speaks with a browser over a WebSocket.
func (a *App) socket(w http.ResponseWriter, r *http.Request) {
	if !a.fromHere(r) {
		a.refuse("a socket of another site", nil)
		http.Error(w, "not from there", http.StatusForbidden)
		return
	}
	conn, err := websocket.Accept(slimWriter{w}, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled, OriginPatterns: hosts(a.config.Origins)})
	if err != nil {
		return // Accept has answered
	}
	handed := false
	defer func() {
		if !handed {
			_ = conn.CloseNow() // it is over
		}
	}()
	conn.SetReadLimit(int64(a.limits.Message))
	l := &socketLine{conn}
	v, code, reason := a.begin(r, l)
	if v == nil {
		l.finish(code, reason)
		return
	}
	handed = true
	go a.listen(v, l, outliving(r)) // the request ends, and gives back what it has held
}

// finish ends the connection, and waits until it has ended.
func (s *socketLine) finish(code int, reason string) {
	_ = s.conn.Close(websocket.StatusCode(code), reason) // it is over
	_ = s.conn.CloseNow()
}

func hosts(origins []string) (list []string) {
	for _, origin := range origins {
		_, host, _ := strings.Cut(origin, "//")
		list = append(list, host)
	}
	return list
}

// begin connects a browser with the visit that its first message names. No visit says how the connection ends.
func (a *App) begin(r *http.Request, l *socketLine) (v *visit, code int, reason string) {
	v, hello, code, reason := a.greet(r, l)
	if v == nil {
		return nil, code, reason
	}
	v.meet(r)
	v.out.connect(l, hello.Seen, hello.Kind == "whole")
	return v, 0, ""
}

// outliving is a request for as long as its connection lasts, for Config.User: who has sent it is asked again and again.
func outliving(r *http.Request) *http.Request {
	r = r.WithContext(context.WithoutCancel(r.Context()))
	r.Body = http.NoBody
	return r
}

// listen takes in what a browser sends until it has gone. It is the one goroutine that a connection costs.
func (a *App) listen(v *visit, l *socketLine, r *http.Request) {
	code, reason := codeRestart, "the server failed"
	defer func() {
		if p := recover(); p != nil { // no request is there any more whose server would catch it
			a.log.Error("a connection failed", "visit", v.id, "error", p, "stack", string(debug.Stack()))
		}
		if v.out.disconnect(l) {
			v.mu.Lock()
			v.met = time.Now()
			v.mu.Unlock()
		}
		l.finish(code, reason)
	}()
	code, reason = a.speak(v, l, r)
}

// speak reads until the connection ends, and says how it does.
func (a *App) speak(v *visit, l *socketLine, r *http.Request) (code int, reason string) {
	pace := a.limiter()
	for {
		m, err := l.read(context.Background())
		if errors.Is(err, errMessage) {
			a.refuse("a message that no page sends", v)
			return codeWrong, "what is this?"
		}
		if err != nil {
			return int(websocket.StatusNormalClosure), ""
		}
		if err := pace.Wait(v.ctx); err != nil {
			return codeRestart, "the visit rests"
		}
		if code, reason := a.recognise(r, v); code != 0 {
			return code, reason
		}
		if code, reason := a.take(v, m); code != 0 {
			return code, reason
		}
	}
}

// recognise says how a connection ends whose visitor is not any more who he was when he opened it. What he has sent is not done;
// his browser loads the page again, as who he is now.
func (a *App) recognise(r *http.Request, v *visit) (code int, reason string) {
	user, err := a.userOf(r)
	if err != nil {
		return codeRestart, "nobody knows who this is"
	}
	if user != v.user {
		a.refuse("a message of who was signed in", v)
		return codeReload, "this visit is another user's"
	}
	return 0, ""
}

// take lets a message in, and says how the connection ends if it must.
func (a *App) take(v *visit, m message) (code int, reason string) {
	switch err := v.receive(m); {
	case errors.Is(err, errMessage):
		a.refuse("a message that no page sends", v)
		return codeWrong, "what is this?"
	case err != nil:
		return codeRestart, err.Error()
	}
	return 0, ""
}

// greet reads the first message, which says which visit goes on.
func (a *App) greet(r *http.Request, l *socketLine) (v *visit, hello message, code int, reason string) {
	ctx, cancel := context.WithTimeout(r.Context(), 10*time.Second)
	defer cancel()
	hello, err := l.read(ctx)
	if err != nil || hello.Visit == "" || hello.Number != 0 {
		a.refuse("a connection without a visit", nil)
		return nil, hello, codeWrong, "which visit?"
	}
	v, code, reason = a.visitOf(r, hello, a.newest)
	return v, hello, code, reason
}

// visitOf is the visit that a first message names.
func (a *App) visitOf(r *http.Request, hello message, find func(ctx context.Context, id, owner, user string) (*visit, error)) (v *visit, code int, reason string) {
	user, err := a.userOf(r)
	if err != nil {
		return nil, codeRestart, "nobody knows who this is"
	}
	v, err = find(r.Context(), hello.Visit, known(r), user)
	switch {
	case err == nil:
		return v, 0, ""
	case errors.Is(err, errEnding), errors.Is(err, errFull), errors.Is(err, context.Canceled):
		return nil, codeRestart, "not now"
	case errors.Is(err, errRefused):
		a.refuse("a visit of another visitor", nil)
	case !errors.Is(err, ErrNoVisit):
		a.log.Error("a visit cannot go on", "visit", hello.Visit, "error", err)
	}
	return nil, codeReload, "there is no such visit"
}

// read reads a message.
func (s *socketLine) read(ctx context.Context) (message, error) {
	kind, data, err := s.conn.Read(ctx)
	if errors.Is(err, websocket.ErrMessageTooBig) {
		return message{}, errMessage
	}
	if err != nil {
		return message{}, err
	}
	if kind != websocket.MessageText {
		return message{}, errMessage
	}
	return parseMessage(data)
}
