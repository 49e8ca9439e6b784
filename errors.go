package kin

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/internal/unitofwork"
)

// Errors that a program may want to tell apart. They come wrapped with what was tried and
// on what: compare with errors.Is.
var (
	// ErrNotFound: there is no such row.
	ErrNotFound = errors.New("no row was found")
	// ErrMultipleRows: there is more than one, where exactly one was asked for.
	ErrMultipleRows = errors.New("more than one row was found")
	// ErrAttached: the row belongs to another session that is open.
	ErrAttached = errors.New("the row belongs to another session that is open")
	// ErrConcurrentUse: two goroutines use one session at the same time.
	ErrConcurrentUse = errors.New("a session is used by two goroutines at the same time: give each its own")
	// ErrClosed: the session was closed.
	ErrClosed = errors.New("the session was closed")
	// ErrReadOnly: the session is for reading (DB.Read).
	ErrReadOnly = errors.New("the session is for reading: use DB.Tx or DB.Session to write")
	// ErrConflict: another transaction was in the way (a serialization failure, a deadlock, a busy database). Nothing
	// was done. DB.Tx has run its function ten times by then; a session that one commits by oneself may be run again.
	ErrConflict = seam.ErrConflict
	// ErrCommitUnknown: the answer to a COMMIT was lost. What the transaction wrote is in the
	// database, or is not; it is never repeated by itself.
	ErrCommitUnknown = errors.New("the answer to a commit was lost: it may have happened or not")
)

// A NotLoadedError is a relationship that was read and is not loaded.
type NotLoadedError struct {
	Entity string // the Go type it stands in
	Field  string // "" where no session knows the row
	Target string // the Go type at the other end
	From   string // the query that brought the row, in words
	many   bool
	why    string
}

// Error says which relationship, which query brought its row, and what to do.
func (e *NotLoadedError) Error() string {
	if e.why != "" {
		return e.Relationship() + " " + e.why
	}
	from := "its row came from no query"
	if e.From != "" {
		from = "its row came from " + e.From
	}
	return fmt.Sprintf("%s is not loaded: %s; add %s to the query, or call Load(ctx)", e.Relationship(), from, e.Option())
}

// Relationship is the relationship as Type.Field.
func (e *NotLoadedError) Relationship() string {
	return relationshipName(e.Entity, e.Field, e.Target, e.many)
}

// Query is the query that brought the row, in words; "" where none did.
func (e *NotLoadedError) Query() string { return e.From }

// Option is the loader option that would have loaded it.
func (e *NotLoadedError) Option() string { return optionFor(e.Entity, e.Field) }

// A RaiseError is a relationship that was read although its query, its session or its tag
// forbids that.
type RaiseError struct {
	Entity   string
	Field    string
	Strategy string // raise, or raise_on_sql
	From     string
}

// Error says which relationship, what forbids it, and what to do.
func (e *RaiseError) Error() string {
	text := fmt.Sprintf("%s is forbidden to be read by %s", e.Relationship(), e.Strategy)
	if e.Strategy == "raise_on_sql" {
		text += " (it would take a statement)"
	}
	if e.From != "" {
		text += ": its row came from " + e.From
	}
	return text + "; add " + e.Option() + " to the query"
}

// Relationship is the relationship as Type.Field.
func (e *RaiseError) Relationship() string { return e.Entity + "." + e.Field }

// Query is the query that brought the row, in words.
func (e *RaiseError) Query() string { return e.From }

// Option is the loader option that would load it.
func (e *RaiseError) Option() string { return optionFor(e.Entity, e.Field) }

// A DetachedError is a relationship that cannot be loaded because no open session has its row.
type DetachedError struct {
	Entity string
	Field  string
	Target string
	From   string
	many   bool
	why    string
}

// Error says which relationship, why no session has the row, and what to do.
func (e *DetachedError) Error() string {
	return fmt.Sprintf("%s cannot be loaded: %s; load it with its row by %s, or add the row to a session",
		relationshipName(e.Entity, e.Field, e.Target, e.many), e.why, optionFor(e.Entity, e.Field))
}

// A ConstraintError is a constraint of the database that a statement violates: the same on
// every engine.
type ConstraintError struct {
	Kind    string   // unique, foreign key, not null, check
	Table   string   // "" where the engine does not say
	Columns []string // nil where the engine does not say
	Row     string   // what was written
	cause   error
}

// Error says which constraint, where, and what the database says.
func (e *ConstraintError) Error() string {
	where := ""
	if e.Table != "" {
		where = " of table " + e.Table
		if len(e.Columns) > 0 {
			where += " (" + strings.Join(e.Columns, ", ") + ")"
		}
	}
	what := ""
	if e.Row != "" {
		what = "writing " + e.Row + ": "
	}
	return fmt.Sprintf("%sthe %s constraint%s is violated: %v", what, e.Kind, where, e.cause)
}

// Unwrap is the error of the engine.
func (e *ConstraintError) Unwrap() error { return e.cause }

// A RestrictError is a row that was to be deleted and that others still need. Nothing was
// written.
type RestrictError struct {
	Relationship string // Post.Flags
	Owner        string // the row that was to be deleted, in words
	Key          string // the key column of the rows that need it
}

// Error says who needs the row, and the remedies.
func (e *RestrictError) Error() string {
	return fmt.Sprintf("%s cannot be deleted: %s still has rows, whose key %s cannot be NULL; nothing was written; "+
		"delete them first, or declare what becomes of them: cascade=all,delete-orphan on the relationship, "+
		"on_delete=cascade on the key, or passive_deletes to leave it to the database", e.Owner, e.Relationship, e.Key)
}

