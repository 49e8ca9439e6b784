package main

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"

	"github.com/kin-go/kin/live"
)

// The style sheet and the icon are in the program, so that it needs no files beside it.
//
//go:embed style.css icon.svg
var assets embed.FS

// styleURL and iconURL change with the files they name, so that a browser can keep those for ever.
var (
	styleURL = versioned("style.css")
	iconURL  = versioned("icon.svg")
)

func versioned(name string) string {
	content, err := assets.ReadFile(name)
	if err != nil {
		panic(err) // it was embedded above
	}
	sum := sha256.Sum256(content)
	return "/" + name + "?v=" + base64.RawURLEncoding.EncodeToString(sum[:9])
}

func serveAssets(app *live.App) {
	files := http.FileServerFS(assets)
	for _, name := range []string{"/style.css", "/icon.svg"} {
		app.Handle("GET "+name, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RequestURI() == styleURL || r.URL.RequestURI() == iconURL {
				w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			}
			files.ServeHTTP(w, r)
		}))
	}
}
