package livedb

import (
	"context"
	"errors"
	"runtime"
	"strconv"
	"sync"

	"github.com/kin-go/kin"
)

// ErrCredentials says that there is no user with this name and password; which of both is wrong is not said.
var ErrCredentials = errors.New("livedb: the name or the password is wrong")

// Users know who may sign in. Accounts are those of a table.
type Users interface {
	// Check gives what stands for the user as long as there is one, such as a key, or ErrCredentials.
	Check(ctx context.Context, name, password string) (user string, err error)
}

// Accounts are the users of a table. Its functions name three fields of the model, as columns
// and in rows:
//
//	accounts := &livedb.Accounts[User]{
//		DB: db, Table: users, Query: kin.Select(users),
//		ID:       func(u *User) *int64 { return &u.ID },
//		Name:     func(u *User) *string { return &u.Username },
//		Password: func(u *User) *livedb.Password { return &u.Password },
//	}
type Accounts[T any] struct {
	DB       *kin.DB
	Table    *T           // what kin.Table has given
	Query    kin.Query[T] // who may sign in: with a Where, those who are not locked out
	ID       func(*T) *int64
	Name     func(*T) *string
	Password func(*T) *Password
	Hashing  Hashing // of new passwords; a password with another one is hashed anew when its user signs in

	once  sync.Once
	turns chan struct{} // who computes a hash: it takes memory
	decoy Password      // what is compared for names that are nobody's
}

func (a *Accounts[T]) ready() {
	a.once.Do(func() {
		a.turns = make(chan struct{}, runtime.GOMAXPROCS(0))
		a.decoy = a.Hashing.Password("")
	})
}

// Check implements Users: the user is the key as a decimal number. A name that is nobody's takes as long as
// a wrong password.
func (a *Accounts[T]) Check(ctx context.Context, name, password string) (string, error) {
	a.ready()
	row, err := a.byName(ctx, name)
	kept := a.decoy
	switch {
	case err == nil:
		kept = *a.Password(row)
	case !errors.Is(err, kin.ErrNotFound):
		return "", err
	}
	right, err := a.compare(ctx, kept, password)
	if err != nil {
		return "", err
	}
	if row == nil || !right {
		return "", ErrCredentials
	}
	if !kept.By(a.Hashing) {
		if err := a.renew(ctx, *a.ID(row), kept, password); err != nil {
			return "", err
		}
	}
	return strconv.FormatInt(*a.ID(row), 10), nil
}

func (a *Accounts[T]) byName(ctx context.Context, name string) (row *T, err error) {
	err = a.DB.Read(ctx, func(ctx context.Context, s *kin.Session) error {
		row, err = a.Query.Where(kin.Eq(a.Name(a.Table), name)).One(ctx, s)
		return err
	})
	return row, err
}

// Hash is what is kept of a password that somebody has chosen. It waits for its turn, as Check does: a program that
// lets anybody register does not hash as many passwords at once as somebody sends.
func (a *Accounts[T]) Hash(ctx context.Context, typed string) (hash Password, err error) {
	a.ready()
	err = a.inTurn(ctx, func() { hash = a.Hashing.Password(typed) })
	return hash, err
}

func (a *Accounts[T]) compare(ctx context.Context, kept Password, typed string) (right bool, err error) {
	err = a.inTurn(ctx, func() { right = kept.Is(typed) })
	return right, err
}

// inTurn waits for its turn: a hash takes 64 MiB, and whoever sends passwords does not say how many.
func (a *Accounts[T]) inTurn(ctx context.Context, f func()) error {
	select {
	case a.turns <- struct{}{}:
		defer func() { <-a.turns }()
		f()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// renew hashes a password anew with the parameters of today, unless it was changed meanwhile.
func (a *Accounts[T]) renew(ctx context.Context, id int64, kept Password, typed string) error {
	fresh := a.Hashing.Password(typed)
	return a.DB.Tx(ctx, func(ctx context.Context, s *kin.Session) error {
		row, err := a.byID(id).One(ctx, s)
		if err != nil {
			return err
		}
		if p := a.Password(row); *p == kept {
			*p = fresh
		}
		return nil
	})
}

func (a *Accounts[T]) byID(id int64) kin.Query[T] {
	return a.Query.Where(kin.Eq(a.ID(a.Table), id))
}

// Get is the user of a visit (live.Page.User) as a row, with what the query loads. For nobody, and for a user who
// is not in the query any more, the error is kin.ErrNotFound.
func (a *Accounts[T]) Get(ctx context.Context, s *kin.Session, user string) (*T, error) {
	id, err := strconv.ParseInt(user, 10, 64)
	if err != nil {
		return nil, kin.ErrNotFound
	}
	return a.byID(id).One(ctx, s)
}
