package mysql_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	driver "github.com/go-sql-driver/mysql"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
)

const graphs = `CREATE TABLE parent (id BIGINT PRIMARY KEY); CREATE TABLE child (id BIGINT AUTO_INCREMENT PRIMARY KEY, parent_id BIGINT NOT NULL, KEY (parent_id))`

// killAtRandom ends connections to a database until it has ended n of them.
func killAtRandom(config *driver.Config, n int, enough func()) error {
	defer enough()
	root := config.Clone()
	root.DBName = ""
	db := pool(root)
	defer db.Close()
	for killed := 0; killed < n; {
		var id int64
		err := db.QueryRowContext(ctx, `SELECT ID FROM information_schema.PROCESSLIST WHERE DB = ? ORDER BY RAND() LIMIT 1`, config.DBName).Scan(&id)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if _, err := db.ExecContext(ctx, fmt.Sprintf(`KILL %d`, id)); err == nil {
			killed++
		}
		time.Sleep(2 * time.Millisecond)
	}
	return nil
}

// writeGraph writes a parent and three children.
func writeGraph(db seam.Database, id int64) error {
	c, err := db.Acquire(ctx, seam.Writing)
	if err != nil {
		return err
	}
	defer c.Release()
	if _, err := c.Exec(ctx, text(`INSERT INTO parent VALUES (?)`, 1), []query.Value{query.IntValue(id)}); err != nil {
		return err
	}
	for range 3 {
		if _, err := c.Exec(ctx, text(`INSERT INTO child (parent_id) VALUES (?)`, 1), []query.Value{query.IntValue(id)}); err != nil {
			return err
		}
	}
	return c.Commit(ctx)
}

// torn counts parents without their three children, and children without a parent.
const torn = `SELECT (SELECT count(*) FROM parent WHERE (SELECT count(*) FROM child WHERE parent_id = parent.id) <> 3) +
	(SELECT count(*) FROM child WHERE parent_id NOT IN (SELECT id FROM parent))`

func TestKillsLoseDoubleAndTearNothing(t *testing.T) {
	const kills, workers = 60, 4
	config := place(t)
	db, observer := open(t, urlOf(config, mysql.Connections(workers))), fresh(t)
	write(t, db, graphs)
	during, enough := context.WithCancel(ctx)
	killer := make(chan error, 1)
	go func() { killer <- killAtRandom(config, kills, enough) }()
	var acknowledged, unknown, again, next atomic.Int64
	must(t, inEach(workers, func(int) error {
		for during.Err() == nil {
			id := next.Add(1)
			for done := false; !done; {
				err := writeGraph(db, id)
				var retry *seam.RetryError
				var lost *seam.CommitUnknownError
				switch {
				case err == nil:
					acknowledged.Add(1)
					done = true
				case errors.As(err, &lost):
					unknown.Add(1)
					done = true // it is there or not, and is not written again
				case errors.As(err, &retry):
					again.Add(1)
				default:
					return err
				}
			}
		}
		return nil
	}))
	must(t, <-killer)
	stored, halves := now(t, db, `SELECT count(*) FROM parent`), now(t, db, torn)
	unprotected := tornByHand(t, kills)
	t.Logf("%d connections killed: %d graphs acknowledged, %d unknown, %d run again, %d stored, %d torn; %d torn without transactions",
		kills, acknowledged.Load(), unknown.Load(), again.Load(), stored, halves, unprotected)
	if halves != 0 || stored < acknowledged.Load() || stored > acknowledged.Load()+unknown.Load() {
		t.Error("graphs are lost, doubled or torn")
	}
	if unprotected == 0 || again.Load() == 0 {
		t.Error("nothing was in danger: the test shows nothing")
	}
	for range workers {
		begin(t, db, seam.ReadOnly) // each connection is free
	}
	if n := now(t, observer, `SELECT count(*) FROM information_schema.PROCESSLIST WHERE DB = ?`, query.TextValue(config.DBName)); n > workers {
		t.Errorf("the server has %d connections of a pool of %d", n, workers)
	}
}

// tornByHand writes the same graphs by the driver's pool without transactions.
func tornByHand(t *testing.T, kills int) int64 {
	t.Helper()
	config := place(t)
	db := open(t, urlOf(config))
	write(t, db, graphs)
	bare := pool(config)
	defer bare.Close()
	during, enough := context.WithCancel(ctx)
	killer := make(chan error, 1)
	go func() { killer <- killAtRandom(config, kills, enough) }()
	var next atomic.Int64
	must(t, inEach(4, func(int) error {
		for during.Err() == nil {
			id := next.Add(1)
			_, err := bare.ExecContext(ctx, `INSERT INTO parent VALUES (?)`, id)
			for range 3 {
				if err == nil {
					_, err = bare.ExecContext(ctx, `INSERT INTO child (parent_id) VALUES (?)`, id)
				}
			}
		}
		return nil
	}))
	must(t, <-killer)
	return now(t, db, torn)
}
