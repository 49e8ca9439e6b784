package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// oldest is the least version of PostgreSQL whose ways are used here.
const oldest = 120000

// probes are asked in one round trip when a database is opened. They show what the
// server is, and that it keeps what BEGIN, SAVEPOINT and ROLLBACK promise; nothing is
// written.
var probes = []string{
	`BEGIN ISOLATION LEVEL REPEATABLE READ`,
	`SELECT pg_backend_pid()::text`,
	`SELECT current_setting('server_version_num')`,
	`SELECT current_setting('server_encoding')`,
	`SELECT current_setting('transaction_isolation')`,
	`SELECT set_config('kin.probe', 'before', false)`,
	`SAVEPOINT probe`,
	`SELECT set_config('kin.probe', 'after', false)`,
	`ROLLBACK TO SAVEPOINT probe`,
	`SELECT current_setting('kin.probe')`,
	`ROLLBACK`,
	`SELECT coalesce(current_setting('kin.probe', true), '')`,
}

// open asks the server what it can, and refuses one that would not keep what a
// transaction promises.
func (d *database) open(ctx context.Context) error {
	l, err := d.clean(ctx, d.primary)
	if err != nil {
		return err
	}
	defer l.release()
	found, err := ask(ctx, l.wire, probes)
	if err != nil {
		return err
	}
	if err := judge(found); err != nil {
		return err
	}
	// A pooler gives process numbers of its own: then statements cannot stay prepared.
	direct := found[1] == strconv.FormatUint(uint64(l.wire.PID()), 10)
	for _, s := range d.servers() {
		s.named = d.settings.prepared || s.named && direct && !d.settings.pooler
	}
	if l.statements.named != d.primary.named {
		l.statements = newStatements(d.primary.named)
	}
	return nil
}

// ask runs texts in one round trip and gives the first value of each answer.
func ask(ctx context.Context, wire *pgconn.PgConn, texts []string) ([]string, error) {
	var batch pgconn.Batch
	for _, sql := range texts {
		batch.ExecParams(sql, nil, nil, nil, nil)
	}
	results, err := wire.ExecBatch(watched(ctx), &batch).ReadAll()
	if err != nil {
		return nil, explain(ctx, err, "ask the server what it can", "")
	}
	found := make([]string, len(texts))
	for i, r := range results {
		if len(r.Rows) == 1 && len(r.Rows[0]) == 1 {
			found[i] = string(r.Rows[0][0])
		}
	}
	return found, nil
}

// judge says why a server cannot be used.
func judge(found []string) error {
	version, _ := strconv.Atoi(found[2])
	switch {
	case version < oldest:
		return fmt.Errorf("the server is version %q of PostgreSQL, and at least %d is needed", found[2], oldest/10000)
	case found[3] != "UTF8":
		return fmt.Errorf("the database is encoded in %s, and texts of a program are UTF8: create it with ENCODING 'UTF8'", found[3])
	case found[4] != "repeatable read":
		return fmt.Errorf("the server was asked for REPEATABLE READ and gives %q: graphs could be loaded from two states", found[4])
	case found[9] != "before":
		return errors.New("the server does not undo what follows a savepoint: use one with real savepoints")
	case found[11] != "":
		return errors.New("the server does not undo what is rolled back: use one with real transactions")
	}
	return nil
}

// watched is a context as pgx is to watch it: one that cannot end is not watched.
func watched(ctx context.Context) context.Context {
	if ctx.Done() == nil {
		return context.Background()
	}
	return ctx
}
