package kin_test

import "github.com/kin-go/kin"

// Pairs of models that are wrong together. Two types that name each other cannot be
// declared in a function; those that need no partner are, beside their case.
type (
	unknownOwner struct {
		kin.Model
		Things kin.Many[unknownOwner, unknownThing] `kin:"back_populates=Owner"`
	}
	unknownThing struct {
		kin.Model
		OwnerID int64 `kin:"foreign_key=unknown_owner.id"`
	}

	columnOwner struct {
		kin.Model
		Things kin.Many[columnOwner, columnThing] `kin:"back_populates=OwnerID"`
	}
	columnThing struct {
		kin.Model
		OwnerID int64 `kin:"foreign_key=column_owner.id"`
	}

	oneSidedOwner struct {
		kin.Model
		Things kin.Many[oneSidedOwner, oneSidedThing] `kin:"back_populates=Owner"`
	}
	oneSidedThing struct {
		kin.Model
		OwnerID int64                                 `kin:"foreign_key=one_sided_owner.id"`
		Owner   kin.One[oneSidedThing, oneSidedOwner] `kin:"lazy=joined"`
	}

	crossedOwner struct {
		kin.Model
		First  kin.Many[crossedOwner, crossedThing] `kin:"back_populates=Owner"`
		Second kin.Many[crossedOwner, crossedThing] `kin:"back_populates=Owner"`
	}
	crossedThing struct {
		kin.Model
		OwnerID int64                               `kin:"foreign_key=crossed_owner.id"`
		Owner   kin.One[crossedThing, crossedOwner] `kin:"back_populates=First"`
	}

	strayOwner struct {
		kin.Model
		Things kin.Many[strayOwner, strayThing] `kin:"back_populates=Other"`
	}
	strayThing struct {
		kin.Model
		OwnerID int64 `kin:"foreign_key=stray_owner.id"`
		OtherID int64 `kin:"foreign_key=stray_thing.id"`
		Other   kin.One[strayThing, strayThing]
	}

	severalOwner struct {
		kin.Model
		Things kin.Many[severalOwner, severalThing]
	}
	severalThing struct {
		kin.Model
		MadeByID int64 `kin:"foreign_key=several_owner.id"`
		KeptByID int64 `kin:"foreign_key=several_owner.id"`
	}

	differentOwner struct {
		kin.Model
		Things kin.Many[differentOwner, differentThing] `kin:"back_populates=Owner; foreign_key=MadeByID"`
	}
	differentThing struct {
		kin.Model
		MadeByID int64                                   `kin:"foreign_key=different_owner.id"`
		KeptByID int64                                   `kin:"foreign_key=different_owner.id"`
		Owner    kin.One[differentThing, differentOwner] `kin:"back_populates=Things; foreign_key=KeptByID"`
	}

	bothHoldA struct {
		kin.Model
		BID int64                         `kin:"column=b_id; foreign_key=both_hold_b.id"`
		B   kin.One[bothHoldA, bothHoldB] `kin:"back_populates=A; foreign_key=BID"`
	}
	bothHoldB struct {
		kin.Model
		AID int64                         `kin:"column=a_id; foreign_key=both_hold_a.id"`
		A   kin.One[bothHoldB, bothHoldA] `kin:"back_populates=B; foreign_key=AID"`
	}

	unlikeA struct {
		kin.Model
		Bs kin.Many[unlikeA, unlikeB] `kin:"back_populates=As; secondary=unlike(a,b)"`
	}
	unlikeB struct {
		kin.Model
		As kin.Many[unlikeB, unlikeA] `kin:"back_populates=Bs; secondary=unlike(a,b)"`
	}

	misplacedOwner struct {
		kin.Model
		Things kin.Many[misplacedThing, misplacedThing]
	}
	misplacedThing struct{ kin.Model }

	// plainThing is no model: nothing is embedded in it.
	plainThing struct{ ID int64 }

	// crowded has one relationship more than a model may have.
	crowded struct {
		kin.Model
		ParentID *int64 `kin:"foreign_key=crowded.id"`

		A1, A2, A3, A4, A5, A6, A7, A8 kin.One[crowded, crowded]
		B1, B2, B3, B4, B5, B6, B7, B8 kin.One[crowded, crowded]
		C1, C2, C3, C4, C5, C6, C7, C8 kin.One[crowded, crowded]
		D1, D2, D3, D4, D5, D6, D7, D8 kin.One[crowded, crowded]
		E1                             kin.One[crowded, crowded]
	}
)
