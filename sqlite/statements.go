package sqlite

import (
	"errors"
	"fmt"
	"strings"

	"github.com/ncruces/go-sqlite3"
)

// statementsKept is how many prepared statements a connection keeps. A statement costs
// some tens of microseconds to prepare, and some kilobytes to keep.
const statementsKept = 256

// statements keeps the prepared statements of a connection by their text; the one not
// used for longest goes when there are too many.
type statements struct {
	db     *sqlite3.Conn
	byText map[string]*statement
	clock  uint64
}

// A statement is a prepared one. It is taken to be run and given back afterwards, and
// who takes a text that is in use gets another of it: rows may be open twice at once.
type statement struct {
	*sqlite3.Stmt
	readOnly bool
	params   int
	taken    bool
	kept     bool
	large    bool // a large value is bound, which would be kept with the statement
	used     uint64
}

func newStatements(db *sqlite3.Conn) statements {
	return statements{db: db, byText: map[string]*statement{}}
}

// take gives the statement of a text, ready to bind.
func (c *statements) take(sql string) (*statement, error) {
	s := c.byText[sql]
	if s != nil && !s.taken {
		c.clock++
		s.taken, s.used = true, c.clock
		return s, nil
	}
	fresh, err := c.prepare(sql)
	if err == nil && s == nil {
		c.keep(sql, fresh)
	}
	return fresh, err
}

func (c *statements) prepare(sql string) (*statement, error) {
	s, tail, err := c.db.PrepareFlags(sql, sqlite3.PREPARE_PERSISTENT)
	switch {
	case err != nil:
		return nil, err
	case s == nil:
		return nil, errors.New("the text has no statement")
	case strings.Trim(tail, " \t\r\n;") != "":
		s.Close()
		return nil, fmt.Errorf("the text goes on after its first statement, at %q: run statements one by one", clip(tail))
	}
	return &statement{Stmt: s, readOnly: s.ReadOnly(), params: s.BindCount(), taken: true}, nil
}

func (c *statements) keep(sql string, s *statement) {
	if len(c.byText) >= statementsKept {
		c.drop()
	}
	c.clock++
	s.kept, s.used = true, c.clock
	c.byText[sql] = s
}

// drop lets go of the statement not used for longest. It looks at all of them, which is
// little beside the preparing that made it necessary.
func (c *statements) drop() {
	var oldest *statement
	for _, s := range c.byText {
		if !s.taken && (oldest == nil || s.used < oldest.used) {
			oldest = s
		}
	}
	if oldest != nil {
		delete(c.byText, oldest.SQL())
		oldest.Close()
	}
}

// give takes a statement back. Its error was told when it ran.
func (c *statements) give(s *statement) {
	if !s.kept {
		s.Close()
		return
	}
	s.Reset()
	if s.large {
		s.ClearBindings()
		s.large = false
	}
	s.taken = false
}
