package kin

import (
	"context"
	"time"
	"unsafe"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/identity"
	"github.com/kin-go/kin/internal/loading"
	"github.com/kin-go/kin/internal/mapping"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/internal/unitofwork"
)

// readPort is the session as loading sees it.
type readPort Session

func (p *readPort) Identity() *identity.Map { return p.ids }
func (p *readPort) Box() *mapping.Box       { return p.box }
func (p *readPort) Snapshots() bool         { return !p.settings.readOnly }

func (p *readPort) Notice(ctx context.Context, text string) { (*Session)(p).notice(ctx, text) }

func (p *readPort) Query(ctx context.Context, prepared any, args []query.Value, why loading.Why) (loading.Rows, error) {
	s, told := (*Session)(p), TracedStatement{Path: why.Path, Strategy: why.Strategy, Lazy: why.Lazy}
	hand, is := prepared.(*byHand)
	if !is {
		return s.query(ctx, prepared.(*compile.Compiled), args, told)
	}
	rows, err := s.query(ctx, &hand.compiled, args, told)
	if err != nil {
		return nil, err
	}
	return hand.rows(rows)
}

// Pipelines says that the engine sends several statements in one round trip.
func (p *readPort) Pipelines(ctx context.Context) (bool, error) {
	conn, err := (*Session)(p).connect(ctx, false)
	_, is := conn.(seam.Pipeline)
	return is, err
}

func (p *readPort) QueryAll(ctx context.Context, asks []loading.Ask) ([]loading.Rows, error) {
	s := (*Session)(p)
	conn, err := s.connect(ctx, false)
	if err != nil {
		return nil, err
	}
	requests := make([]seam.Request, len(asks))
	for i, a := range asks {
		requests[i] = seam.Request{Compiled: a.Prepared.(*compile.Compiled), Args: a.Args}
	}
	ts, began := s.tracers(ctx), time.Now()
	answers, err := conn.(seam.Pipeline).QueryAll(ctx, requests)
	out := make([]loading.Rows, len(answers))
	for i, rows := range answers {
		out[i] = rows
	}
	if len(ts) == 0 {
		return out, err
	}
	for i, a := range asks {
		told := s.traced(requests[i].Compiled, a.Args, TracedStatement{Path: a.Why.Path, Strategy: a.Why.Strategy, Lazy: a.Why.Lazy, Together: i > 0})
		if err != nil { // of the first; those behind it were not run
			told.Err = err
			tell(ctx, ts, told, began)
			break
		}
		out[i] = &tracedRows{Rows: answers[i], ctx: ctx, tracers: ts, told: told, began: began}
		began = time.Time{} // of the next ones: when they are looked at
	}
	return out, err
}

// writePort is the session as the unit of work sees it.
type writePort Session

func (p *writePort) Identity() *identity.Map    { return p.ids }
func (p *writePort) Journal() *identity.Journal { return &p.journal }
func (p *writePort) Box() *mapping.Box          { return p.box }

func (p *writePort) Notice(ctx context.Context, text string) { (*Session)(p).notice(ctx, text) }

func (p *writePort) Admit(m *mapping.Mapping, row unsafe.Pointer) error {
	return (*Session)(p).add(m, row)
}

func (p *writePort) Members(ctx context.Context, r *mapping.Relationship, parents []*mapping.Instance) ([][]*mapping.Instance, error) {
	s := (*Session)(p)
	run := loading.NewRun((*readPort)(s), nil)
	run.Query = "a flush that must know " + r.String()
	return loading.Members(ctx, run, s.db.plans, r, parents)
}

func (p *writePort) Query(ctx context.Context, prepared any, args []query.Value, why unitofwork.Why) (unitofwork.Rows, error) {
	s := (*Session)(p)
	if err := s.beginWriting(ctx); err != nil {
		return nil, err
	}
	rows, err := s.query(ctx, prepared.(*compile.Compiled), args, TracedStatement{Path: why.Path, Strategy: why.Step})
	if err != nil {
		return nil, explain(err, why.Path)
	}
	return explainedRows{rows, why.Path}, nil
}

