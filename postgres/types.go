package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/kin-go/kin/schema"
)

const (
	textForm   int16 = 0
	binaryForm int16 = 1
)

// formatOf is the form in which an answer's column is asked for: binary where it is
// known here. Numeric and JSON are asked for as text, which is what they become.
func formatOf(oid uint32) int16 {
	if _, ok := typeNames[oid]; ok && oid != pgtype.NumericOID {
		return binaryForm
	}
	switch oid {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID, pgtype.ByteaOID:
		return binaryForm
	}
	return textForm
}

// asItIs says that the bytes of a value are its text.
func asItIs(oid uint32) bool {
	if oid == pgtype.ByteaOID {
		return true
	}
	return formatOf(oid) == textForm || isText(oid)
}

func isText(oid uint32) bool {
	switch oid {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID:
		return true
	}
	return false
}

// typeNames is the types whose binary form is read here, text and bytes left aside, and
// numeric.
var typeNames = map[uint32]string{
	pgtype.BoolOID:        "bool",
	pgtype.Int2OID:        "smallint",
	pgtype.Int4OID:        "integer",
	pgtype.Int8OID:        "bigint",
	pgtype.OIDOID:         "oid",
	pgtype.Float4OID:      "real",
	pgtype.Float8OID:      "double precision",
	pgtype.NumericOID:     "numeric",
	pgtype.UUIDOID:        "uuid",
	pgtype.TimestamptzOID: "timestamptz",
	pgtype.TimestampOID:   "timestamp",
	pgtype.DateOID:        "date",
}

// elements is the type of the elements of an array type, for those that are bound in
// binary form.
var elements = map[uint32]uint32{
	pgtype.BoolArrayOID:        pgtype.BoolOID,
	pgtype.Int2ArrayOID:        pgtype.Int2OID,
	pgtype.Int4ArrayOID:        pgtype.Int4OID,
	pgtype.Int8ArrayOID:        pgtype.Int8OID,
	pgtype.Float4ArrayOID:      pgtype.Float4OID,
	pgtype.Float8ArrayOID:      pgtype.Float8OID,
	pgtype.UUIDArrayOID:        pgtype.UUIDOID,
	pgtype.TextArrayOID:        pgtype.TextOID,
	pgtype.VarcharArrayOID:     pgtype.VarcharOID,
	pgtype.BPCharArrayOID:      pgtype.BPCharOID,
	pgtype.NameArrayOID:        pgtype.NameOID,
	pgtype.ByteaArrayOID:       pgtype.ByteaOID,
	pgtype.TimestamptzArrayOID: pgtype.TimestamptzOID,
	pgtype.TimestampArrayOID:   pgtype.TimestampOID,
}

// typeName is the type of a column. A column of any type is text, which takes what a
// Valuer gives and gives back what a Scanner reads.
func typeName(t schema.Type) string {
	if t.Spelled != "" {
		return t.Spelled
	}
	switch t.Kind {
	case schema.Integer:
		return integerType(t)
	case schema.Float:
		if t.Bits == 32 {
			return "real"
		}
		return "double precision"
	case schema.Bool:
		return "boolean"
	case schema.Blob:
		return "bytea"
	case schema.Time:
		return "timestamptz"
	case schema.JSON:
		return "jsonb"
	case schema.UUID:
		return "uuid"
	}
	return "text"
}

// integerType has room for all values of the width. PostgreSQL has no unsigned types.
func integerType(t schema.Type) string {
	bits := t.Bits
	if bits == 0 {
		bits = 64
	}
	if t.Unsigned {
		bits++
	}
	switch {
	case bits <= 16:
		return "smallint"
	case bits <= 32:
		return "integer"
	case bits <= 64:
		return "bigint"
	}
	return "numeric(20)"
}

// arrayOf is the type of a list of the values of a column. What limits a value is left
// out: a cast to it would cut a value to fit, which would then be found where it is not.
func arrayOf(t schema.Type) string {
	name := typeName(t)
	if before, limit, ok := strings.Cut(name, "("); ok {
		_, after, _ := strings.Cut(limit, ")")
		name = strings.TrimSpace(before) + after
	}
	switch strings.ToLower(name) {
	case "char", "character", "nchar", "national char", "national character":
		name = "bpchar"
	case "bit":
		name = "varbit"
	case "smallserial", "serial2":
		name = "smallint"
	case "serial", "serial4":
		name = "integer"
	case "bigserial", "serial8":
		name = "bigint"
	}
	return name + "[]"
}
