package loading

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/kin-go/kin/internal/identity"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// A Port is what loading needs of the session that it loads for.
type Port interface {
	// Query runs a prepared statement.
	Query(ctx context.Context, prepared any, args []query.Value, why Why) (Rows, error)
	// Pipelines says that QueryAll sends statements in one round trip.
	Pipelines(ctx context.Context) (bool, error)
	// QueryAll runs statements together. Answers are read one after the other.
	QueryAll(ctx context.Context, asks []Ask) ([]Rows, error)
	Identity() *identity.Map
	Box() *mapping.Box
	// Snapshots says whether rows are kept as they were read, for change detection.
	Snapshots() bool
	// Notice reports something that is no error, such as a one-to-one with two rows.
	Notice(ctx context.Context, text string)
}

// Why says what a statement is for.
type Why struct {
	Path     string // Post.Flags.User
	Strategy string // the word of the tag; query for the query itself
	Lazy     bool   // it runs because a relationship was read
}

// An Ask is one of several statements that are sent together.
type Ask struct {
	Prepared any
	Args     []query.Value
	Why      Why
}

// Rows is an answer being read.
type Rows interface {
	query.Row
	Next() bool
	Err() error
	Size() int64
	Close() error
}

// A Run is one execution of a plan: a query with all it loads, or a relationship read lazily.
type Run struct {
	Port     Port
	Populate bool // PopulateExisting: rows that the session has are read again
	Again    bool // rows that the session has and that were not changed are read again
	Lazy     bool
	Query    string // in words
	Measure  *Measures
	Budget   int   // rows expected of the next statement, 0: unknown
	Chunked  bool  // the query is read in chunks: what is below goes by keys
	reads    *Node // of a relationship that is read: its node
	id       uint64
	args     []query.Value
	box      *mapping.Box
	ids      *identity.Map
	visited  map[*Node]map[*mapping.Instance]bool
	early    []early // answers that came with that of the query
}

var runs atomic.Uint64

// NewRun begins an execution with the user's values.
func NewRun(p Port, args []query.Value) *Run {
	return &Run{Port: p, id: runs.Add(1), args: args, box: p.Box(), ids: p.Identity()}
}

// A Measure is what one node of a plan did.
type Measure struct {
	Statements int
	Rows       int
	Bytes      int64
	Time       time.Duration
}

// Measures are those of a run, by node.
type Measures struct{ ByNode map[*Node]*Measure }

// origin is where rows of a node came from: they keep it.
type origin struct {
	mapping.Origin
	node *Node
	args []query.Value
}

// with puts keys behind the values of the user.
func (run *Run) with(f *Fetch, keys ...query.Value) []query.Value {
	if f.KeyArg == 0 {
		return keys
	}
	args := make([]query.Value, 0, f.KeyArg+len(keys))
	return append(append(args, run.args[:f.KeyArg]...), keys...)
}

// level is rows whose children are to be loaded.
type level struct {
	node  *Node
	rows  []*mapping.Instance
	depth int // rounds of a relationship that repeats
}

// Below loads everything that the plan has below rows, level by level: the depth of a graph
// costs no stack.
func (run *Run) Below(ctx context.Context, found []level) error {
	for len(found) > 0 {
		next := found[:0:0]
		for _, l := range found {
			more, err := run.one(ctx, l)
			if err != nil {
				return err
			}
			next = append(next, more...)
		}
		found = next
	}
	return nil
}

// one loads the relationships of one level's rows.
func (run *Run) one(ctx context.Context, l level) ([]level, error) {
	if len(l.rows) == 0 {
		return nil, nil
	}
	if err := run.together(ctx, l); err != nil {
		return nil, err
	}
	var out []level
	for _, c := range l.node.Children {
		rows, err := c.Strategy.Populate(ctx, run, c, l.rows)
		if err != nil {
			return nil, err
		}
		if c.needs(rows) {
			out = append(out, level{c, rows, 0})
		}
	}
	if again, ok, err := run.again(ctx, l); err != nil || ok {
		return append(out, again), err
	}
	return out, nil
}

// loadsBelow says that something is loaded with the rows of a node.
func (n *Node) loadsBelow() bool { return len(n.Children) > 0 || n.repeats() }

// needs says whether anything is to be done with the rows of a node.
func (n *Node) needs(rows []*mapping.Instance) bool {
	return len(rows) > 0 && n.loadsBelow()
}

