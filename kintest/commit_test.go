package kintest_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/kin-go/kin"
)

// A shipment is a graph that is sent once: with three parcels, under a token.
type (
	shipment struct {
		kin.Model
		Token string `kin:"size=60"`

		Pieces kin.Many[shipment, piece] `kin:"back_populates=Shipment"`
	}
	piece struct {
		kin.Model
		ShipmentID int64 `kin:"foreign_key=shipment.id; index"`
		N          int64

		Shipment kin.One[piece, shipment] `kin:"back_populates=Pieces"`
	}
)

var (
	shipments = kin.Table[shipment]()
	pieces    = kin.Table[piece]()
	commits   = kin.Table[kin.CommitToken]()
)

const piecesOf = 3

// send writes a graph under its token.
func send(ctx context.Context, db *kin.DB, token string) error {
	return db.Tx(ctx, func(_ context.Context, s *kin.Session) error {
		sent := &shipment{Token: token}
		for n := range piecesOf {
			sent.Pieces.Add(&piece{N: int64(n)})
		}
		s.Add(sent)
		return nil
	}, kin.Token(token))
}

// TestALostCommitIsUnknownAndItsTokenKnows cuts the connection at the COMMIT. KIN_CASES says how
// often.
func TestALostCommitIsUnknownAndItsTokenKnows(t *testing.T) {
	cases := int(setting("KIN_CASES", 100))
	cuts := []cut{afterAnswer, beforeSent, afterSent, beforeSent}
	eachServer(t, func(t *testing.T, h home) {
		p := between(t, h.host)
		db := h.openBy(t, p.address, shipments, pieces, commits)
		hand := h.byHand(t)
		unknown, right, landed := 0, 0, 0
		for i := range cases {
			token := fmt.Sprintf("shipment %d", i)
			p.next.Store(int32(cuts[i%len(cuts)]))
			err := send(t.Context(), db, token)
			switch {
			case !errors.Is(err, kin.ErrCommitUnknown):
				t.Errorf("%s, cut %s: the error is %v", token, cuts[i%len(cuts)], err)
			case mayRunAgain(err):
				t.Errorf("%s: %v says that it may be run again", token, err)
			default:
				unknown++
			}
			says, err := db.Landed(t.Context(), token)
			must(t, err)
			if is := stored(t, hand, token) == 1; is == says && is == (cuts[i%len(cuts)] != beforeSent) {
				right++
			} else {
				t.Errorf("%s, cut %s: Landed says %t", token, cuts[i%len(cuts)], says)
			}
			if says {
				landed++
			}
		}
		doubled := doubledByHand(t, p, handOn(t, h.driver, h.at(p.address)), hand, cases)
		fmt.Printf("commit unknown %d of %d on %s, the token right %d of %d (%d had landed); by hand, sent again, %d of %d doubled\n",
			unknown, cases, h.engine, right, cases, landed, doubled, cases)
		if doubled == 0 {
			t.Error("by hand none was doubled: the test shows nothing")
		}
	})
}

// stored is how many shipments have a token, after the server has had time to end what was cut off.
func stored(t *testing.T, hand *sql.DB, token string) int {
	t.Helper()
	time.Sleep(2 * time.Millisecond)
	return count(t, hand, `SELECT count(*) FROM shipment WHERE token = '`+token+`'`)
}

// doubledByHand sends what has failed once more, as one does who knows no better.
func doubledByHand(t *testing.T, p *proxy, through, direct *sql.DB, cases int) int {
	t.Helper()
	for i := range cases {
		insert := fmt.Sprintf(`INSERT INTO shipment (token) VALUES ('by hand %d')`, i)
		once := func() error {
			tx, err := through.BeginTx(t.Context(), nil)
			if err == nil {
				defer tx.Rollback()
				_, err = tx.ExecContext(t.Context(), insert)
			}
			if err == nil {
				err = tx.Commit()
			}
			return err
		}
		p.next.Store(int32([]cut{afterAnswer, beforeSent}[i%2]))
		for once() != nil { // until it says that it was kept
		}
	}
	return count(t, direct, `SELECT count(*) FROM (SELECT token FROM shipment WHERE token LIKE 'by hand%' GROUP BY token HAVING count(*) > 1) doubled`)
}

// TestLandedWaitsForACommitThatIsUnderWay asks while the transaction with the token is still open: a
// server may be at its COMMIT although the connection to it was lost.
func TestLandedWaitsForACommitThatIsUnderWay(t *testing.T) {
	eachServer(t, func(t *testing.T, h home) {
		db, hand := h.open(t, commits), h.byHand(t)
		for ends, end := range map[string]func(*sql.Tx) error{"kept": (*sql.Tx).Commit, "undone": (*sql.Tx).Rollback} {
			tx, err := hand.BeginTx(t.Context(), nil)
			must(t, err)
			_, err = tx.ExecContext(t.Context(), `INSERT INTO kin_commit (token, at) VALUES ('`+ends+`', '2026-01-02 03:04:05')`)
			must(t, err)
			ended := make(chan error)
			go func() {
				time.Sleep(100 * time.Millisecond)
				ended <- end(tx)
			}()
			says, err := db.Landed(t.Context(), ends)
			must(t, errors.Join(err, <-ended))
			if says != (ends == "kept") {
				t.Errorf("Landed says %t of what was %s at last", says, ends)
			}
			if n := count(t, hand, `SELECT count(*) FROM kin_commit WHERE token = 'undone'`); n != 0 {
				t.Error("to ask leaves a row behind")
			}
		}
	})
}

// TestATokenIsUsedOnce sends twice under one.
func TestATokenIsUsedOnce(t *testing.T) {
	eachHome(t, func(t *testing.T, h home) {
		db := h.open(t, shipments, pieces, commits)
		must(t, send(t.Context(), db, "once"))
		if err := send(t.Context(), db, "once"); !errors.Is(err, kin.ErrRepeated) {
			t.Errorf("the second time says %v", err)
		}
		if n := stored(t, h.byHand(t), "once"); n != 1 {
			t.Errorf("%d are stored", n)
		}
	})
}
