package kintest_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/kin-go/kin"
)

// words are texts of a few kinds; some are alike, so that orders by them have ties.
var words = []string{"", "a", "b", "b", "B", "ä", "z'z", `"q"`, "100%", "_", "\u00df\U0001f98a", "a b"}

func word(r *rand.Rand) string { return words[r.IntN(len(words))] }

func small(r *rand.Rand) int64 { return r.Int64N(4) }

// perhaps is one of the values, or nil.
func perhaps[V any](r *rand.Rand, vs []V) *V {
	if len(vs) == 0 || r.IntN(4) == 0 {
		return nil
	}
	return new(vs[r.IntN(len(vs))])
}

// some are some of the values, each at most once.
func some[V any](r *rand.Rand, vs []V) []V {
	var out []V
	for _, i := range r.Perm(len(vs)) {
		if r.IntN(3) == 0 {
			out = append(out, vs[i])
		}
	}
	return out
}

// ids are ids, each once, in an order that is not theirs.
func ids(r *rand.Rand, most int) []int64 {
	var out []int64
	for _, n := range r.Perm(3 * most)[:r.IntN(most+1)] {
		out = append(out, int64(n+1))
	}
	return out
}

func fillPress(r *rand.Rand, s *kin.Session) {
	people := ids(r, 6)
	for _, id := range people {
		s.Add(&author{Model: kin.ID(id), Name: word(r), Rank: small(r)})
	}
	for i, id := range people {
		if r.IntN(2) == 0 {
			s.Add(&profile{Model: kin.ID(int64(100 - i)), Bio: word(r), AuthorID: &id})
		}
	}
	var labels []*topic
	for _, id := range ids(r, 5) {
		labels = append(labels, &topic{Model: kin.ID(id), Label: word(r)})
		s.Add(labels[len(labels)-1])
	}
	if len(people) == 0 {
		return
	}
	for _, id := range ids(r, 10) {
		s.Add(&article{
			Model: kin.ID(id), Title: word(r), Score: perhaps(r, []int64{1, 2}),
			AuthorID: people[r.IntN(len(people))], EditorID: perhaps(r, people),
			Topics: kin.Of[article](some(r, labels)...),
		})
	}
}

func fillForest(r *rand.Rand, s *kin.Session) {
	staff := ids(r, 3)
	for _, id := range staff {
		s.Add(&keeper{Model: kin.ID(id), Name: word(r)})
	}
	var planted []int64
	var all []*tree
	for _, id := range ids(r, 12) {
		t := &tree{Model: kin.ID(id), Label: word(r), Size: small(r), ParentID: perhaps(r, planted), KeeperID: perhaps(r, staff)}
		planted, all = append(planted, id), append(all, t)
		s.Add(t)
	}
	for _, t := range all {
		t.Feeds.Add(some(r, all)...)
	}
}

func fillDepots(r *rand.Rand, s *kin.Session) {
	var staff []*driver
	var names []string
	for i := range r.IntN(5) {
		d := &driver{Name: fmt.Sprintf("%s%d", word(r), i), Age: small(r)}
		staff, names = append(staff, d), append(names, d.Name)
		s.Add(d)
	}
	var keys []depotKey
	for i := range r.IntN(5) {
		k := depotKey{word(r), int64(i % 3)}
		if slices.Contains(keys, k) {
			continue
		}
		keys = append(keys, k)
		s.Add(&depot{Region: k.Region, Number: k.Number, Name: word(r), Drivers: kin.Of[depot](some(r, staff)...)})
	}
	for _, id := range ids(r, 10) {
		p := &parcel{Model: kin.ID(id), Weight: float64(small(r)) / 3, DriverName: perhaps(r, names)}
		if k := perhaps(r, keys); k != nil {
			p.Region, p.Number = &k.Region, &k.Number
			if r.IntN(5) == 0 {
				p.Number = nil // half of a key is no key
			}
		}
		s.Add(p)
	}
}

func fillVault(r *rand.Rand, s *kin.Session) {
	key := func() (k vaultKey) {
		for i := range k {
			k[i] = byte(r.IntN(256))
		}
		return k
	}
	var vaultKeys, boxKeys []vaultKey
	for range r.IntN(4) {
		v := &vault{Code: key(), City: word(r)}
		vaultKeys = append(vaultKeys, v.Code)
		s.Add(v)
	}
	for range r.IntN(12) {
		b := &box{Code: key(), Tag: word(r), VaultID: perhaps(r, vaultKeys), InsideID: perhaps(r, boxKeys)}
		boxKeys = append(boxKeys, b.Code)
		s.Add(b)
	}
}
