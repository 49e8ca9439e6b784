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
	refs map[string]string // what is bound to a click, by the text of the button
	sent uint64            // events
}

var (
	visitID = regexp.MustCompile(`data-visit="([^"]+)"`)
	clicked = regexp.MustCompile(`<button [^>]*data-on="[^"]*click:([^:" ]+)[^>]*>([A-Z][a-z]+)<`)
)

// arrive opens the page, and then its connection, as a browser does.
func arrive(ctx context.Context, address string) (*visit, error) {
	cookies, body, err := get(ctx, "http://"+address+"/")
	if err != nil {
		return nil, err
	}
	id := visitID.FindSubmatch(body)
	if id == nil || len(cookies) == 0 {
		return nil, fmt.Errorf("the page of %s is no live page", address)
	}
	v := &visit{refs: map[string]string{}}
	for _, m := range clicked.FindAllSubmatch(body, -1) {
		v.refs[string(m[2])] = string(m[1])
	}
	if len(v.refs) != 3 {
		return nil, fmt.Errorf("the page has the buttons %v, and not three", v.refs)
	}
	return v, v.connect(ctx, address, cookies[0], string(id[1]))
}

func (v *visit) connect(ctx context.Context, address string, cookie *http.Cookie, id string) (err error) {
	if v.conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", address); err != nil {
		return err
	}
	v.in = bufio.NewReaderSize(v.conn, 512)
	_, err = fmt.Fprintf(v.conn, "GET /_live/socket HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: %s=%s\r\n\r\n", address, cookie.Name, cookie.Value)
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
	if err := v.write(fmt.Sprintf(`{"v":%q}`, id)); err != nil {
		return err
	}
	_, err = v.read() // the server's hello
	return err
}

func (v *visit) leave() { _ = v.conn.Close() }

// An answer is what an event has come to.
type answer struct {
	took  time.Duration
	bytes int // of the frame, on the wire
}

// click sends an event, and waits until it is answered.
func (v *visit) click(button string) (answer, error) {
	began := time.Now()
	v.sent++
	if err := v.write(fmt.Sprintf(`{"n":%d,"s":%d,"r":%q}`, v.sent, v.sent, v.refs[button])); err != nil {
		return answer{}, err
	}
	for {
		frame, err := v.read()
		if err != nil {
			return answer{}, err
		}
		var f struct {
			Answers uint64     `json:"a"`
			Command [][]string `json:"c"`
		}
		if err := json.Unmarshal(frame.payload, &f); err != nil {
			return answer{}, err
		}
		if strings.Contains(fmt.Sprint(f.Command), "toast") {
			return answer{}, fmt.Errorf("%s is answered with %v", button, f.Command)
		}
		if f.Answers >= v.sent {
			return answer{time.Since(began), frame.size}, nil
		}
	}
}

// write sends a message of less than 126 bytes, in a frame whose mask is zero.
func (v *visit) write(message string) error {
	_ = v.conn.SetDeadline(time.Now().Add(30 * time.Second)) // a socket has deadlines
	_, err := v.conn.Write(append([]byte{0x81, 0x80 | byte(len(message)), 0, 0, 0, 0}, message...))
	return err
}

// A frame is of a WebSocket (RFC 6455, section 5.2).
type frame struct {
	payload []byte
	size    int // with its header
}

// read reads the next frame that has a text.
func (v *visit) read() (frame, error) {
	var head [2]byte
	if _, err := io.ReadFull(v.in, head[:]); err != nil {
		return frame{}, err
	}
	long := map[byte]int{126: 2, 127: 8}[head[1]&0x7f]
	length := uint64(head[1] & 0x7f)
	if long > 0 {
		var wide [8]byte
		if _, err := io.ReadFull(v.in, wide[8-long:]); err != nil {
			return frame{}, err
		}
		length = binary.BigEndian.Uint64(wide[:])
	}
	f := frame{make([]byte, length), 2 + long + int(length)}
	if _, err := io.ReadFull(v.in, f.payload); err != nil {
		return frame{}, err
	}
	if head[0] != 0x81 {
		return frame{}, errors.New("the server has closed the connection")
	}
	return f, nil
}
