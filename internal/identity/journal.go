package identity

import (
	"unsafe"

	"github.com/kin-go/kin/internal/mapping"
)

// A Journal keeps what rows looked like before a transaction changed them: when a session began
// to know them, and before each flush. It is emptied when the transaction ends well.
type Journal struct {
	entries []mapping.Saved
	spares  map[*mapping.Mapping]*mapping.Spare
}

// Mark is the place in the journal to which Undo goes back.
func (j *Journal) Mark() int { return len(j.entries) }

// Forget empties the journal.
func (j *Journal) Forget() { j.entries, j.spares = nil, nil }

func (j *Journal) spare(m *mapping.Mapping) *mapping.Spare {
	s := j.spares[m]
	if s == nil {
		if j.spares == nil {
			j.spares = map[*mapping.Mapping]*mapping.Spare{}
		}
		s = mapping.NewSpare(m)
		j.spares[m] = s
	}
	return s
}

// Joins keeps a row that the session begins to know: in is its instance, or nil.
func (j *Journal) Joins(m *mapping.Mapping, row unsafe.Pointer, in *mapping.Instance) {
	j.entries = append(j.entries, mapping.SaveRow(m, row, in, j.spare(m)))
}

// Flushes keeps an instance that a flush is going to write.
func (j *Journal) Flushes(in *mapping.Instance) {
	j.entries = append(j.entries, mapping.SaveInstance(in, j.spare(in.Mapping)))
}

// Since gives the entries behind a mark, the newest first, and takes them off.
func (j *Journal) Since(mark int) []mapping.Saved {
	taken := make([]mapping.Saved, 0, len(j.entries)-mark)
	for i := len(j.entries) - 1; i >= mark; i-- {
		taken = append(taken, j.entries[i])
	}
	j.entries = j.entries[:mark]
	return taken
}
