package kintest

import (
	"testing"

	"github.com/kin-go/kin"
)

// The tables of the fixture as structs without relationships: what is made of them has
// no foreign keys, and link tables may hold a row twice.
type (
	userRow struct {
		kin.Model `kin:"table=users"`
		Name      string
	}
	addressRow struct {
		kin.Model    `kin:"table=addresses"`
		UserID       *int64
		EmailAddress string
	}
	bounceRow struct {
		kin.Entity[int64] `kin:"table=email_bounces"`
		Row               int64 `kin:"pk"`
		ID                int64
		Bounces           int64
	}
	orderRow struct {
		kin.Model   `kin:"table=orders"`
		UserID      *int64
		AddressID   *int64
		Description string
		IsOpen      int64 `kin:"column=isopen"`
	}
	dingalingRow struct {
		kin.Model `kin:"table=dingalings"`
		AddressID *int64
		Data      string
	}
	hasDingalingRow struct {
		kin.Model   `kin:"table=has_dingaling"`
		DingalingID *int64
	}
	itemRow struct {
		kin.Model   `kin:"table=items"`
		Description string
	}
	orderItemRow struct {
		kin.Entity[int64] `kin:"table=order_items"`
		Row               int64 `kin:"pk"`
		ItemID, OrderID   int64
	}
	keywordRow struct {
		kin.Model `kin:"table=keywords"`
		Name      string
	}
	itemKeywordRow struct {
		kin.Entity[int64] `kin:"table=item_keywords"`
		Row               int64 `kin:"pk"`
		KeywordID, ItemID int64
	}
	nodeRow struct {
		kin.Model `kin:"table=nodes"`
		ParentID  *int64
		Data      string
	}
	pairRow struct {
		kin.Entity[pairKey] `kin:"table=composite_pk_table"`
		I                   int64 `kin:"pk"`
		J                   int64 `kin:"pk"`
		K                   int64
	}
	pairKey struct{ I, J int64 }
)

// NewFixture makes the shop's tables and rows in a new database, to be opened with models
// of your own for these tables:
//
//	users               7 jack, 8 ed, 9 fred, 10 chuck
//	addresses           of user 7: 1; of 8: 2, 3, 4; of 9: 5
//	orders              of user 7: 1, 3, 5; of 9: 2, 4; with addresses but for 5
//	dingalings          of address 2: 1; of 5: 2
//	items, order_items  order 1: items 1 2 3; 2: 1 2 3; 3: 3 4 5; 4: 1 5; 5: 5
//	keywords, item_keywords  item 1: 2 4 6; 2: 2 5 7; 3: 3 4 6
//	nodes               none
func NewFixture(t testing.TB, e Engine) Database {
	t.Helper()
	d := e.New(t)
	if d.place.once {
		t.Fatalf("the fixture is opened twice, and a database of %s can be opened once", e.Name)
	}
	db := d.Open(t, kin.Models(
		kin.Table[userRow](), kin.Table[addressRow](), kin.Table[bounceRow](), kin.Table[orderRow](),
		kin.Table[dingalingRow](), kin.Table[hasDingalingRow](), kin.Table[itemRow](), kin.Table[orderItemRow](),
		kin.Table[keywordRow](), kin.Table[itemKeywordRow](), kin.Table[nodeRow](), kin.Table[pairRow](),
	))
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatalf("making the tables of the fixture: %v", err)
	}
	fill(t, db, addPeople, addOrders, addItems)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return d
}

// fill writes rows and commits them.
func fill(t testing.TB, db *kin.DB, adds ...func(s *kin.Session)) {
	t.Helper()
	s := db.Session()
	defer s.Close()
	for _, add := range adds {
		add(s)
	}
	if err := s.Commit(t.Context()); err != nil {
		t.Fatalf("writing rows for a test: %v", err)
	}
}

func addPeople(s *kin.Session) {
	for id, name := range []string{7: "jack", 8: "ed", 9: "fred", 10: "chuck"} {
		if name != "" {
			s.Add(&userRow{Model: kin.ID(int64(id)), Name: name})
		}
	}
	for i, a := range []struct {
		user  int64
		email string
	}{{7, "jack@bean.com"}, {8, "ed@wood.com"}, {8, "ed@bettyboop.com"}, {8, "ed@lala.com"}, {9, "fred@fred.com"}} {
		s.Add(&addressRow{Model: kin.ID(int64(i + 1)), UserID: &a.user, EmailAddress: a.email})
	}
	for i, n := range []int64{1, 0, 5, 0, 0} {
		s.Add(&bounceRow{ID: int64(i + 1), Bounces: n})
	}
	s.Add(&dingalingRow{Model: kin.ID(1), AddressID: new(int64(2)), Data: "ding 1/2"})
	s.Add(&dingalingRow{Model: kin.ID(2), AddressID: new(int64(5)), Data: "ding 2/5"})
	s.Add(&pairRow{I: 1, J: 2, K: 3}, &pairRow{I: 2, J: 1, K: 4}, &pairRow{I: 1, J: 1, K: 5}, &pairRow{I: 2, J: 2, K: 6})
}

func addOrders(s *kin.Session) {
	for i, o := range []struct {
		user, address, open int64
		description         string
	}{{7, 1, 0, "order 1"}, {9, 4, 0, "order 2"}, {7, 1, 1, "order 3"}, {9, 4, 1, "order 4"}, {7, 0, 0, "order 5"}} {
		row := &orderRow{Model: kin.ID(int64(i + 1)), UserID: &o.user, Description: o.description, IsOpen: o.open}
		if o.address != 0 {
			row.AddressID = &o.address
		}
		s.Add(row)
	}
}

func addItems(s *kin.Session) {
	for i, d := range []string{"item 1", "item 2", "item 3", "item 4", "item 5"} {
		s.Add(&itemRow{Model: kin.ID(int64(i + 1)), Description: d})
	}
	for i, n := range []string{"blue", "red", "green", "big", "small", "round", "square"} {
		s.Add(&keywordRow{Model: kin.ID(int64(i + 1)), Name: n})
	}
	for _, l := range [][2]int64{{1, 1}, {2, 1}, {3, 1}, {1, 2}, {2, 2}, {3, 2}, {3, 3}, {4, 3}, {5, 3}, {1, 4}, {5, 4}, {5, 5}} {
		s.Add(&orderItemRow{ItemID: l[0], OrderID: l[1]})
	}
	for _, l := range [][2]int64{{2, 1}, {2, 2}, {4, 1}, {6, 1}, {5, 2}, {3, 3}, {4, 3}, {7, 2}, {6, 3}} {
		s.Add(&itemKeywordRow{KeywordID: l[0], ItemID: l[1]})
	}
}
