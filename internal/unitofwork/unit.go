// Package unitofwork writes what changed in a session, in four steps: gather what a change
// concerns, compute what is to be written, order it, persist it. Only gathering reads and
// only persisting writes; what lies between decides and does no I/O.
//
// The steps are those of every unit of work (Fowler, Patterns of Enterprise Application
// Architecture, "Unit of Work").
package unitofwork

import (
	"context"
	"slices"
	"unsafe"

	"github.com/kin-go/kin/internal/identity"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
)

// A Unit is what the user has asked to be inserted and deleted and is not flushed yet.
// What was assigned to rows is found by comparing them.
type Unit struct {
	New  []*mapping.Instance // pending, in the order they were added
	Gone []*mapping.Instance // to be deleted, in the order that was asked
	// Touched is the tables that were changed since the transaction began.
	Touched map[string]bool
}

// Empty says that nothing is to be inserted or deleted.
func (u *Unit) Empty() bool { return len(u.New) == 0 && len(u.Gone) == 0 }

// A Port is what a flush needs of its session.
type Port interface {
	Identity() *identity.Map
	Journal() *identity.Journal
	Box() *mapping.Box
	// Admit brings a row into the session that a change of a relationship has reached.
	Admit(m *mapping.Mapping, row unsafe.Pointer) error
	// Members reads the rows at the other end of a relationship, whatever is loaded of it.
	Members(ctx context.Context, r *mapping.Relationship, parents []*mapping.Instance) ([][]*mapping.Instance, error)
	Query(ctx context.Context, prepared any, args []query.Value, why Why) (Rows, error)
	Exec(ctx context.Context, prepared any, args []query.Value, why Why) (affected int64, err error)
	// ExecAll runs statements one after the other, in one round trip where the engine can, and gives
	// for each how many rows it changed; where one fails, for those before it.
	ExecAll(ctx context.Context, all []Execution) (affected []int64, err error)
	Notice(ctx context.Context, text string)
}

// An Execution is one statement of several.
type Execution struct {
	Prepared any
	Args     []query.Value
	Why      Why
}

// Why says what a statement is for.
type Why struct {
	Path string // Post, or Post.Tags for link rows
	Step string // insert, update, delete, link, unlink, restrict
}

// Rows is an answer being read.
type Rows interface {
	query.Row
	Next() bool
	Err() error
	Close() error
}

// work is one flush.
type work struct {
	unit       *Unit
	port       Port
	statements *Statements

	inserts []*change
	updates []*change
	deletes []*mapping.Instance
	dead    map[*mapping.Instance]bool // deletes, to look up
	of      map[*mapping.Instance]*change

	links   []*pair // link rows to write
	unlinks []*pair // link rows to take away
	bare    []detachment
	parting []detachment // owners that are deleted, and rows that belong to them and stay
	probes  []probe
	levelOf map[*mapping.Instance]int // of deletes

	expunged []*mapping.Instance // new rows that leave the session again
	spares   map[*mapping.Mapping]*mapping.Spare
}

// A change is one row to insert or to update.
type change struct {
	in      *mapping.Instance
	columns []*mapping.Column // of an update: what is written
	takes   []take            // keys of rows that are not inserted yet
	level   int
	seen    bool // while levels are counted
	done    bool
}

// A take copies the key of a row into columns of another, when it has one.
type take struct {
	columns, key mapping.Columns
	from         *mapping.Instance
}

// A detachment is rows that are deleted, by one of their relationships.
type detachment struct {
	relationship *mapping.Relationship
	owners       []*mapping.Instance
}

// Flush writes all changes of a session, or none: after an error, rows and their states are
// as before, and the caller undoes in the database what was written.
func (u *Unit) Flush(ctx context.Context, port Port, statements *Statements) (err error) {
	w := &work{unit: u, port: port, statements: statements, dead: map[*mapping.Instance]bool{}, of: map[*mapping.Instance]*change{}}
	mark, before := port.Journal().Mark(), Unit{slices.Clone(u.New), slices.Clone(u.Gone), u.Touched}
	defer func() {
		if err != nil {
			w.restore(mark, before)
		}
	}()
	if err := w.gather(ctx); err != nil {
		return err
	}
	if err := w.compute(); err != nil {
		return err
	}
	if w.nothing() {
		w.settle()
		return nil
	}
	if err := w.order(); err != nil {
		return err
	}
	if err := w.persist(ctx); err != nil {
		return err
	}
	w.settle()
	return nil
}

// nothing says that no statement is to be sent.
func (w *work) nothing() bool {
	return len(w.inserts)+len(w.updates)+len(w.deletes)+len(w.links)+len(w.unlinks)+len(w.bare)+len(w.parting) == 0
}

// restore puts rows back as they were when the flush began.
func (w *work) restore(mark int, before Unit) {
	for _, s := range w.port.Journal().Since(mark) {
		if s.Whole() {
			s.Leave()
			continue
		}
		s.Restore()
	}
	*w.unit = before
}

// keep makes sure that a row can be put back as it is now.
func (w *work) keep(in *mapping.Instance) { w.port.Journal().Flushes(in) }
