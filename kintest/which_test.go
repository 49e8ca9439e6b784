package kintest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kin-go/kin"
	"github.com/kin-go/kin/kintest"
)

// TestTheEnginesThatRun says on which engines the tests of this run are.
func TestTheEnginesThatRun(t *testing.T) {
	var names []string
	for _, e := range kintest.Engines(t) {
		if err := e.Open(t, kin.Models(authors)).Close(); err != nil {
			t.Error(err)
		}
		names = append(names, e.Name)
	}
	fmt.Println("engines: " + strings.Join(names, ", "))
}
