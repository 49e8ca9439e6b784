package main

import (
	"context"
	"time"

	"github.com/kin-go/kin"
)

// A Writer is a user once more, in the same table, of whom all that is asked is what they have
// written. That may be much: the tag says that it is never loaded, only added to, taken from and
// queried.
type Writer struct {
	kin.Model `kin:"table=user"`
	Username  string
	Email     string

	Written kin.Many[Writer, Writing] `kin:"back_populates=Writer; lazy=write_only"`
}

// A Writing is a post, as a writer's.
type Writing struct {
	kin.Model `kin:"table=post"`
	Title     string
	Body      string
	UserID    int64 `kin:"foreign_key=user.id"`

	Writer kin.One[Writing, Writer] `kin:"back_populates=Written"`
}

var (
	writers  = kin.Table[Writer]()
	writings = kin.Table[Writing]()
)

// openArchive opens the database a second time, with these models: a table belongs to one model of
// those that a database is opened with.
func openArchive(ctx context.Context, database string) (*kin.DB, error) {
	return opened(ctx, database, fillArchive, kin.Models(writers, writings))
}

// fillArchive puts the sample's posts into an archive that has none. That is one in memory: a
// database in memory is another at each opening.
func fillArchive(ctx context.Context, db *kin.DB) error {
	return db.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		if there, err := kin.Select(writings).Exists(ctx, s); err != nil || there {
			return err
		}
		byName := map[string]*Writer{}
		for _, name := range sampleUsers {
			byName[name] = &Writer{Username: name, Email: emailOf(name)}
			s.Add(byName[name])
		}
		for _, p := range samplePosts {
			byName[p.by].Written.Add(&Writing{Title: p.title, Body: p.body})
		}
		return nil
	})
}

// atOnce is how many posts a page of the archive has.
const atOnce = 3

// archived is what was asked of the archive: how much a writer has written, and the end of it.
type archived struct {
	writer  *Writer
	count   int64
	latest  []*Writing
	refused error            // what loading all of it gives
	plan    *kin.Explanation // of the page
	sent    []statement
	took    time.Duration
}

// mostWritten is who has written most.
var mostWritten = kin.Select(writers).
	Join(kin.On(&writers.Written)).
	GroupBy(&writers.ID).
	OrderBy(kin.Count(&writings.ID).Desc(), kin.Asc(&writers.ID)).
	Limit(1)

// browse asks the archive without loading it.
func (b *blog) browse(ctx context.Context) (a archived, err error) {
	err = b.archive.Read(ctx, func(ctx context.Context, s *kin.Session) (err error) {
		if a.writer, err = mostWritten.First(ctx, s); err != nil {
			return err
		}
		written := kin.Related(&a.writer.Written)
		latest := written.OrderBy(kin.Desc(&writings.ID)).Limit(atOnce)
		if a.plan, err = latest.Explain(ctx, s); err != nil {
			return err
		}
		var w witness
		ctx = kin.WithTracer(ctx, &w)
		began := time.Now()
		if a.count, err = written.Count(ctx, s); err != nil {
			return err
		}
		if a.latest, err = latest.All(ctx, s); err != nil {
			return err
		}
		_, a.refused = a.writer.Written.Load(ctx)
		a.took, a.sent = time.Since(began), w.sent
		return nil
	})
	return a, err
}
