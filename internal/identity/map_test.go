package identity

import (
	"math/rand/v2"
	"testing"

	"github.com/kin-go/kin/internal/mapping"
)

// The table of numbers is compared with Go's own map over random puts and deletes.
func TestNumbersAgreesWithAMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var got numbers
	want := map[int64]*mapping.Instance{}
	for range 200_000 {
		key := int64(r.IntN(3000)) - 1500
		switch r.IntN(3) {
		case 0:
			got.delete(key)
			delete(want, key)
		default:
			in := new(mapping.Instance)
			got.put(key, in)
			want[key] = in
		}
		probe := int64(r.IntN(3000)) - 1500
		if got.get(probe) != want[probe] {
			t.Fatalf("key %d: got %p, want %p", probe, got.get(probe), want[probe])
		}
	}
	if got.used != len(want) {
		t.Fatalf("the table counts %d keys, the map %d", got.used, len(want))
	}
}
