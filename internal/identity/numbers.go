package identity

import (
	"math/bits"

	"github.com/kin-go/kin/internal/mapping"
)

// numbers is a hash table from an integer key to an instance: open addressing with
// linear probing (Knuth, The Art of Computer Programming 3, 6.4, algorithms L and R),
// the place of a key by Fibonacci hashing. One allocation for each doubling, none for
// a key, and a third of the time of Go's map for what a result of some thousand rows does:
// a look-up and an insertion for each row.
type numbers struct {
	entries []entry // length 0 or a power of two
	used    int
	shift   uint8 // 64 - log2(len(entries))
}

type entry struct {
	key      int64
	instance *mapping.Instance // nil: free
}

func (t *numbers) home(key int64) int { return int(uint64(key) * 0x9E3779B97F4A7C15 >> t.shift) }

func (t *numbers) get(key int64) *mapping.Instance {
	if len(t.entries) == 0 {
		return nil
	}
	mask := len(t.entries) - 1
	for i := t.home(key); ; i = (i + 1) & mask {
		e := &t.entries[i]
		if e.instance == nil || e.key == key {
			return e.instance
		}
	}
}

func (t *numbers) put(key int64, in *mapping.Instance) {
	if (t.used+1)*4 > len(t.entries)*3 {
		t.resize(max(16, len(t.entries)*2))
	}
	mask := len(t.entries) - 1
	for i := t.home(key); ; i = (i + 1) & mask {
		e := &t.entries[i]
		if e.instance == nil {
			*e = entry{key, in}
			t.used++
			return
		}
		if e.key == key {
			e.instance = in
			return
		}
	}
}

// place is the entry of a key, or the free one that it would take. There is room for one more.
func (t *numbers) place(key int64) *entry {
	if (t.used+1)*4 > len(t.entries)*3 {
		t.resize(max(16, len(t.entries)*2))
	}
	mask := len(t.entries) - 1
	for i := t.home(key); ; i = (i + 1) & mask {
		if e := &t.entries[i]; e.instance == nil || e.key == key {
			return e
		}
	}
}

// delete closes the gap it leaves: entries that probed past it move back.
func (t *numbers) delete(key int64) {
	if len(t.entries) == 0 {
		return
	}
	mask := len(t.entries) - 1
	i := t.home(key)
	for t.entries[i].instance != nil && t.entries[i].key != key {
		i = (i + 1) & mask
	}
	if t.entries[i].instance == nil {
		return
	}
	t.used--
	for j := i; ; {
		t.entries[i] = entry{}
		for {
			j = (j + 1) & mask
			if t.entries[j].instance == nil {
				return
			}
			home := t.home(t.entries[j].key)
			if (j-home)&mask >= (j-i)&mask {
				break
			}
		}
		t.entries[i] = t.entries[j]
		i = j
	}
}

func (t *numbers) reserve(n int) {
	want := (t.used + n) * 4 / 3
	if want < len(t.entries) {
		return
	}
	t.resize(1 << bits.Len(uint(max(15, want))))
}

func (t *numbers) resize(size int) {
	old := t.entries
	t.entries = make([]entry, size)
	t.shift = uint8(64 - bits.TrailingZeros(uint(size)))
	t.used = 0
	for _, e := range old {
		if e.instance != nil {
			t.put(e.key, e.instance)
		}
	}
}
