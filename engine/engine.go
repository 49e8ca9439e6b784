// Package engine chooses a database engine from an address, as it stands in a
// configuration or an environment variable:
//
//	e, err := engine.FromURL(os.Getenv("DATABASE_URL"))
//	…
//	db, err := kin.Open(ctx, e, …)
//
// A program that knows its engine needs none of this: sqlite.File("blog.db") says more
// and takes options.
package engine

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
	"github.com/kin-go/kin/postgres"
	"github.com/kin-go/kin/sqlite"
)

// accepted is the end of each message: what would have been right.
const accepted = "give one of: postgres://user@host/database, mysql://user@host/database, " +
	"user@tcp(host)/database for MySQL and MariaDB, sqlite:path, sqlite://path, file:path, " +
	"a path that ends in .db, .sqlite or .sqlite3, or the word :memory: alone"

// FromURL gives the engine of an address. It opens nothing.
//
//	sqlite:blog.db, sqlite://blog.db     the file blog.db
//	sqlite:/var/blog.db                  the file /var/blog.db; sqlite:///var/blog.db too
//	file:blog.db?mode=ro                 a URI of SQLite's own, with its parameters
//	blog.db, data/blog.sqlite            the file of that path
//	:memory:, sqlite::memory:            a database in memory
//	postgres://me@localhost:5432/blog    PostgreSQL (postgresql:// too; see postgres.URL)
//	mysql://me@localhost:3306/blog       MySQL or MariaDB (mariadb:// too; see mysql.URL)
//	me:secret@tcp(localhost:3306)/blog   the same in the form of its Go driver
//
// Paths are taken as they are written, without percent signs for other characters.
// Messages show no more of an address than its scheme: it may hold a password.
func FromURL(url string) (seam.Engine, error) {
	if url == "" {
		return nil, errors.New("engine: the address is empty: " + accepted)
	}
	scheme, rest, _ := strings.Cut(url, ":")
	switch strings.ToLower(scheme) {
	case "sqlite", "sqlite3":
		return fromSQLite(strings.TrimPrefix(rest, "//"))
	case "file":
		return sqlite.File(url), nil
	case "postgres", "postgresql":
		return postgres.URL(url), nil
	case "mysql", "mariadb":
		return mysql.URL(url), nil
	case "":
		return fromSQLite(url)
	}
	return fromPath(url)
}

const memory = ":memory:"

func fromSQLite(path string) (seam.Engine, error) {
	switch {
	case path == memory:
		return sqlite.Memory(), nil
	case path == "":
		return nil, errors.New("engine: the address of SQLite has no path: " + accepted)
	case strings.HasPrefix(path, ":"):
		return nil, unknown(path)
	case strings.Contains(path, "?"):
		return nil, errors.New("engine: an address of SQLite takes no parameters after ?: " +
			"give options in code, as in sqlite.File(path, sqlite.Durable()), or SQLite's own as file:path?…")
	}
	return sqlite.File(path), nil
}

// driverForm is the address of a MySQL server as its Go driver writes it: user:secret@tcp(host)/name.
var driverForm = regexp.MustCompile(`^[^/]*@(tcp|unix)\([^()]*\)/`)

// fromPath takes an address without a scheme. The ending of a file is asked for, so that
// a name that was meant otherwise does not become an empty database.
func fromPath(path string) (seam.Engine, error) {
	if driverForm.MatchString(path) {
		return mysql.URL(path), nil
	}
	if strings.Contains(path, "://") {
		return nil, unknown(path)
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".db", ".sqlite", ".sqlite3":
		return fromSQLite(path)
	}
	return nil, unknown(path)
}

// unknown shows the scheme of an address, and all of it only where it is a plain word.
func unknown(url string) error {
	scheme, _, found := strings.Cut(url, "://")
	if found {
		return fmt.Errorf("engine: no engine has addresses of the scheme %q: %s", scheme, accepted)
	}
	if strings.ContainsAny(url, ":@") {
		return errors.New("engine: the address is of no known form: " + accepted)
	}
	return fmt.Errorf("engine: the address %q is of no known form: %s", url, accepted)
}
