package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
)

func TestOfSeveralFiguresTheWorstCounts(t *testing.T) {
	p := proofs[0]
	out := "edit of a Go file → browser 1700 ms: the build\nedit of an embedded file → browser 900 ms\n"
	measured, figure, err := p.lines[0].worst(p.prints, out, p.prints.FindAllStringSubmatchIndex(out, -1))
	if err != nil || measured != "1700 ms" || figure != 1700 {
		t.Errorf("it is %q, %d (%v)", measured, figure, err)
	}
}

func TestWhatIsBoundToAnElementIsFound(t *testing.T) {
	page := `<form id="other" data-on="submit:aaa"></form><button class="x" id="edit" data-on="focusin:bbb click:ccc:o">Edit</button>`
	if ref, err := refOf(page, "edit", "click"); err != nil || ref != "ccc" {
		t.Errorf("it is %q (%v)", ref, err)
	}
	for _, missing := range [][2]string{{"edit", "submit"}, {"leave", "click"}} {
		if ref, err := refOf(page, missing[0], missing[1]); err == nil {
			t.Errorf("%v is %q", missing, ref)
		}
	}
}

// A long message has its length in two bytes more; a frame that comes tells what it took.
func TestFramesOfAllLengthsAreWrittenAndRead(t *testing.T) {
	here, there := net.Pipe()
	v := &visit{conn: here, in: bufio.NewReader(here)}
	for _, text := range []string{"short", strings.Repeat("x", 300)} {
		got := make(chan string, 1)
		go func() { got <- echo(there) }()
		a, err := v.submit("ref", "message", text)
		if err != nil {
			t.Fatal(err)
		}
		if sent := <-got; !strings.Contains(sent, text) {
			t.Errorf("what was sent is %s", sent)
		}
		if a.html() != "<p>" || a.size != 2+len(answered) {
			t.Errorf("the answer is %+v", a)
		}
	}
}

// answered is a frame that answers all events.
const answered = `{"n":1,"a":9,"p":[["id","<p>"]]}`

// echo reads a frame of a browser, and answers.
func echo(conn net.Conn) string {
	head := make([]byte, 2)
	if _, err := io.ReadFull(conn, head); err != nil {
		return err.Error()
	}
	length := int(head[1] & 0x7f)
	if length == 126 {
		if _, err := io.ReadFull(conn, head); err != nil {
			return err.Error()
		}
		length = int(binary.BigEndian.Uint16(head))
	}
	text := make([]byte, 4+length) // behind the mask, which is zero
	if _, err := io.ReadFull(conn, text); err != nil {
		return err.Error()
	}
	if _, err := conn.Write(append([]byte{0x81, byte(len(answered))}, answered...)); err != nil {
		return err.Error()
	}
	return string(text)
}
