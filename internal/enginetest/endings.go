package enginetest

import (
	"strings"
	"testing"

	"github.com/kin-go/kin/internal/seam"
)

// AnEndedTransactionRunsNothing tests that a transaction gives nothing and takes nothing after its end.
func AnEndedTransactionRunsNothing(t *testing.T, db seam.Database) {
	t.Helper()
	c := Begin(t, db, seam.Deferred)
	open := Query(t, c, `SELECT 1 UNION ALL SELECT 2`)
	open.Next()
	Must(t, c.Commit(ctx))
	if open.Next() || open.Err() == nil {
		t.Errorf("rows go on after the end: %v", open.Err())
	}
	_, exec := c.Exec(ctx, Text(`SELECT 1`, 0), nil)
	_, query := c.Query(ctx, Text(`SELECT 1`, 0), nil)
	for says, err := range map[string]error{
		"exec": exec, "query": query, "script": c.Script(ctx, `SELECT 1`),
		"upgrade": c.Upgrade(ctx), "commit": c.Commit(ctx), "savepoint": c.Savepoint(ctx, "a"),
	} {
		if err == nil || !strings.Contains(err.Error(), "the transaction has ended") {
			t.Errorf("%s says %v", says, err)
		}
	}
	c.Release()
	c.Release()
	if _, err := c.Exec(ctx, Text(`SELECT 1`, 0), nil); err == nil {
		t.Error("it runs after its release")
	}
}
