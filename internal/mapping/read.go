package mapping

import (
	"unsafe"

	"github.com/kin-go/kin/internal/query"
)

// ReadRow decodes a whole row: column i of the mapping from position first+i of the
// answer. Its key was read already, and is not asked for again where it is a plain number.
// The two commonest kinds are read here, the others by their codec.
func (m *Mapping) ReadRow(r query.Row, first int, row unsafe.Pointer, key Key) error {
	for i, c := range m.Columns {
		switch c.codec {
		case int64Codec:
			if c.IsKey && len(m.Key) == 1 {
				*field[int64](c.at(row)) = key.N
				continue
			}
			n := r.Int(first + i)
			if n == 0 && r.Null(first+i) {
				return c.Read(r, first+i, row)
			}
			*field[int64](c.at(row)) = n
		case textCodec:
			s := r.Text(first + i)
			if s == "" && r.Null(first+i) {
				return c.Read(r, first+i, row)
			}
			*field[string](c.at(row)) = s
		default:
			if err := c.Read(r, first+i, row); err != nil {
				return err
			}
		}
	}
	return nil
}
