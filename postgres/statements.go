package postgres

import (
	"context"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// statementsKept is how many statements a connection knows. One costs the server some
// tens of kilobytes to keep, and a round trip to prepare.
const statementsKept = 256

// statements is what a connection knows of statements, by their text; the one not used
// for longest goes when there are too many. Where they cannot stay prepared (behind a pooler),
// it is the types of their parameters and columns alone.
type statements struct {
	named  bool
	byText map[string]*statement
	clock  uint64
	gone   []string // names that the server is to forget
	number int
}

// A statement is a text with what the server said of it.
type statement struct {
	sql         string
	description *pgconn.StatementDescription // its name is empty where it is not kept
	columns     []column
	formats     []int16 // the form that each column is asked for in
	used        uint64
}

// A column is one column of an answer.
type column struct {
	name string
	oid  uint32
}

// answers says that an answer has the columns that are known. The server itself watches
// over those of a prepared statement.
func (s *statement) answers(fields []pgconn.FieldDescription) bool {
	if s.description.Name != "" {
		return true
	}
	return slices.EqualFunc(s.columns, fields, func(c column, f pgconn.FieldDescription) bool { return c.oid == f.DataTypeOID })
}

func newStatements(named bool) statements {
	return statements{named: named, byText: map[string]*statement{}}
}

// find gives the statement of a text, or nil.
func (c *statements) find(sql string) *statement {
	s := c.byText[sql]
	if s != nil {
		c.clock++
		s.used = c.clock
	}
	return s
}

// names is new names for statements, which no other program that shares the
// connection's pool would choose.
func (c *statements) names(n int) []string {
	names := make([]string, n)
	for i := range names {
		if c.named {
			c.number++
			names[i] = "kin_" + strconv.Itoa(c.number)
		}
	}
	return names
}

func (c *statements) keep(sql string, d *pgconn.StatementDescription) {
	s := &statement{
		sql: sql, description: d,
		columns: make([]column, len(d.Fields)), formats: make([]int16, len(d.Fields)),
	}
	for i, f := range d.Fields {
		s.columns[i] = column{f.Name, f.DataTypeOID}
		s.formats[i] = formatOf(f.DataTypeOID)
	}
	c.clock++
	s.used = c.clock
	c.byText[sql] = s
}

// makeRoom lets go of the statements not used for longest, so that n more are not too
// many; those used after since stay. It looks at all of them, which is little beside the
// round trip that made it necessary.
func (c *statements) makeRoom(n int, since uint64) {
	for len(c.byText)+n > statementsKept {
		var oldest *statement
		for _, s := range c.byText {
			if s.used <= since && (oldest == nil || s.used < oldest.used) {
				oldest = s
			}
		}
		if oldest == nil {
			return
		}
		c.forget(oldest)
	}
}

func (c *statements) forget(s *statement) {
	delete(c.byText, s.sql)
	if s.description.Name != "" {
		c.gone = append(c.gone, s.description.Name)
	}
}

// forgetAll is for when what is known no longer holds.
func (c *statements) forgetAll() {
	for _, s := range c.byText {
		c.forget(s)
	}
}

// prepare makes all of texts known, in one round trip. What is to be run before them
// goes with it.
func (l *link) prepare(ctx context.Context, before, texts []string) error {
	p := l.wire.StartPipeline(ctx)
	for _, sql := range before {
		p.SendQueryParams(sql, nil, nil, nil, nil)
	}
	for _, name := range l.statements.gone {
		p.SendDeallocate(name)
	}
	names := l.statements.names(len(texts))
	for i, sql := range texts {
		p.SendPrepare(names[i], sql, nil)
	}
	err := p.Sync()
	if err == nil {
		err = l.learn(ctx, p, names, texts)
	}
	if ends := p.Close(); err == nil {
		err = l.explain(ctx, ends, "prepare", texts[0])
	}
	return err
}

// learn reads what the server says of the statements.
func (l *link) learn(ctx context.Context, p *pgconn.Pipeline, names, texts []string) error {
	for i := 0; i < len(texts); {
		answer, err := p.GetResults()
		if err != nil {
			return l.explain(ctx, err, "prepare", texts[i])
		}
		if d, ok := answer.(*pgconn.StatementDescription); ok {
			d.Name = names[i]
			l.statements.keep(texts[i], d)
			i++
		}
	}
	l.statements.gone = nil
	return nil
}
