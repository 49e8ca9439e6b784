package kintest

import (
	"testing"

	"github.com/kin-go/kin"
)

// The models of the fixture: a shop with all kinds of relationship. Every relationship is
// loaded lazily, and all foreign keys can be NULL.

// A FixtureUser is a row of users.
type FixtureUser struct {
	kin.Model `kin:"table=users"`
	Name      string

	Addresses kin.Many[FixtureUser, FixtureAddress] `kin:"back_populates=User"`
	Orders    kin.Many[FixtureUser, FixtureOrder]   `kin:"back_populates=User"`
}

// A FixtureAddress is a row of addresses. Its dingaling is one-to-one.
type FixtureAddress struct {
	kin.Model    `kin:"table=addresses"`
	UserID       *int64 `kin:"foreign_key=users.id"`
	EmailAddress string

	User      kin.One[FixtureAddress, FixtureUser]      `kin:"back_populates=Addresses"`
	Dingaling kin.One[FixtureAddress, FixtureDingaling] `kin:"back_populates=Address"`
}

// A FixtureOrder is a row of orders. Its address and its items do not lead back to it.
type FixtureOrder struct {
	kin.Model   `kin:"table=orders"`
	UserID      *int64 `kin:"foreign_key=users.id"`
	AddressID   *int64 `kin:"foreign_key=addresses.id"`
	Description string
	IsOpen      int64 `kin:"column=isopen"`

	User    kin.One[FixtureOrder, FixtureUser] `kin:"back_populates=Orders"`
	Address kin.One[FixtureOrder, FixtureAddress]
	Items   kin.Many[FixtureOrder, FixtureItem] `kin:"secondary=order_items(order_id,item_id)"`
}

// A FixtureDingaling is a row of dingalings.
type FixtureDingaling struct {
	kin.Model `kin:"table=dingalings"`
	AddressID *int64 `kin:"foreign_key=addresses.id"`
	Data      string

	Address kin.One[FixtureDingaling, FixtureAddress] `kin:"back_populates=Dingaling"`
}

// A FixtureItem is a row of items.
type FixtureItem struct {
	kin.Model   `kin:"table=items"`
	Description string

	Keywords kin.Many[FixtureItem, FixtureKeyword] `kin:"secondary=item_keywords(item_id,keyword_id)"`
}

// A FixtureKeyword is a row of keywords.
type FixtureKeyword struct {
	kin.Model `kin:"table=keywords"`
	Name      string
}

// A FixtureNode is a row of nodes: a tree.
type FixtureNode struct {
	kin.Model `kin:"table=nodes"`
	ParentID  *int64 `kin:"foreign_key=nodes.id"`
	Data      string

	Parent   kin.One[FixtureNode, FixtureNode]  `kin:"back_populates=Children"`
	Children kin.Many[FixtureNode, FixtureNode] `kin:"back_populates=Parent"`
}

// A Fixture is the shop's database, open with the models above.
type Fixture struct {
	*kin.DB
	Users      *FixtureUser
	Addresses  *FixtureAddress
	Orders     *FixtureOrder
	Dingalings *FixtureDingaling
	Items      *FixtureItem
	Keywords   *FixtureKeyword
	Nodes      *FixtureNode
}

// OpenFixture makes the shop's tables and rows in a new database and opens it. The
// tables have no foreign keys of their own: any row can be written and deleted.
func OpenFixture(t testing.TB, e Engine, settings ...kin.Setting) Fixture {
	t.Helper()
	f := Fixture{
		Users: kin.Table[FixtureUser](), Addresses: kin.Table[FixtureAddress](), Orders: kin.Table[FixtureOrder](),
		Dingalings: kin.Table[FixtureDingaling](), Items: kin.Table[FixtureItem](), Keywords: kin.Table[FixtureKeyword](),
		Nodes: kin.Table[FixtureNode](),
	}
	models := kin.Models(f.Users, f.Addresses, f.Orders, f.Dingalings, f.Items, f.Keywords, f.Nodes)
	f.DB = NewFixture(t, e).Open(t, append(settings, models)...)
	return f
}
