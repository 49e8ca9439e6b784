package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/kin-go/kin/internal/enginetest"
	"github.com/kin-go/kin/internal/seam"
	"github.com/kin-go/kin/sqlite"
)

// The kit that the tests of all engines have.
var (
	must        = enginetest.Must
	open        = enginetest.Open
	begin       = enginetest.Begin
	write       = enginetest.Write
	create      = enginetest.Create
	text        = enginetest.Text
	exec        = enginetest.Exec
	query1      = enginetest.Query
	count       = enginetest.Count
	inEach      = enginetest.InEach
	releaseSoon = enginetest.ReleaseSoon
	addOne      = enginetest.AddOne
	asKeys      = enginetest.Keys
	col         = enginetest.Column
	maybe       = enginetest.Maybe
	generated   = enginetest.Generated
	asInt       = enginetest.AsInt
	asFloat     = enginetest.AsFloat
	asBool      = enginetest.AsBool
	asText      = enginetest.AsText
	asBytes     = enginetest.AsBytes
	asTime      = enginetest.AsTime
	asAny       = enginetest.AsAny
)

// eachPlace runs a test on a file and in memory, which must behave alike.
func eachPlace(t *testing.T, test func(t *testing.T, db seam.Database)) {
	t.Run("in a file", func(t *testing.T) { test(t, file(t)) })
	t.Run("in memory", func(t *testing.T) { test(t, open(t, sqlite.Memory())) })
}

func file(t testing.TB, options ...sqlite.Option) seam.Database {
	return open(t, sqlite.File(filepath.Join(t.TempDir(), "test.db"), options...))
}
