package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// A visit is a visitor with an open page. Its WebSocket is a bare connection, without a goroutine: fifteen thousand of
// them must not cost the machine more than the server that is measured.
type visit struct {
	conn net.Conn
	in   *bufio.Reader
	sent uint64 // events
	seen uint64 // the number of the last frame
}

var visitID = regexp.MustCompile(`data-visit="([^"]+)"`)

// arrive opens the feed as nobody in particular, and then its connection, as a browser does.
func arrive(ctx context.Context, address string) (*visit, error) {
	cookies, page, err := get(ctx, "http://"+address+"/")
	if err != nil {
		return nil, err
	}
	return connect(ctx, address, cookies, page)
}

// connect opens the connection of a page.
func connect(ctx context.Context, address string, cookies []*http.Cookie, page []byte) (v *visit, err error) {
	id := visitID.FindSubmatch(page)
	if id == nil || len(cookies) == 0 {
		return nil, fmt.Errorf("the page of %s is no live page", address)
	}
	pairs := make([]string, len(cookies))
	for i, c := range cookies {
		pairs[i] = c.Name + "=" + c.Value
	}
	v = &visit{}
	if v.conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", address); err != nil {
		return nil, err
	}
	if err := v.shake(address, strings.Join(pairs, "; "), string(id[1])); err != nil {
		v.leave()
		return nil, err
	}
	return v, nil
}

func (v *visit) shake(address, cookies, id string) error {
	v.in = bufio.NewReaderSize(v.conn, 512)
	_, err := fmt.Fprintf(v.conn, "GET /_live/socket HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: %s\r\n\r\n", address, cookies)
	if err != nil {
		return err
	}
	answer, err := http.ReadResponse(v.in, nil) //nolint:bodyclose // it has none: what follows are frames
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("the socket is answered with %s", answer.Status)
	}
	if err := v.write(message{Visit: id}); err != nil {
		return err
	}
	_, err = v.next() // the server's hello
	return err
}

func (v *visit) leave() { _ = v.conn.Close() }

// A message is what a browser tells the server.
type message struct {
	Visit  string      `json:"v,omitempty"`
	Seen   uint64      `json:"s"`
	Number uint64      `json:"n,omitempty"`
	Ref    string      `json:"r,omitempty"` // of what was bound
	Kind   string      `json:"t,omitempty"`
	Data   [][2]string `json:"d,omitempty"`
}

// click clicks on a button.
func (v *visit) click(ref string) (answer, error) { return v.event(message{Ref: ref}) }

// submit sends a form with one field.
func (v *visit) submit(ref, field, value string) (answer, error) {
	return v.event(message{Ref: ref, Data: [][2]string{{field, value}}})
}

// follow clicks on a link of the page.
func (v *visit) follow(path string) (answer, error) {
	return v.event(message{Kind: "nav", Data: [][2]string{{"url", path}, {"mode", "push"}}})
}

// reload clicks on the link to the feed in the feed, which loads it again.
func (v *visit) reload() (answer, error) { return v.follow("/") }

// An answer is what an event has come to.
type answer struct {
	took time.Duration
	frame
}

// event sends an event, and waits until it is answered.
func (v *visit) event(m message) (answer, error) {
	began := time.Now()
	v.sent++
	m.Number, m.Seen = v.sent, v.seen
	if err := v.write(m); err != nil {
		return answer{}, err
	}
	for {
		f, err := v.next()
		if err != nil {
			return answer{}, err
		}
		if f.failed() {
			return answer{}, fmt.Errorf("%v is answered with %v", m, f.Commands)
		}
		if f.Answers >= v.sent {
			return answer{time.Since(began), f}, nil
		}
	}
}

// A frame is what the server tells a browser at once.
type frame struct {
	Number   uint64      `json:"n"`
	Answers  uint64      `json:"a"`
	Patches  [][2]string `json:"p"`
	Commands [][]string  `json:"c"`
	size     int         // on the wire
}

// failed says that the visitor is told of an error.
func (f frame) failed() bool {
	for _, c := range f.Commands {
		if c[0] == "load" || c[0] == "toast" && c[1] == "error" {
			return true
		}
	}
	return false
}

// html is what it changes of the page.
func (f frame) html() string {
	var all strings.Builder
	for _, p := range f.Patches {
		all.WriteString(p[1])
	}
	return all.String()
}

// refOf is what is bound to an event of the element with an id.
func refOf(page, id, event string) (string, error) {
	tag := regexp.MustCompile(`<[^>]* id="` + id + `"[^>]*>`).FindString(page)
	ref := regexp.MustCompile(` data-on="[^"]*\b` + event + `:([^: "]+)`).FindStringSubmatch(tag)
	if ref == nil {
		return "", fmt.Errorf("nothing is bound to %s of #%s in the page", event, id)
	}
	return ref[1], nil
}

// patience is how long a visitor waits for anything.
const patience = 30 * time.Second

// write sends a message in one frame (RFC 6455, section 5.2) whose mask is zero.
func (v *visit) write(m message) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	head := []byte{0x81, 0x80 | 126, 0, 0, 0, 0, 0, 0}
	if len(text) < 126 {
		head = []byte{0x81, 0x80 | byte(len(text)), 0, 0, 0, 0}
	} else {
		binary.BigEndian.PutUint16(head[2:], uint16(len(text)))
	}
	_ = v.conn.SetDeadline(time.Now().Add(patience)) // a socket has deadlines
	_, err = v.conn.Write(append(head, text...))
	return err
}

// next reads the next frame.
func (v *visit) next() (f frame, err error) {
	var head [2]byte
	if _, err := io.ReadFull(v.in, head[:]); err != nil {
		return f, err
	}
	long := map[byte]int{126: 2, 127: 8}[head[1]&0x7f]
	length := uint64(head[1] & 0x7f)
	if long > 0 {
		var wide [8]byte
		if _, err := io.ReadFull(v.in, wide[8-long:]); err != nil {
			return f, err
		}
		length = binary.BigEndian.Uint64(wide[:])
	}
	payload := make([]byte, length)
	if _, err := io.ReadFull(v.in, payload); err != nil {
		return f, err
	}
	if head[0] != 0x81 {
		return f, errors.New("the server has closed the connection")
	}
	f.size = 2 + long + len(payload)
	err = json.Unmarshal(payload, &f)
	v.seen = max(v.seen, f.Number)
	return f, err
}
