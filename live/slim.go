package live

import (
	"bufio"
	"net"
	"net/http"
)

// Bytes of the buffers of a connection that waits. What a browser says fits; a page that does not is written in pieces.
const (
	slimRead  = 512
	slimWrite = 1024
)

// A slimWriter hands over its connection with small buffers. Those of net/http have 4 KiB each, for as long as the
// connection lasts, and most of the time nothing is in them.
type slimWriter struct{ http.ResponseWriter }

// Unwrap gives http.ResponseController the writer.
func (s slimWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// Hijack implements http.Hijacker.
func (s slimWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, both, err := http.NewResponseController(s.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if both.Reader.Buffered() > 0 { // the browser was in a hurry
		return conn, both, nil
	}
	return conn, bufio.NewReadWriter(bufio.NewReaderSize(conn, slimRead), bufio.NewWriterSize(conn, slimWrite)), nil
}
