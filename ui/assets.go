package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"

	"github.com/kin-go/kin/html"
)

//go:generate go run ./css

// The licences are in the program as well, and are served beside what they are for.
//
//go:embed assets/ui.css assets/LICENSE-themes.txt assets/LICENSE-icons.txt
var embedded embed.FS

// AssetsPath is where Assets is mounted.
const AssetsPath = "/_kin/ui/"

// An asset is a file to be served, plain and packed.
type asset struct{ plain, packed []byte }

func read(name string) asset {
	plain, err := embedded.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // it was embedded above
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is right
	}
	_, _ = w.Write(plain) // a buffer takes everything
	_ = w.Close()
	return asset{plain, b.Bytes()}
}

// sheet is the style sheet, packed when it is first asked for.
var sheet = sync.OnceValue(func() asset { return read("ui.css") })

// StyleSheetURL is the address of the style sheet. It changes with its content.
var StyleSheetURL = sync.OnceValue(func() string {
	sum := sha256.Sum256(sheet().plain)
	return AssetsPath + "ui." + base64.RawURLEncoding.EncodeToString(sum[:9]) + ".css"
})

// StyleSheet is the link to the style sheet, for the head of a page.
func StyleSheet() html.Node {
	return html.Link(html.Rel("stylesheet"), html.Href(StyleSheetURL()))
}

// Assets serves the style sheet, which a browser may keep for ever since another one has
// another address, the licences of what is in it, and answers a ThemeSwitch:
//
//	mux.Handle(ui.AssetsPath, ui.Assets())
func Assets() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+StyleSheetURL(), func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		sheet().serve(w, r, "text/css; charset=utf-8")
	})
	for _, name := range []string{"LICENSE-themes.txt", "LICENSE-icons.txt"} {
		mux.HandleFunc("GET "+AssetsPath+name, func(w http.ResponseWriter, r *http.Request) {
			read(name).serve(w, r, "text/plain; charset=utf-8")
		})
	}
	mux.HandleFunc("POST "+appearancePath, choose)
	return mux
}

func (a asset) serve(w http.ResponseWriter, r *http.Request, kind string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Add("Vary", "Accept-Encoding")
	body := a.plain
	if acceptsGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		body = a.packed
	}
	_, _ = w.Write(body) // that a visitor is gone is no error
}

// acceptsGzip says whether a browser takes gzip. One that names it only to refuse it does not.
func acceptsGzip(r *http.Request) bool {
	for coding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return strings.Trim(strings.TrimSpace(quality), "q=0. ") != "" || quality == ""
		}
	}
	return false
}
