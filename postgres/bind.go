package postgres

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
)

// largestArgument is the greatest size of one argument. PostgreSQL takes no value above
// a gigabyte, and a message whose length does not fit its field would be read as another.
const largestArgument = 1<<30 - 1<<20

// arguments is the bound values of one statement, in one buffer that is used again.
type arguments struct {
	buffer  []byte
	ends    []int // where each value ends in the buffer, -1 for NULL
	formats []int16
	values  [][]byte
}

// bind adds a statement with its arguments to a batch.
func (l *link) bind(batch *pgconn.Batch, s *statement, params []compile.Param, args []query.Value) error {
	types := s.description.ParamOIDs
	if len(params) != len(types) {
		return fmt.Errorf("the statement has %d placeholders, and %d are given an argument", len(types), len(params))
	}
	a := &l.args
	a.reset()
	for i := range params {
		p := &params[i]
		if p.Arg >= len(args) {
			return fmt.Errorf("placeholder %d takes argument %d of %d", i+1, p.Arg+1, len(args))
		}
		if err := a.add(types[i], p, &args[p.Arg]); err != nil {
			return fmt.Errorf("argument %d: %w", p.Arg+1, err)
		}
	}
	values := a.collect()
	if s.description.Name != "" {
		batch.ExecStatement(s.description, values, a.formats, s.formats)
	} else {
		batch.ExecParams(s.sql, values, types, a.formats, s.formats)
	}
	return nil
}

// reset makes room for the values of a statement. The buffer is there before the first of
// them: an empty text cut from none would be NULL.
func (a *arguments) reset() {
	if a.buffer == nil {
		a.buffer = make([]byte, 0, 256)
	}
	a.buffer, a.ends, a.formats = a.buffer[:0], a.ends[:0], a.formats[:0]
}

// add writes one argument for a parameter of a type: in binary form where there is one
// for it, else as text, which the server reads by the type.
func (a *arguments) add(oid uint32, p *compile.Param, v *query.Value) error {
	if v.Kind == query.Null {
		a.ends, a.formats = append(a.ends, -1), append(a.formats, binaryForm)
		return nil
	}
	start := len(a.buffer)
	var format int16
	var err error
	if v.Kind == query.ListKeys {
		a.buffer, format, err = appendKeys(a.buffer, oid, v.Keys, p)
	} else {
		a.buffer, format, err = appendPlainValue(a.buffer, oid, v)
	}
	if err == nil && len(a.buffer)-start > largestArgument {
		err = fmt.Errorf("it has %d bytes, and PostgreSQL takes %d", len(a.buffer)-start, largestArgument)
	}
	a.ends, a.formats = append(a.ends, len(a.buffer)), append(a.formats, format)
	return err
}

// collect cuts the buffer into values. It has grown its last before.
func (a *arguments) collect() [][]byte {
	a.values = a.values[:0]
	start := 0
	for _, end := range a.ends {
		if end < 0 {
			a.values = append(a.values, nil)
			continue
		}
		a.values = append(a.values, a.buffer[start:end:end])
		start = end
	}
	return a.values
}

func appendPlainValue(b []byte, oid uint32, v *query.Value) (_ []byte, format int16, err error) {
	b, ok, err := appendBinary(b, oid, v)
	if ok || err != nil {
		return b, binaryForm, err
	}
	b, err = appendText(b, oid, v)
	return b, textForm, err
}

// appendBinary writes a value in the binary form of a type, where both fit each other.
func appendBinary(b []byte, oid uint32, v *query.Value) (_ []byte, ok bool, err error) {
	switch v.Kind {
	case query.Int:
		return appendInteger(b, oid, v.Int64())
	case query.Uint:
		if v.N <= math.MaxInt64 {
			return appendInteger(b, oid, int64(v.N))
		}
	case query.Bool:
		if oid == pgtype.BoolOID {
			return append(b, byte(v.N)), true, nil
		}
		return appendInteger(b, oid, int64(v.N))
	case query.Float:
		return appendFloat(b, oid, v.Float64())
	case query.Blob:
		if oid == pgtype.ByteaOID || oid == pgtype.UUIDOID && len(v.S) == 16 {
			return append(b, v.S...), true, nil
		}
	case query.Text, query.JSON:
		if oid == pgtype.ByteaOID {
			return append(b, v.S...), true, nil
		}
		if isText(oid) {
			return append(b, v.S...), true, storable(v.S)
		}
	case query.Time:
		if oid == pgtype.TimestamptzOID || oid == pgtype.TimestampOID {
			n, err := microsecondsOf(v.T)
			return binary.BigEndian.AppendUint64(b, uint64(n)), true, err
		}
	}
	return b, false, nil
}

func appendInteger(b []byte, oid uint32, n int64) ([]byte, bool, error) {
	switch oid {
	case pgtype.Int8OID:
		return binary.BigEndian.AppendUint64(b, uint64(n)), true, nil
	case pgtype.Int4OID:
		return binary.BigEndian.AppendUint32(b, uint32(n)), true, fits(n, int64(int32(n)), "integer")
	case pgtype.Int2OID:
		return binary.BigEndian.AppendUint16(b, uint16(n)), true, fits(n, int64(int16(n)), "smallint")
	case pgtype.BoolOID:
		return append(b, byte(n&1)), true, fits(n, n&1, "boolean")
	}
	return b, false, nil
}

