package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/kin-go/kin/internal/query"
	"github.com/kin-go/kin/internal/seam"
)

func TestACommitWhoseAnswerIsLostIsNotKnown(t *testing.T) {
	wire := tap(t, place(t))
	db := open(t, at(wire.dsn))
	write(t, db, numbers)
	const times = 100
	unknown, kept := 0, 0
	for i := range times {
		c := begin(t, db, seam.Writing)
		exec(t, c, `INSERT INTO n VALUES ($1, 0)`, query.IntValue(int64(100+i)))
		atCommit := func(sent []byte) bool { return bytes.Contains(sent, []byte("COMMIT")) }
		wire.cut.Store(&atCommit)
		err := c.Commit(ctx)
		wire.cut.Store(nil)
		c.Release()
		var lost *seam.CommitUnknownError
		var retry *seam.RetryError
		if errors.As(err, &lost) && !errors.As(err, &retry) {
			unknown++
		} else {
			t.Errorf("commit says %v", err)
		}
		kept += int(now(t, db, `SELECT count(*) FROM n WHERE i = `+strconv.Itoa(100+i)))
	}
	t.Logf("commit unknown %d of %d on postgres; %d were kept", unknown, times, kept)
	if kept == 0 {
		t.Error("none was kept: the answer was not what was lost")
	}
}

func TestACommitThatIsNeverSentIsNotUnknown(t *testing.T) {
	wire := tap(t, place(t))
	db := open(t, at(wire.dsn))
	write(t, db, numbers)
	c := begin(t, db, seam.Writing)
	exec(t, c, `DELETE FROM n`)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	var lost *seam.CommitUnknownError
	if err := c.Commit(ended); err == nil || errors.As(err, &lost) {
		t.Errorf("commit says %v", err)
	}
	c.Release()
	if got := now(t, db, `SELECT count(*) FROM n`); got != 3 {
		t.Errorf("%d lines", got)
	}
}

func TestACommitThatTakesTooLongIsNotKnown(t *testing.T) {
	db := fresh(t)
	write(t, db, `CREATE TABLE a (i int); CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; END';
		CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()`)
	c := begin(t, db, seam.Writing)
	exec(t, c, `INSERT INTO a VALUES (1)`)
	soon, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	err := c.Commit(soon)
	var lost *seam.CommitUnknownError
	if !errors.As(err, &lost) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("commit says %v", err)
	}
}