// explainedRows gives errors that come while an answer is read their types: an INSERT that
// returns rows fails there on some engines.
type explainedRows struct {
	seam.Rows
	what string
}

func (r explainedRows) Err() error { return explain(r.Rows.Err(), r.what) }

func (p *writePort) Exec(ctx context.Context, prepared any, args []query.Value, why unitofwork.Why) (int64, error) {
	s := (*Session)(p)
	if err := s.beginWriting(ctx); err != nil {
		return 0, err
	}
	n, err := s.exec(ctx, prepared.(*compile.Compiled), args, TracedStatement{Path: why.Path, Strategy: why.Step})
	return n, explain(err, why.Path)
}

// ExecAll sends statements that have no rows, in one round trip where the engine can.
func (p *writePort) ExecAll(ctx context.Context, all []unitofwork.Execution) ([]int64, error) {
	s := (*Session)(p)
	if err := s.beginWriting(ctx); err != nil {
		return nil, err
	}
	pipeline, is := s.conn.(seam.Pipeline)
	if !is || len(all) < 2 {
		return p.execEach(ctx, all)
	}
	requests := make([]seam.Request, len(all))
	for i, e := range all {
		requests[i] = seam.Request{Compiled: e.Prepared.(*compile.Compiled), Args: e.Args}
	}
	began := time.Now()
	affected, err := pipeline.ExecAll(ctx, requests)
	if ts := s.tracers(ctx); len(ts) > 0 {
		for i, n := range affected {
			told := TracedStatement{Rows: int(n), Path: all[i].Why.Path, Strategy: all[i].Why.Step, Together: i > 0}
			tell(ctx, ts, s.traced(requests[i].Compiled, requests[i].Args, told), began)
		}
	}
	if err != nil {
		err = explain(err, all[min(len(affected), len(all)-1)].Why.Path)
	}
	return affected, err
}

func (p *writePort) execEach(ctx context.Context, all []unitofwork.Execution) ([]int64, error) {
	affected := make([]int64, 0, len(all))
	for _, e := range all {
		n, err := p.Exec(ctx, e.Prepared, e.Args, e.Why)
		if err != nil {
			return affected, err
		}
		affected = append(affected, n)
	}
	return affected, nil
}

// query sends a statement whose rows are read.
func (s *Session) query(ctx context.Context, c *compile.Compiled, args []query.Value, told TracedStatement) (seam.Rows, error) {
	conn, err := s.connect(ctx, false)
	if err != nil {
		return nil, err
	}
	ts := s.tracers(ctx)
	if len(ts) == 0 {
		return conn.Query(ctx, c, args)
	}
	told = s.traced(c, args, told)
	began := time.Now()
	rows, err := conn.Query(ctx, c, args)
	if err != nil {
		told.Err = err
		tell(ctx, ts, told, began)
		return nil, err
	}
	return &tracedRows{Rows: rows, ctx: ctx, tracers: ts, told: told, began: began}, nil
}

// exec sends a statement that has no rows.
func (s *Session) exec(ctx context.Context, c *compile.Compiled, args []query.Value, told TracedStatement) (int64, error) {
	conn, err := s.connect(ctx, true)
	if err != nil {
		return 0, err
	}
	ts := s.tracers(ctx)
	if len(ts) == 0 {
		return conn.Exec(ctx, c, args)
	}
	told = s.traced(c, args, told)
	began := time.Now()
	n, err := conn.Exec(ctx, c, args)
	told.Rows, told.Err = int(n), err
	tell(ctx, ts, told, began)
	return n, err
}

func (s *Session) notice(ctx context.Context, text string) {
	for _, t := range s.tracers(ctx) {
		t.Notice(ctx, text)
	}
}
