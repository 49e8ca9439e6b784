package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// A frame is what the server tells a browser at once: the regions that have changed, and what else
// to do. Frames are numbered, so that a browser that comes back says what it has seen.
type frame struct {
	Number   uint64      `json:"n,omitempty"`
	Answers  uint64      `json:"a,omitempty"` // the last event that is done
	Patches  [][2]string `json:"p,omitempty"` // the id and the HTML of each region
	Commands []command   `json:"c,omitempty"`
}

// A command is something to do in a browser: its name and what it needs.
type command []string

// bytes writes the frame. HTML stays as it is, without \u003c for each tag.
func (f frame) bytes() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(f)
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), err
}

// A message is what a browser tells the server. Everything in it is a stranger's word.
type message struct {
	Visit  string      `json:"v,omitempty"` // which visit goes on: in the first message of a connection
	Seen   uint64      `json:"s,omitempty"` // the last frame that it has shown
	Number uint64      `json:"n,omitempty"` // of the event, in their order
	Ref    string      `json:"r,omitempty"` // what was bound, as it stood in the page
	Kind   string      `json:"t,omitempty"` // nav: go to a page; keep: the storage has changed; error: a script has failed; whole, ping: see connect, pong
	Data   [][2]string `json:"d,omitempty"` // names and values, in the order of the form
}

var errMessage = errors.New("live: a message that no page sends")

// parseMessage reads a message, and refuses what no page sends.
func parseMessage(data []byte) (m message, err error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return m, fmt.Errorf("%w: %w", errMessage, err)
	}
	if d.More() {
		return m, errMessage
	}
	return m, nil
}