// again goes round once more for a relationship of a table to itself. Rows that were reached
// before in this run are left out, so that a cycle in the data ends.
func (run *Run) again(ctx context.Context, l level) (level, bool, error) {
	n := l.node
	if !n.repeats() || n.depth > 0 && l.depth >= n.depth {
		return level{}, false, nil
	}
	if run.visited == nil {
		run.visited = map[*Node]map[*mapping.Instance]bool{}
	}
	seen := run.visited[n]
	if seen == nil {
		seen = map[*mapping.Instance]bool{}
		run.visited[n] = seen
	}
	var fresh []*mapping.Instance
	for _, in := range l.rows {
		if !seen[in] {
			seen[in] = true
			fresh = append(fresh, in)
		}
	}
	if len(fresh) == 0 {
		return level{}, false, nil
	}
	rows, err := n.Strategy.Populate(ctx, run, n, fresh)
	return level{n, rows, l.depth + 1}, len(rows) > 0, err
}

// Root runs the query itself and all below it.
func (run *Run) Root(ctx context.Context, f *Fetch) ([]*mapping.Instance, error) {
	a, err := run.root(ctx, f)
	defer run.passEarly()
	if err != nil {
		return nil, err
	}
	return a.rows, run.below(ctx, a)
}

func (run *Run) root(ctx context.Context, f *Fetch) (*answer, error) {
	start := run.now()
	rows, err := run.withRepeated(ctx, f)
	if err != nil {
		return nil, err
	}
	if rows == nil {
		return run.fetch(ctx, f, run.args, true, nil)
	}
	return run.read(rows, f, start, true, nil)
}

// Lines runs a query whose lines have more than rows of one mapping. each is called for each line,
// with its rows: that of the query first, then those of Statement.More, nil for one that an
// outer join did not find. Where joined collections multiply the lines, those of the same rows are
// one.
func (run *Run) Lines(ctx context.Context, f *Fetch, each func(r query.Row, rows []*mapping.Instance) error) error {
	roots := 0
	for _, g := range f.Groups {
		if g.parent < 0 {
			roots++
		}
	}
	var last []*mapping.Instance
	a, err := run.fetch(ctx, f, run.args, true, func(a *answer, r query.Row) error {
		if f.multiplied() {
			if last != nil && slices.Equal(last, a.current[:roots]) {
				return nil
			}
			last = append(last[:0], a.current[:roots]...)
		}
		return each(r, a.current)
	})
	if err != nil {
		return err
	}
	return run.below(ctx, a)
}

// Chunks runs the query and gives its rows in chunks of about size, each with all below it,
// while the answer is still being read. It ends when each says false.
func (run *Run) Chunks(ctx context.Context, f *Fetch, size int, each func(rows []*mapping.Instance) bool) error {
	run.Chunked = true
	rows, err := run.Port.Query(ctx, f.Prepared, run.args, run.why(f.Node))
	if err != nil {
		return err
	}
	defer rows.Close()
	a := run.newAnswer(f)
	for rows.Next() {
		if len(a.rows) >= size && a.begins(rows) {
			if more, err := run.chunk(ctx, a, each); err != nil || !more {
				return err
			}
			a = run.newAnswer(f)
		}
		if err := a.line(rows, nil); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	_, err = run.chunk(ctx, a, each)
	return err
}

func (run *Run) chunk(ctx context.Context, a *answer, each func(rows []*mapping.Instance) bool) (bool, error) {
	a.settle()
	if err := run.below(ctx, a); err != nil {
		return false, err
	}
	return len(a.rows) == 0 || each(a.rows), nil
}

// begins says that the current line begins another row of the query.
func (a *answer) begins(r query.Row) bool {
	rd := &a.groups[0]
	key, ok := rd.node.Mapping.Key.Read(r, rd.keyAt)
	return !a.unique || !ok || key != rd.last
}

// Present loads what a plan has below rows that the session has already.
func (run *Run) Present(ctx context.Context, n *Node, rows []*mapping.Instance) error {
	if !n.needs(rows) {
		return nil
	}
	return run.Below(ctx, []level{{n, rows, 0}})
}

// below loads what the plan has below the rows of a query: of joined rows too, through the
// strategies that joined them.
func (run *Run) below(ctx context.Context, a *answer) error {
	var levels []level
	for i, g := range a.fetch.Groups {
		if g.parent < 0 && g.node.needs(a.found[i].list) {
			levels = append(levels, level{g.node, a.found[i].list, 0})
		}
	}
	return run.Below(ctx, levels)
}
