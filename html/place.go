package html

import (
	"encoding/base64"
	"encoding/binary"
	"math/bits"
	"strconv"
)

// A Place is where a node stands in a page: the way to it from the page's root, by positions and keys.
// The same node has the same place when the page is made again, also in another process, as long
// as it begins with the same root; to whoever does not know the root, a place says nothing. Two
// places of a page are equal by an accident of one in 2⁶⁴.
type Place uint64

// Step is the place of the i-th node in a content.
func (p Place) Step(i uint64) Place { return p.mixed(i + 1) }

// Key is the place of the item with this key.
func (p Place) Key(key string) Place {
	p = p.mixed(^uint64(len(key)))
	for len(key) > 8 {
		p = p.mixed(word(key[:8]))
		key = key[8:]
	}
	return p.mixed(word(key))
}

// in is the place of the item with this key: that of Key with its text, which stays on the stack.
func (k itemKey) in(list Place) Place {
	if !k.numeric {
		return list.Key(k.text)
	}
	var digits [20]byte
	return list.Key(string(strconv.AppendInt(digits[:0], k.number, 10)))
}

// String writes the place with eleven letters, digits, - and _.
func (p Place) String() string { return string(p.AppendText(nil)) }

// AppendText appends what String gives.
func (p Place) AppendText(b []byte) []byte {
	return base64.RawURLEncoding.AppendEncode(b, binary.BigEndian.AppendUint64(nil, uint64(p)))
}

// mixed is a place that each bit of p and of n has changed: both halves of a product of
// 128 bits, as wyhash folds them.
func (p Place) mixed(n uint64) Place {
	high, low := bits.Mul64(uint64(p)^0xa0761d6478bd642f, n^0xe7037ed1a0b428db)
	return Place(high ^ low)
}

// word is up to eight bytes as a number.
func word(s string) (n uint64) {
	for i := range len(s) {
		n |= uint64(s[i]) << (8 * i)
	}
	return n
}
