package kintest_test

import "github.com/kin-go/kin"

// The press: two keys to one table, a one-to-one, a many-to-many, keys that may be NULL.
type (
	author struct {
		kin.Model
		Name string
		Rank int64

		Written kin.Many[author, article] `kin:"back_populates=Author; foreign_key=AuthorID"`
		Edited  kin.Many[author, article] `kin:"back_populates=Editor; foreign_key=EditorID; order_by=title desc"`
		Profile kin.One[author, profile]  `kin:"back_populates=Author"`
	}
	article struct {
		kin.Model
		Title    string
		Score    *int64
		AuthorID int64  `kin:"foreign_key=author.id"`
		EditorID *int64 `kin:"foreign_key=author.id"`

		Author kin.One[article, author] `kin:"back_populates=Written; foreign_key=AuthorID"`
		Editor kin.One[article, author] `kin:"back_populates=Edited; foreign_key=EditorID"`
		Topics kin.Many[article, topic] `kin:"back_populates=Articles; secondary=article_topic"`
	}
	topic struct {
		kin.Model
		Label string

		Articles kin.Many[topic, article] `kin:"back_populates=Topics; secondary=article_topic(topic_id,article_id)"`
	}
	profile struct {
		kin.Model
		Bio      string
		AuthorID *int64 `kin:"foreign_key=author.id; unique"`

		Author kin.One[profile, author] `kin:"back_populates=Profile"`
	}
)

// The forest: a tree in one table, rows linked with each other, and a relationship that
// does not lead back.
type (
	tree struct {
		kin.Model
		Label    string
		Size     int64
		ParentID *int64 `kin:"foreign_key=tree.id"`
		KeeperID *int64 `kin:"foreign_key=keeper.id"`

		Parent    kin.One[tree, tree]  `kin:"back_populates=Children"`
		Children  kin.Many[tree, tree] `kin:"back_populates=Parent; order_by=label desc"`
		Feeds     kin.Many[tree, tree] `kin:"back_populates=FedBy; secondary=feeding(from_id,to_id)"`
		FedBy     kin.Many[tree, tree] `kin:"back_populates=Feeds; secondary=feeding(to_id,from_id)"`
		Caretaker kin.One[tree, keeper]
	}
	keeper struct {
		kin.Model
		Name string

		Trees kin.Many[keeper, tree]
	}
)

// The depots: keys of two columns, in a foreign key that may be NULL in part, and in a link
// table; and keys of text.
type (
	depot struct {
		kin.Entity[depotKey]
		Region string `kin:"pk"`
		Number int64  `kin:"pk"`
		Name   string

		Parcels kin.Many[depot, parcel] `kin:"back_populates=Depot"`
		Drivers kin.Many[depot, driver] `kin:"back_populates=Depots; secondary=depot_driver(region,number,driver)"`
	}
	depotKey struct {
		Region string
		Number int64
	}
	parcel struct {
		kin.Model
		Weight     float64
		Region     *string `kin:"foreign_key=depot.region"`
		Number     *int64  `kin:"foreign_key=depot.number"`
		DriverName *string `kin:"foreign_key=driver.name"`

		Depot  kin.One[parcel, depot]  `kin:"back_populates=Parcels"`
		Driver kin.One[parcel, driver] `kin:"back_populates=Parcels"`
	}
	driver struct {
		kin.Entity[string]
		Name string `kin:"pk"`
		Age  int64

		Parcels kin.Many[driver, parcel] `kin:"back_populates=Driver"`
		Depots  kin.Many[driver, depot]  `kin:"back_populates=Drivers; secondary=depot_driver(driver,region,number)"`
	}
)

// The vault: keys of 16 bytes.
type (
	vaultKey = [16]byte
	vault    struct {
		kin.Entity[vaultKey]
		Code vaultKey `kin:"pk"`
		City string

		Boxes kin.Many[vault, box] `kin:"back_populates=Vault; order_by=tag"`
	}
	box struct {
		kin.Entity[vaultKey]
		Code     vaultKey `kin:"pk"`
		Tag      string
		VaultID  *vaultKey `kin:"foreign_key=vault.code"`
		InsideID *vaultKey `kin:"foreign_key=box.code"`

		Vault  kin.One[box, vault] `kin:"back_populates=Boxes"`
		Inside kin.One[box, box]   `kin:"back_populates=Holds"`
		Holds  kin.Many[box, box]  `kin:"back_populates=Inside"`
	}
)

var (
	authors  = kin.Table[author]()
	articles = kin.Table[article]()
	topics   = kin.Table[topic]()
	profiles = kin.Table[profile]()
	trees    = kin.Table[tree]()
	keepers  = kin.Table[keeper]()
	depots   = kin.Table[depot]()
	parcels  = kin.Table[parcel]()
	drivers  = kin.Table[driver]()
	vaults   = kin.Table[vault]()
	boxes    = kin.Table[box]()
)
