// Package livedb is where live pages meet the database: pages that follow tables, models in the
// stored state of visits, queries as sources of tables, users who sign in, and what statements
// an event has cost.
//
//	changes := livedb.NewChanges(db, 0)
//	app := live.New(live.Config{Codec: livedb.NewCodec(db), Changes: changes})
//	app.Page("GET /{$}", func() live.View { return &Feed{DB: db} }, livedb.Follow(posts, flags))
//
// Each part stands alone: a program takes those it wants.
package livedb
