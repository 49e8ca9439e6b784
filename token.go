package kin

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A CommitToken is a row that a transaction leaves behind, so that one can ask afterwards whether
// it was committed. A program opts in by declaring its table:
//
//	var commits = kin.Table[kin.CommitToken]()
//
// Rows are never deleted by Kin: delete those that are older than any answer may be late.
type CommitToken struct {
	Entity[string] `kin:"table=kin_commit"`
	Token          string    `kin:"pk; size=100"`
	At             time.Time `kin:"created"`
}

// ErrRepeated says that a transaction with the same token was committed before. Nothing was done again.
var ErrRepeated = errors.New("a transaction with this token was committed before")

// Token lets a transaction of Tx be asked about after an ErrCommitUnknown: Landed says whether the
// one with the token was committed. A second transaction with a token that has landed does
// nothing and gives ErrRepeated. The token is the caller's: a random one for each thing to be
// done once.
func Token(token string) Setting { return func(s *settings) { s.token = token } }

// leaveToken adds the row of the token to the transaction.
func (s *Session) leaveToken() error {
	if s.settings.token == "" {
		return nil
	}
	if _, err := mappingOf[CommitToken](s.db); err != nil {
		return fmt.Errorf("kin.Token needs its table: declare it with kin.Table[kin.CommitToken](), and give it to kin.Models where that is used: %w", err)
	}
	s.Add(&CommitToken{Token: s.settings.token})
	return nil
}

// repeated tells a token that has landed from other violations.
func repeated(err error) error {
	if c, is := errors.AsType[*ConstraintError](err); is && c.Kind == "unique" && (c.Table == "kin_commit" || c.Row == "CommitToken") {
		return fmt.Errorf("%w (%w)", ErrRepeated, err)
	}
	return err
}

// Landed says whether the transaction with a token was committed. It asks where writes go. A
// transaction whose connection was lost may still be under way there: Landed waits for its end, by
// adding the same row, which is always taken back.
func (db *DB) Landed(ctx context.Context, token string) (bool, error) {
	err := db.Tx(ctx, func(ctx context.Context, s *Session) error {
		if _, err := GetBy[CommitToken](ctx, s, token); !errors.Is(err, ErrNotFound) {
			return err
		}
		s.Add(&CommitToken{Token: token})
		if err := s.Flush(ctx); err != nil {
			return repeated(err)
		}
		return errNotLanded
	})
	switch {
	case errors.Is(err, errNotLanded):
		return false, nil
	case errors.Is(err, ErrRepeated):
		return true, nil
	default:
		return err == nil, err
	}
}

// errNotLanded rolls the question back.
var errNotLanded = errors.New("no transaction with this token was committed")
