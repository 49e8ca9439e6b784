package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kin-go/kin/engine"
)

func TestAnAddressOpensItsDatabase(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct{ url, file string }{
		{"sqlite:a.db", "a.db"},
		{"sqlite://b.db", "b.db"},
		{"sqlite:///" + strings.TrimPrefix(filepath.Join(here, "c.db"), "/"), "c.db"},
		{"SQLite3:no-ending", "no-ending"},
		{"file:d.db?mode=rwc", "d.db"},
		{"e.db", "e.db"},
		{"./f.sqlite", "f.sqlite"},
		{"G.SQLITE3", "G.SQLITE3"},
		{":memory:", ""},
		{"sqlite::memory:", ""},
		{"sqlite://:memory:", ""},
	} {
		t.Run(k.url, func(t *testing.T) {
			e, err := engine.FromURL(k.url)
			if err != nil {
				t.Fatal(err)
			}
			db, err := e.Open(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if db.Name() != "sqlite" {
				t.Errorf("the engine is %s", db.Name())
			}
			if k.file == "" {
				return
			}
			if _, err := os.Stat(k.file); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnAddressThatIsNotKnownIsRefusedWithWhatIs(t *testing.T) {
	for _, k := range []struct{ says, url, err string }{
		{"an empty one", "", "the address is empty"},
		{"another engine", "oracle://me:secret@host/db", `the scheme "oracle"`},
		{"an address of a driver, misspelt", "me:secret@tpc(host)/db", "is of no known form"},
		{"a word", "production", `the address "production"`},
		{"SQLite without a path", "sqlite:", "has no path"},
		{"a misspelled memory", ":memroy:", "is of no known form"},
		{"parameters", "sqlite:a.db?durable=1", "takes no parameters"},
	} {
		t.Run(k.says, func(t *testing.T) {
			e, err := engine.FromURL(k.url)
			if err == nil {
				t.Fatalf("it gives %v", e)
			}
			if !strings.Contains(err.Error(), k.err) || !strings.Contains(err.Error(), "sqlite") {
				t.Errorf("the error is %v, want %s", err, k.err)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

// TestAnAddressOfAServerLeadsToItsEngine opens servers that are not there: the error is that of
// the engine, and shows no password.
func TestAnAddressOfAServerLeadsToItsEngine(t *testing.T) {
	for _, k := range []struct{ url, engine string }{
		{"postgres://me:secret@127.0.0.1:1/db?sslmode=disable", "postgres"},
		{"postgresql://me:secret@127.0.0.1:1/db?sslmode=disable", "postgres"},
		{"mysql://me:secret@127.0.0.1:1/db", "mysql"},
		{"mariadb://me:secret@127.0.0.1:1/db", "mysql"},
		{"me:secret@tcp(127.0.0.1:1)/db", "mysql"},
	} {
		t.Run(k.url, func(t *testing.T) {
			e, err := engine.FromURL(k.url)
			if err != nil {
				t.Fatal(err)
			}
			_, err = e.Open(context.Background())
			if err == nil || !strings.HasPrefix(err.Error(), k.engine+": ") {
				t.Errorf("the error is %v, want one of %s", err, k.engine)
			}
			if shown := fmt.Sprintf("%v %+v %v", e, e, err); strings.Contains(shown, "secret") {
				t.Errorf("it shows the password: %s", shown)
			}
		})
	}
}
