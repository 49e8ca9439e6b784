package page

import (
	"context"
	"io"
)

func byTempl(w io.Writer, posts []Post) error {
	return document(posts).Render(context.Background(), w)
}