// A StaleError is a row that is not in the database as it was read: it was deleted, or has
// another version.
type StaleError struct {
	Row string
	why string
}

func (e *StaleError) Error() string { return e.why }

// A MappingError is all mistakes of a mapping. Nothing was opened.
type MappingError struct{ Mistakes []Mistake }

// Error lists the mistakes, a line each.
func (e *MappingError) Error() string {
	noun := "mistakes"
	if len(e.Mistakes) == 1 {
		noun = "mistake"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "the mapping has %d %s, nothing was opened:", len(e.Mistakes), noun)
	for _, m := range e.Mistakes {
		b.WriteString("\n\t" + m.String())
	}
	return b.String()
}

// A Mistake is one fault of a declaration.
type Mistake struct {
	Type   string // the Go type
	Field  string // its field, "" for the type itself
	Fault  string // what is wrong
	Remedy string // what to write instead
}

func (m Mistake) String() string { return mapping.Mistake(m).String() }

// An ending is the two ends of a holder, for messages about one whose row is not known.
type ending struct {
	owner, target string
	many          bool
}

func ends[O, T any](many bool) ending {
	return ending{reflect.TypeFor[O]().Name(), reflect.TypeFor[T]().Name(), many}
}

func (e ending) String() string { return relationshipName(e.owner, "", e.target, e.many) }

func relationshipName(entity, field, target string, many bool) string {
	switch {
	case field != "":
		return entity + "." + field
	case many:
		return "a kin.Many[" + entity + ", " + target + "]"
	}
	return "a kin.One[" + entity + ", " + target + "]"
}

// optionFor guesses the name of a table's variable: posts for Post.
func optionFor(entity, field string) string {
	if field == "" {
		field = "…"
	}
	runes := []rune(entity)
	if len(runes) > 0 {
		runes[0] = unicode.ToLower(runes[0])
	}
	return "load.SelectIn(&" + string(runes) + "s." + field + ")"
}

// mustBePresent panics unless reading gives something: what is left empty reads as empty.
func mustBePresent[O, T any](a mapping.Absence, many bool) {
	if a.Reason != mapping.Present {
		panic(absent(a, ends[O, T](many)))
	}
}

// absent is the error of reading what is not there.
func absent(a mapping.Absence, e ending) error {
	field := ""
	if a.Relationship != nil {
		field = a.Relationship.Name
	}
	switch a.Reason {
	case mapping.Forbidden:
		return &RaiseError{Entity: e.owner, Field: field, Strategy: a.Strategy, From: a.Query}
	case mapping.Unreadable:
		return writeOnly(e, field)
	case mapping.Copied:
		return &NotLoadedError{Entity: e.owner, Target: e.target, many: e.many, From: a.Query,
			why: "is not loaded, and stands in a copy of a row, which loads nothing; read the row itself"}
	}
	return &NotLoadedError{Entity: e.owner, Field: field, Target: e.target, many: e.many, From: a.Query}
}

func writeOnly(e ending, field string) error {
	return &NotLoadedError{Entity: e.owner, Field: field, Target: e.target, many: e.many,
		why: "is lazy=write_only and is never loaded: query it with kin.Related"}
}

func notWritten(e ending) error {
	return fmt.Errorf("writing %s as JSON: it is not loaded; load it, leave it out with `json:\",omitzero\"`, or use kin.Marshal", e)
}

// loadRelationship loads what a holder stands for.
func loadRelationship(ctx context.Context, in *mapping.Instance, r *mapping.Relationship, e ending) error {
	if in == nil {
		return &DetachedError{Entity: e.owner, Target: e.target, many: e.many, why: "no session knows its row"}
	}
	from := ""
	if in.Origin != nil {
		from = in.Origin.Words()
	}
	if r == nil {
		return &DetachedError{Entity: e.owner, Target: e.target, many: e.many, From: from, why: "it stands in a copy of a row"}
	}
	switch s := in.Session(); {
	case r.WriteOnly():
		return writeOnly(e, r.Name)
	case in.Mark(r) == mapping.Forbid:
		return forbidden(in, r)
	case s == nil:
		return &DetachedError{Entity: e.owner, Field: r.Name, Target: e.target, many: e.many, From: from, why: "the session of its row is closed"}
	default:
		return s.LoadRelationship(ctx, in, r)
	}
}

func forbidden(in *mapping.Instance, r *mapping.Relationship) error {
	e := &RaiseError{Entity: r.Owner.Name, Field: r.Name, Strategy: in.Mark(r).Strategy()}
	if in.Origin != nil {
		e.From = in.Origin.Words()
	}
	return e
}

// explain gives errors of engines and of the unit of work the types that users know. what is
// what was written, or "".
func explain(err error, what string) error {
	if c, is := errors.AsType[*seam.ConstraintError](err); is {
		return &ConstraintError{Kind: c.Kind, Table: c.Table, Columns: c.Columns, Row: what, cause: c.Cause}
	}
	if r, is := errors.AsType[*unitofwork.RestrictError](err); is {
		return &RestrictError{Relationship: r.Relationship.String(), Owner: r.Owner, Key: strings.Join(r.Relationship.Remote.Names(), ", ")}
	}
	if s, is := errors.AsType[*unitofwork.StaleError](err); is {
		return &StaleError{Row: s.Row, why: s.Error()}
	}
	return err
}
