package hand

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/array"
)

// Keys is a way to pass a list of keys to SQLite.
type Keys string

// The ways. List has a statement for each length, the others have one.
const (
	JSON  Keys = "json"  // IN (SELECT value FROM json_each(?))
	List  Keys = "list"  // IN (?, ?, ?)
	Array Keys = "array" // IN (SELECT value FROM array(?)), with an extension of the driver
)

// keyed is a statement for a list of keys.
type keyed struct {
	db   *DB
	keys Keys
	sql  string

	one    *sqlite3.Stmt
	byLen  map[int]*sqlite3.Stmt
	buffer []byte
}

func (k *keyed) prepare(db *DB, keys Keys, sql string) error {
	k.db, k.keys, k.sql = db, keys, sql
	switch keys {
	case JSON:
		return db.prepare(&k.one, k.text(`SELECT value FROM json_each(?)`))
	case Array:
		if err := array.Register(db.conn); err != nil {
			return err
		}
		return db.prepare(&k.one, k.text(`SELECT value FROM array(?)`))
	case List:
		k.byLen = map[int]*sqlite3.Stmt{}
		return nil
	}
	return fmt.Errorf("keys %q: want %s, %s or %s", keys, JSON, List, Array)
}

func (k *keyed) text(list string) string { return strings.Replace(k.sql, "%", list, 1) }

// of is the statement with its keys bound.
func (k *keyed) of(ids []int64) (*sqlite3.Stmt, error) {
	switch k.keys {
	case JSON:
		return k.one, k.one.BindRawText(1, k.json(ids))
	case Array:
		return k.one, k.one.BindPointer(1, ids)
	}
	return k.list(ids)
}

func (k *keyed) json(ids []int64) []byte {
	k.buffer = k.buffer[:0]
	for i, id := range ids {
		if i == 0 {
			k.buffer = append(k.buffer, '[')
		} else {
			k.buffer = append(k.buffer, ',')
		}
		k.buffer = strconv.AppendInt(k.buffer, id, 10)
	}
	k.buffer = append(k.buffer, ']')
	return k.buffer
}

func (k *keyed) list(ids []int64) (s *sqlite3.Stmt, err error) {
	s = k.byLen[len(ids)]
	if s == nil {
		marks := strings.TrimSuffix(strings.Repeat("?,", len(ids)), ",")
		if err := k.db.prepare(&s, k.text(marks)); err != nil {
			return nil, err
		}
		k.byLen[len(ids)] = s
	}
	for i, id := range ids {
		if err := s.BindInt64(i+1, id); err != nil {
			return nil, err
		}
	}
	return s, nil
}
