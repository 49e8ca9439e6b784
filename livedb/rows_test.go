package livedb_test

import (
	"context"
	"slices"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/livetest"
	"github.com/kin-go/kin/livedb"
	"github.com/kin-go/kin/load"
	"github.com/kin-go/kin/ui"
)

func TestAQueryFillsATableAPageAtATime(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		source := livedb.Rows(db, kin.Select(flags).Options(load.SelectIn(&flags.User)).OrderBy(kin.Asc(&flags.ID)),
			livedb.By("message", &flags.Message), livedb.ByExpr("id", kin.Col(&flags.ID)))
		cases := []struct {
			name       string
			at         ui.Position
			rows       []int64
			statements int
		}{
			{"the first page is counted", ui.Position{Size: 3}, []int64{1, 2, 3}, 3},
			{"the last page tells how many there are", ui.Position{Size: 3, Page: 1}, []int64{4}, 2},
			{"a page that holds all is not counted", ui.Position{Size: 9}, []int64{1, 2, 3, 4}, 2},
			{"a page beyond the last is counted", ui.Position{Size: 3, Page: 7}, nil, 2},
			{"a column sorts", ui.Position{Size: 9, Sort: "message"}, []int64{4, 2, 1, 3}, 2},
			{"and the other way round", ui.Position{Size: 9, Sort: "message", Descending: true}, []int64{1, 3, 2, 4}, 2},
			{"an expression sorts", ui.Position{Size: 2, Sort: "id", Descending: true}, []int64{4, 3}, 3},
			{"a column that nobody offers leaves the order", ui.Position{Size: 9, Sort: "user_id"}, []int64{1, 2, 3, 4}, 2},
		}
		for _, c := range cases {
			var rows []*flag
			var total int
			kintest.Statements(t, db, c.statements, func(ctx context.Context) {
				var err error
				rows, total, err = source.Rows(ctx, c.at)
				check(t, err)
			})
			var ids []int64
			for _, row := range rows {
				ids = append(ids, row.ID)
				_ = row.User.Get().Username // it is loaded, or it panics
			}
			if !slices.Equal(ids, c.rows) || total != 4 {
				t.Errorf("%s: %v of %d, not %v of 4", c.name, ids, total, c.rows)
			}
		}
	})
}

func TestATableWhosePageIsGoneShowsItsLastOne(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	table := ui.Table[*flag]{Caption: "Flags"}
	check(t, table.Load(t.Context(), livedb.Rows(db, kin.Select(flags)), ui.Position{Size: 3, Page: 8}))
	if len(table.Rows) != 1 || table.At.Page != 1 || table.Total != 4 {
		t.Errorf("page %d with %d rows of %d", table.At.Page, len(table.Rows), table.Total)
	}
}

func TestARowsErrorIsThatOfTheDatabase(t *testing.T) {
	db := kintest.OpenSeed(t, kintest.Engines(t)[0]).DB
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := livedb.Rows(db, kin.Select(flags)).Rows(ctx, ui.Position{}); err == nil {
		t.Error("a context that has ended gave rows")
	}
}

func TestATableOfAQueryIsSortedByItsReaderAndStaysSoInAnotherProcess(t *testing.T) {
	kintest.Run(t, func(t *testing.T, e kintest.Engine) {
		db := kintest.OpenSeed(t, e).DB
		store := live.NewMemory()
		serve := func() *live.App {
			app := live.New(live.Config{Codec: livedb.NewCodec(db), Store: store, Log: quiet})
			app.Page("GET /{$}", func() live.View { return &flagTable{DB: db} })
			return app
		}
		app := serve()
		tab := livetest.Open(t, app, "/")
		tab.See("spam bob rude cy spam bob dup ann")
		tab.Click("Message")
		tab.See("dup ann rude cy spam bob spam bob")
		tab.Click("Message")
		tab.See("spam bob spam bob rude cy dup ann")
		check(t, app.Shutdown(t.Context()))
		tab.Serve(serve())
		tab.Reconnect()
		tab.Click("Message")
		tab.See("dup ann rude cy spam bob spam bob")
	})
}
