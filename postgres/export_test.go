package postgres

import "github.com/kin-go/kin/internal/seam"

// StatementsKept is how many statements a connection keeps.
const StatementsKept = statementsKept

// InUse is how many connections of the primary are in use.
func InUse(db seam.Database) int32 { return db.(*database).primary.pool.Stat().AcquiredConns() }

// Judge says why a server that answers so to the probes cannot be used.
var Judge = judge

// Keeps says whether statements stay prepared.
func Keeps(db seam.Database) bool { return db.(*database).primary.named }
