package live_test

import (
	"testing"

	"github.com/kin-go/kin/live"
	"github.com/kin-go/kin/live/store/storetest"
)

func TestTheStoreInMemoryKeepsItsPromises(t *testing.T) {
	s := live.NewMemory()
	storetest.Run(t, func(*testing.T) live.Store { return s })
	if s.Len() == 0 {
		t.Error("nothing is in it")
	}
}
