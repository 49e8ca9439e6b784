// Package mysql is the engine for MariaDB (from 10.6) and MySQL (from 8.0.14), over
// github.com/go-sql-driver/mysql at the level of its connections. Give it to kin.Open:
//
//	db, err := kin.Open(ctx, mysql.URL("mysql://root@127.0.0.1:3306/blog"), …)
//
// # What is stored
//
//   - A string is text in utf8mb4 under a collation that compares bytes and keeps spaces
//     at the end (utf8mb4_nopad_bin on MariaDB, utf8mb4_0900_bin on MySQL): equality,
//     order, LIKE and keys are those of Go's strings, as on the other engines. Text in a
//     key, a foreign key or an index is VARCHAR of its size; without one it is of 750
//     characters, shared by all such columns of the key. Other text is VARCHAR up to a
//     size of 255 and LONGTEXT beyond. Text that is not UTF-8
//     is refused.
//   - A time.Time is DATETIME(6) in UTC: what is finer than a microsecond is cut off, the
//     zone is not kept. Years from 0 to 9999.
//   - A bool is TINYINT, an unsigned integer UNSIGNED with all its 64 bits. A float that
//     is infinite or NaN is refused.
//   - []byte is LONGBLOB (VARBINARY as text is VARCHAR), a UUID BINARY(16), JSON is JSON.
//   - A type that is its own sql.Scanner is text, unless its tag says type=.
//
// Tables that were made by others may have another collation. Their texts are compared by
// it, but for lists of keys, which are compared byte by byte and then use no index.
//
// # What a transaction sees
//
// Each sees the database as it was when it began (one that writes from its start: at its
// first read), and one that only reads never waits.
// Where the server has innodb_snapshot_isolation (MariaDB from 10.6.18), to change a row
// that another transaction has changed since is an error, and the transaction is run
// again. Other servers would let the change pass: on those a transaction that writes from
// its start is SERIALIZABLE, and one that reads first and writes later should read what
// it changes FOR UPDATE, or have a version column.
//
// DDL commits the transaction that it runs in, on each of these servers; the connection
// begins a new one behind it.
package mysql

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/kin-go/kin/internal/seam"
)

// URL is the database of that address, as a URL or in the driver's own form:
//
//	mysql://user:password@host:3306/blog
//	mariadb://user@localhost/blog?socket=/run/mysqld/mysqld.sock
//	user:password@tcp(host:3306)/blog?tls=true
//
// Parameters behind ? are the driver's (tls, timeout, readTimeout, …) or variables of the
// server. "Names" may be in double quotes, as on the other engines; texts are in single ones. Those on which the meaning of values rests are set by Kin whatever stands there:
// the time zone, the SQL mode, the isolation, and how changed rows are counted.
func URL(address string, options ...Option) seam.Engine {
	s := settings{address: address}
	return s.with(options)
}

// DB is an existing pool, which stays its owner's: Close does not close it, and its own
// limits hold. It must have been opened with
// parseTime=true&loc=UTC&clientFoundRows=true&time_zone=%27%2B00%3A00%27 (Open says which
// of them is missing), and its driver must be github.com/go-sql-driver/mysql, or one
// wrapped around it.
func DB(pool *sql.DB, options ...Option) seam.Engine {
	s := settings{existing: pool, borrowed: true}
	return s.with(options)
}

// An Option changes how a database is opened.
type Option func(*settings)

// Connections is the greatest number of transactions at the same time, 16 without this
// option. It means nothing to a pool that is handed in.
func Connections(n int) Option { return func(s *settings) { s.connections = n } }

// Wait is how long a statement waits for a row that another transaction holds; without
// this option it is as the server has it (50 seconds). After it the transaction fails and
// may be run again. The server counts in whole seconds, at least one. It means nothing to
// a pool that is handed in.
func Wait(d time.Duration) Option { return func(s *settings) { s.wait = &d } }

// Unprotected names tables that may be there although their storage engine has no
// transactions (MyISAM, Aria, MEMORY): what is written to them stays after a rollback.
// Without it a database that has such tables is not opened.
func Unprotected(tables ...string) Option {
	return func(s *settings) { s.unprotected = append(s.unprotected, tables...) }
}

// settings is an engine: all that is known before Open.
type settings struct {
	address     string
	existing    *sql.DB
	borrowed    bool
	connections int
	wait        *time.Duration
	unprotected []string
	replicas    []string

	config    *driver.Config   // of address
	followers []*driver.Config // of replicas
	force     func(*features)
}

func (s settings) with(options []Option) settings {
	s.connections = 16
	for _, o := range options {
		o(&s)
	}
	return s
}

// Open connects, and finds out what the server can do.
func (s settings) Open(ctx context.Context) (seam.Database, error) {
	if err := s.check(); err != nil {
		return nil, &failure{"open", err}
	}
	d, err := s.open(ctx)
	if err != nil {
		return nil, explain(ctx, err, "open "+s.String(), "")
	}
	return d, nil
}

func (s *settings) check() (err error) {
	switch {
	case s.connections < 1:
		return fmt.Errorf("mysql.Connections(%d): at least one is needed", s.connections)
	case s.wait != nil && *s.wait < 0:
		return fmt.Errorf("mysql.Wait(%s): a time to wait cannot be negative", *s.wait)
	case s.borrowed && s.existing == nil:
		return errors.New("mysql.DB(nil): give a *sql.DB that is open")
	}
	if err := s.parseReplicas(); err != nil || s.borrowed {
		return err
	}
	s.config, err = parseAddress(s.address)
	return err
}

// String names the database in errors, without its password.
func (s settings) String() string {
	if s.config == nil {
		return "the pool that was handed in"
	}
	return s.config.Addr + "/" + s.config.DBName
}
