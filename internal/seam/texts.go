package seam

import (
	"context"

	"github.com/kin-go/kin/internal/compile"
	"github.com/kin-go/kin/internal/query"
)

// Texts is the first column of an answer, as engines ask their servers for names and plans.
func Texts(ctx context.Context, c Conn, k *compile.Compiled, args ...query.Value) (texts []string, err error) {
	r, err := c.Query(ctx, k, args)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for r.Next() {
		texts = append(texts, r.Text(0))
	}
	return texts, r.Err()
}
