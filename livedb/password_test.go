package livedb_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/kin-go/kin/livedb"
)

// cheap is a hashing that tests can afford.
var cheap = livedb.Hashing{Memory: 64, Passes: 1, Threads: 1}

func TestAPasswordIsWhatWasTypedAndNothingElse(t *testing.T) {
	p := cheap.Password("correct horse")
	if !p.Is("correct horse") {
		t.Error("the right password is wrong")
	}
	for _, wrong := range []string{"", "correct horse ", "Correct horse", string(p)} {
		if p.Is(wrong) {
			t.Errorf("%q is right", wrong)
		}
	}
	if p == cheap.Password("correct horse") {
		t.Error("two hashes have one salt")
	}
	if !p.By(cheap) || p.By(livedb.DefaultHashing) || !livedb.NewPassword("x").By(livedb.Hashing{}) {
		t.Error("the parameters are not known")
	}
}

func TestAHashOfTheReferenceImplementationIsRead(t *testing.T) {
	// echo -n password | argon2 somesalt -id -t 2 -m 16 -p 4 -l 24: from the documentation of argon2.
	const known livedb.Password = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if !known.Is("password") || known.Is("passwore") {
		t.Error("a hash that others have made is not read")
	}
}

func TestWhatIsNoHashIsNobodysPassword(t *testing.T) {
	good := string(cheap.Password(""))
	for _, p := range []string{
		"", "secret", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=64", "m=4000000000", 1), strings.Replace(good, "t=1", "t=0", 1), strings.Replace(good, "p=1", "p=0", 1),
		good[:strings.LastIndex(good, "$")+1], good + "$", strings.Replace(good, "m=64,", "", 1),
	} {
		if livedb.Password(p).Is("") {
			t.Errorf("%q is the password of somebody", p)
		}
	}
}

func TestAPasswordIsNeitherPrintedNorLoggedNorWrittenAsJSON(t *testing.T) {
	type row struct {
		Name     string
		Password livedb.Password
	}
	r := row{"ann", cheap.Password("x")}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("user", "password", r.Password, "row", r)
	text, err := json.Marshal(r)
	check(t, err)
	all := fmt.Sprintf("%v %+v %#v %s %q", r, r, r, r.Password, r.Password) + log.String() + string(text)
	if strings.Contains(all, "argon2id") || !strings.Contains(string(r.Password), "argon2id") {
		t.Error(all)
	}
	check(t, json.Unmarshal(text, &r))
	if !r.Password.Is("x") || json.Unmarshal([]byte(`{"Password":"$argon2id$"}`), &r) == nil {
		t.Error("JSON has changed a password")
	}
}