func fits(n, stored int64, as string) error {
	if n != stored {
		return fmt.Errorf("the number %d does not fit %s", n, as)
	}
	return nil
}

func appendFloat(b []byte, oid uint32, f float64) ([]byte, bool, error) {
	switch oid {
	case pgtype.Float8OID:
		return binary.BigEndian.AppendUint64(b, math.Float64bits(f)), true, nil
	case pgtype.Float4OID:
		narrow := float32(f)
		if math.IsInf(float64(narrow), 0) && !math.IsInf(f, 0) {
			return b, true, fmt.Errorf("the number %g does not fit real", f)
		}
		return binary.BigEndian.AppendUint32(b, math.Float32bits(narrow)), true, nil
	}
	return b, false, nil
}

// appendText writes a value as the text that the server reads for its type.
func appendText(b []byte, oid uint32, v *query.Value) ([]byte, error) {
	switch v.Kind {
	case query.Int:
		return strconv.AppendInt(b, v.Int64(), 10), nil
	case query.Uint:
		return strconv.AppendUint(b, v.N, 10), nil
	case query.Float:
		return appendFloatText(b, v.Float64()), nil
	case query.Bool:
		if oid == pgtype.NumericOID {
			return strconv.AppendUint(b, v.N, 10), nil
		}
		return strconv.AppendBool(b, v.N != 0), nil
	case query.Text, query.JSON:
		return append(b, v.S...), storable(v.S)
	case query.Blob:
		return appendBytesText(b, oid, v.S)
	case query.Time:
		return appendTimeText(b, oid, v)
	}
	return b, fmt.Errorf("kind %d of value is not known", v.Kind)
}

func appendFloatText(b []byte, f float64) []byte {
	if math.IsInf(f, 0) {
		return append(b, strings.TrimPrefix(strconv.FormatFloat(f, 'g', -1, 64)+"inity", "+")...)
	}
	return strconv.AppendFloat(b, f, 'g', -1, 64)
}

// appendBytesText writes bytes for a column of another type: a Valuer may give its text so.
func appendBytesText(b []byte, oid uint32, s string) ([]byte, error) {
	switch oid {
	case pgtype.ByteaOID:
		b = append(b, `\x`...)
		for i := range len(s) {
			const hex = "0123456789abcdef"
			b = append(b, hex[s[i]>>4], hex[s[i]&15])
		}
		return b, nil
	case pgtype.UUIDOID:
		if len(s) == 16 {
			return appendUUID(b, []byte(s)), nil
		}
	}
	if err := storable(s); err != nil {
		return b, fmt.Errorf("it is bytes and its column is not, and as a text %w", err)
	}
	return append(b, s...), nil
}

func appendTimeText(b []byte, oid uint32, v *query.Value) ([]byte, error) {
	if _, err := microsecondsOf(v.T); err != nil {
		return b, err
	}
	if oid == pgtype.DateOID {
		return v.T.AppendFormat(b, "2006-01-02"), nil
	}
	return v.T.UTC().AppendFormat(b, timeForm), nil
}

var (
	errZeroByte = errors.New("it has a zero byte, which PostgreSQL stores in bytea only")
	errNotUTF8  = errors.New("it is not UTF-8, and PostgreSQL stores other bytes in bytea only")
)

// storable refuses the texts that PostgreSQL cannot store, before they fail the
// transaction.
func storable(s string) error {
	if strings.IndexByte(s, 0) >= 0 {
		return errZeroByte
	}
	if !utf8.ValidString(s) {
		return errNotUTF8
	}
	return nil
}

// appendPlain writes a value that came in binary form as the text that PostgreSQL shows
// for it.
func appendPlain(b, v []byte, oid uint32) []byte {
	switch oid {
	case pgtype.BoolOID:
		return strconv.AppendBool(b, len(v) == 1 && v[0] != 0)
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID:
		n, _ := integer(v, oid)
		return strconv.AppendInt(b, n, 10)
	case pgtype.Float8OID:
		return appendFloatText(b, math.Float64frombits(binary.BigEndian.Uint64(v)))
	case pgtype.Float4OID:
		return strconv.AppendFloat(b, float64(math.Float32frombits(binary.BigEndian.Uint32(v))), 'g', -1, 32)
	case pgtype.UUIDOID:
		return appendUUID(b, v)
	case pgtype.TimestamptzOID, pgtype.TimestampOID, pgtype.DateOID:
		t, ok := timeOf(v, oid)
		switch {
		case !ok:
			return append(b, "infinity"...)
		case oid == pgtype.DateOID:
			return t.AppendFormat(b, "2006-01-02")
		case oid == pgtype.TimestampOID:
			return t.AppendFormat(b, strings.TrimSuffix(timeForm, "Z07:00"))
		}
		return t.AppendFormat(b, timeForm)
	}
	return append(b, v...)
}

func appendUUID(b, v []byte) []byte {
	for i, c := range v {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		const hex = "0123456789abcdef"
		b = append(b, hex[c>>4], hex[c&15])
	}
	return b
}
