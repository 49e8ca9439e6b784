package livedb

import (
	"context"
	"slices"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/live"
)

// Follow has a page loaded and shown again after each commit that changes one of the tables, link
// tables of many-to-many included. It is a rule of the page:
//
//	app.Page("GET /{$}", newFeed, livedb.Follow(posts, flags))
//
// A page that calls its own Follow in Load, for tables that depend on what it loads, names them with
// Topics there, all of them.
func Follow(tables ...any) live.Rule {
	topics := Topics(tables...)
	return func(_ context.Context, p *live.Page) error {
		p.Follow(topics...)
		return nil
	}
}

// Topics are what a page follows to hear of commits that change these tables (the values of
// kin.Table): the tables, and the link tables of their many-to-many relationships. It panics for
// what is no table.
func Topics(tables ...any) (topics []live.Topic) {
	for _, table := range tables {
		names, err := kin.TablesOf(table)
		if err != nil {
			panic("livedb: following a table: " + err.Error())
		}
		for _, name := range names {
			if topic := live.Topic(name); !slices.Contains(topics, topic) {
				topics = append(topics, topic)
			}
		}
	}
	return topics
}
