package mysql_test

import (
	"strings"
	"testing"

	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/mysql"
)

func TestTheLaterPositionHasBoth(t *testing.T) {
	for _, c := range []struct{ a, b, later string }{
		{"", "", ""},
		{"", "0-1-7", "0-1-7"},
		{"0-1-7", "", "0-1-7"},
		{"0-1-7", "0-2-9", "0-2-9"}, // another server goes on
		{"0-2-9", "0-1-7", "0-2-9"},
		{"0-1-7,1-1-3", "1-1-4", "0-1-7,1-1-4"},
		{"0-1-7", "2-1-1", "0-1-7,2-1-1"},
		{"?", "0-1-7", "?"}, // one that is not known is never reached
		{"0-1-7", "?", "?"},
	} {
		if later := mysql.LaterOf(c.a, c.b); later != c.later {
			t.Errorf("the later of %q and %q is %q and not %q", c.a, c.b, later, c.later)
		}
	}
}

func TestWhatAReplicaIsAskedIsNumbers(t *testing.T) {
	if asked := mysql.AskedFor("0-1-7,3-2-18446744073709551615"); asked != "0-1-7,3-2-18446744073709551615" {
		t.Errorf("it is asked %q", asked)
	}
	for _, told := range []string{"'", "0-1-7'); DROP TABLE post; --", "0-1", "x-1-7", "0-1-99999999999999999999", "3E11FA47-71CA-11E1-9E33-C80AA9429562:23"} {
		if asked := mysql.AskedFor(told); asked != "" {
			t.Errorf("for the position %q, the server is asked %q", told, asked)
		}
	}
}

func TestReplicasOfWrongAddressesAreRefused(t *testing.T) {
	_, err := urlOf(place(t), mysql.Replicas("mysql://127.0.0.1:3306")).Open(t.Context())
	if err == nil || !strings.Contains(err.Error(), "mysql.Replicas: the address names no database") {
		t.Errorf("the error is %v", err)
	}
}

func TestReplicasOfAServerThatNobodyCanFollowAreRefused(t *testing.T) {
	config := place(t)
	var logs int
	db := pool(config)
	defer db.Close()
	must(t, db.QueryRowContext(ctx, `SELECT @@GLOBAL.log_bin`).Scan(&logs))
	d, err := urlOf(config, mysql.Replicas("mysql://root@127.0.0.1:1/nowhere")).Open(t.Context())
	if logs == 0 {
		if err == nil || !strings.Contains(err.Error(), "start it with log_bin") {
			t.Errorf("the error is %v", err)
		}
		return
	}
	must(t, err)
	defer d.Close()
	for range 2 { // it does without one that is not there
		c, err := d.(seam.Follower).AcquireAfter(t.Context(), "")
		must(t, err)
		c.Release()
	}
}
