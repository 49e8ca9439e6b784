package livedb

import (
	"bytes"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"golang.org/x/crypto/argon2"
)

// A Password is a column that holds what is kept of a password: its hash by argon2id, with the parameters
// and the salt that made it.
//
//	type User struct {
//		kin.Model
//		Username string          `kin:"unique; size=100"`
//		Password livedb.Password `kin:"size=200" live:"-"`
//	}
//
// It is not written to logs and JSON, and with live:"-" not to the stored states of visits.
type Password string

// Hashing is what making a hash costs, whoever makes it. The zero value is that of DefaultHashing.
type Hashing struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// DefaultHashing is the second choice of RFC 9106: 64 MiB, three passes, four threads.
var DefaultHashing = Hashing{Memory: 64 << 10, Passes: 3, Threads: 4}

const (
	saltSize = 16
	hashSize = 32
)

// NewPassword is the hash of a password as it was typed, by DefaultHashing.
func NewPassword(typed string) Password { return DefaultHashing.Password(typed) }

// Password is the hash of a password as it was typed.
func (h Hashing) Password(typed string) Password {
	var salt [saltSize]byte
	rand.Read(salt[:]) // it never fails
	h = h.orDefault()
	return hashed{h, salt[:], h.key(typed, salt[:], hashSize)}.text()
}

func (h Hashing) orDefault() Hashing {
	if h == (Hashing{}) {
		return DefaultHashing
	}
	return h
}

func (h Hashing) key(typed string, salt []byte, size uint32) []byte {
	return argon2.IDKey([]byte(typed), salt, h.Passes, h.Memory, h.Threads, size)
}

// Is says whether it is the hash of what was typed. It takes as long for a wrong password as for the right one.
// What is no hash is nobody's password.
func (p Password) Is(typed string) bool {
	kept, err := parse(p)
	if err != nil {
		return false
	}
	key := kept.key(typed, kept.salt, uint32(len(kept.hash)))
	return subtle.ConstantTimeCompare(key, kept.hash) == 1
}

// By says whether it was made with these parameters.
func (p Password) By(h Hashing) bool {
	kept, err := parse(p)
	return err == nil && kept.Hashing == h.orDefault() && len(kept.hash) == hashSize && len(kept.salt) == saltSize
}

// String keeps it out of what is printed.
func (Password) String() string { return "(password)" }

// GoString keeps it out of what is printed for programmers.
func (Password) GoString() string { return "(password)" }

// LogValue keeps it out of logs.
func (Password) LogValue() slog.Value { return slog.StringValue("(password)") }

// MarshalJSON keeps it out of JSON.
func (Password) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

// UnmarshalJSON takes nothing but what MarshalJSON has written, and leaves the password as it is.
func (*Password) UnmarshalJSON(text []byte) error {
	if !bytes.Equal(text, []byte("null")) {
		return errors.New("livedb: a password is not read from JSON: use NewPassword")
	}
	return nil
}

// hashed is a hash with what made it.
type hashed struct {
	Hashing
	salt, hash []byte
}

// text writes a hash as the reference implementation of argon2 does.
func (h hashed) text() Password {
	b64 := base64.RawStdEncoding
	return Password(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, h.Memory, h.Passes, h.Threads, b64.EncodeToString(h.salt), b64.EncodeToString(h.hash)))
}

// mostMemory is the memory that a hash of the database may ask for, in KiB: 1 GiB.
const mostMemory = 1 << 20

// parse reads a hash.
func parse(p Password) (h hashed, err error) {
	parts := strings.Split(string(p), "$")
	wrong := errors.New("livedb: this is no hash of argon2id")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, wrong
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.Memory, &h.Passes, &h.Threads); n != 3 || err != nil {
		return h, wrong
	}
	if h.Memory > mostMemory || h.Passes == 0 || h.Passes > 100 || h.Threads == 0 {
		return h, wrong
	}
	var errSalt, errHash error
	h.salt, errSalt = base64.RawStdEncoding.DecodeString(parts[4])
	h.hash, errHash = base64.RawStdEncoding.DecodeString(parts[5])
	if errSalt != nil || errHash != nil || len(h.salt) < 8 || len(h.hash) < 16 || len(h.hash) > 128 {
		return h, wrong
	}
	return h, nil
}
