package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/schema"
)

// insert answers to an INSERT as if it had RETURNING, on a server that has none (MySQL).
//
// The server says which key it generated first. The keys of one statement whose number of
// rows is known beforehand follow each other in steps of auto_increment_increment, in each
// mode of innodb_autoinc_lock_mode. Other columns are read by these keys.
func (c *conn) insert(ctx context.Context, k *compile.Compiled, args []query.Value) (seam.Rows, error) {
	result, err := c.exec(ctx, k, args)
	if err != nil {
		return nil, err
	}
	first, err := result.LastInsertId()
	if err != nil {
		return nil, c.failed(ctx, err, "run", k.SQL)
	}
	key := generatedKey(k.Insert)
	switch {
	case key == "":
		return c.readBack(ctx, k, args)
	case slices.Equal(k.Insert.Returning, []string{key}):
		return c.answer(ctx, k, c.countKeys(k.Insert, first)), nil
	}
	return c.readByKeys(ctx, k, key, c.countKeys(k.Insert, first))
}

// generatedKey is the column whose values the server gave, or "".
func generatedKey(i *query.Insert) string {
	for _, c := range i.Table.Columns {
		if c.Generated && !slices.Contains(i.Columns, c.Name) {
			return c.Name
		}
	}
	return ""
}

// rowsOf is the number of rows of an insert; one without columns is a row of defaults.
func rowsOf(i *query.Insert) int {
	if len(i.Columns) == 0 {
		return 1
	}
	return i.Rows
}

func (c *conn) countKeys(i *query.Insert, first int64) []int64 {
	keys := make([]int64, rowsOf(i))
	for n := range keys {
		keys[n] = first + int64(n)*c.link.step
	}
	return keys
}

// answer is lines of one number each.
func (c *conn) answer(ctx context.Context, k *compile.Compiled, keys []int64) seam.Rows {
	r := &rows{conn: c, sql: k.SQL, ctx: ctx, names: k.Insert.Returning}
	for _, key := range keys {
		r.ahead = append(r.ahead, []driver.Value{key})
	}
	c.open = append(c.open, r)
	return r
}

// readByKeys reads the columns of the new rows, in the order of their keys, which is that
// of their insertion.
func (c *conn) readByKeys(ctx context.Context, k *compile.Compiled, key string, keys []int64) (seam.Rows, error) {
	column := k.Insert.Table.Column(key)
	s := returned(k.Insert)
	at := query.Column{Source: s.From, Name: key}
	s.Where = []query.Expr{query.In{Left: []query.Expr{at}, Keys: query.Keys{Types: []schema.Type{column.Type}}}}
	s.OrderBy = []query.Order{{Expr: at}}
	return c.Query(ctx, compile.Compile(c.database.dialect, s), []query.Value{query.KeysValue(&query.KeyList{Ints: keys})})
}

// returned selects the columns that an insert gives back.
func returned(i *query.Insert) *query.Select {
	s := &query.Select{From: &query.Source{Table: i.Table, Alias: i.Table.Name}}
	for _, name := range i.Returning {
		s.Columns = append(s.Columns, query.Output{Expr: query.Column{Source: s.From, Name: name}})
	}
	return s
}

// readBack reads the columns of rows whose keys were given, one by one: an answer to all
// of them would not come in the order of the rows.
func (c *conn) readBack(ctx context.Context, k *compile.Compiled, args []query.Value) (seam.Rows, error) {
	places, err := keyPlaces(k.Insert)
	if err != nil {
		return nil, c.failed(ctx, err, "run", k.SQL)
	}
	s := returned(k.Insert)
	for n, name := range k.Insert.Table.PrimaryKey {
		s.Where = append(s.Where, query.Binary{Op: "=", Left: query.Column{Source: s.From, Name: name}, Right: query.Bind{Arg: n}})
	}
	one := compile.Compile(c.database.dialect, s)
	all := &rows{conn: c, sql: k.SQL, ctx: ctx, names: k.Insert.Returning}
	for r := range k.Insert.Rows {
		key := make([]query.Value, len(places))
		for n, place := range places {
			key[n] = args[r*len(k.Insert.Columns)+place]
		}
		if err := c.addLines(ctx, all, one, key); err != nil {
			return nil, err
		}
	}
	c.open = append(c.open, all)
	return all, nil
}

func keyPlaces(i *query.Insert) (places []int, err error) {
	for _, name := range i.Table.PrimaryKey {
		places = append(places, slices.Index(i.Columns, name))
	}
	if len(places) == 0 || slices.Contains(places, -1) {
		return nil, errors.New("what the new rows hold can be read back only where their key is given or generated as a number: give the key")
	}
	return places, nil
}

// addLines runs a statement and puts its lines behind those of an answer.
func (c *conn) addLines(ctx context.Context, all *rows, k *compile.Compiled, args []query.Value) error {
	answer, err := c.Query(ctx, k, args)
	if err != nil {
		return err
	}
	defer answer.Close()
	r := answer.(*rows)
	r.takeIn()
	if r.later != nil {
		return r.later
	}
	if len(r.ahead) != 1 {
		return &failure{"read back what " + clip(all.sql) + " has made", fmt.Errorf("%d rows have one key", len(r.ahead))}
	}
	all.types = r.types
	all.ahead = append(all.ahead, r.ahead...)
	return nil
}
