package seam

import (
	"context"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
)

// A Request is one of several statements that are sent together.
type Request struct {
	Compiled *compile.Compiled
	Args     []query.Value
}

// A Pipeline is a Conn that sends several statements in one round trip. An engine to
// which there is no way to go needs none.
type Pipeline interface {
	Conn
	// QueryAll runs statements and gives an answer for each. Answers are best read one
	// after the other in the order of the requests: what is passed by is kept in memory.
	// After a statement that fails none runs, and the answers to those say so.
	QueryAll(ctx context.Context, requests []Request) ([]Rows, error)
	// ExecAll runs statements to their end and gives for each how many lines it changed;
	// where one fails, for those before it.
	ExecAll(ctx context.Context, requests []Request) (affected []int64, err error)
}
