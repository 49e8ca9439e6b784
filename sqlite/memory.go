package sqlite

import (
	"fmt"
	"sync/atomic"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/vfs/mvcc" // the files of databases in memory
)

// memories numbers the databases in memory, so that each has a name of its own: it is
// by name that the connections of one find each other.
var memories atomic.Int64

// inMemory names a new database in memory. The mvcc file system gives each transaction
// the version of the file that it began with, so that readers and the writer do not
// wait for each other, as with a WAL; the database goes with its last connection.
func (s settings) inMemory() settings {
	s.name = fmt.Sprintf("file:/kin-memory-%d?vfs=mvcc", memories.Add(1))
	s.flags = sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE | sqlite3.OPEN_URI
	s.journal = ""
	return s
}
