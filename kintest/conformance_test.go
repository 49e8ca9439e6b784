package kintest_test

import (
	"testing"

	"github.com/kin-go/kin/kintest"
)

func TestConformance(t *testing.T) { kintest.Run(t, kintest.Conformance) }
