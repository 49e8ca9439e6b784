package postgres

import (
	"strconv"
	"strings"

	"github.com/kin-go/kin/internal/compile"
)

// dialect is the default spelling but for placeholders and lists of keys.
var dialect = &compile.Dialect{
	Name:          "postgres",
	Placeholder:   placeholder,
	In:            in,
	Locks:         true,
	LockOf:        true,
	NullsLast:     true,
	LikeEscape:    " ESCAPE ''",
	LimitByKey:    true,
	GivenKeys:     true,
	Lateral:       true,
	MaxParameters: 65535,
	BatchRows:     500,
}

func placeholder(b *strings.Builder, n int) {
	b.WriteByte('$')
	b.WriteString(strconv.Itoa(n))
}

// in binds the keys as one array, so that a statement has the same text for any number
// of them; keys of several columns as an array for each. The type of the one follows from
// what it is compared with, those of several must be said.
func in(test compile.In) {
	if len(test.Types()) == 1 {
		anyOf(test)
		return
	}
	test.Left()
	if test.Negated() {
		test.Text(" NOT")
	}
	test.Text(" IN (SELECT * FROM unnest(")
	for i, t := range test.Types() {
		if i > 0 {
			test.Text(", ")
		}
		test.Column(i)
		test.Text("::" + arrayOf(t))
	}
	test.Text("))")
}

func anyOf(test compile.In) {
	test.Left()
	if test.Negated() {
		test.Text(" <> ALL (")
	} else {
		test.Text(" = ANY (")
	}
	test.Column(0)
	test.Text(")")
}
