package live

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
	"strings"
)

// The client is made from client/ by go generate. It needs Go and nothing else. Names of properties are made short
// that no browser knows.
//
//go:generate go -C client tool esbuild live.ts --bundle --minify --target=es2023 --legal-comments=none --mangle-props=^((before|after)(Node|Attribute|Head)[a-zA-Z]*|(should|ignore)[A-Z][a-zA-Z]*|restoreFocus|morphStyle|persistentIds|idMap|pantry|activeElementAndParents|callbacks|Idiomorph|realParentNode|(head|input|option|textArea|template|normalize)Element|normalizeParent|newContent)$ --drop:console --log-level=warning --outfile=../live.js

//go:embed live.js
var script string

//go:embed live.css
var style string

// The names change with the content, so that a browser can keep them for ever.
var scriptURL, styleURL = versioned("live", ".js", script), versioned("live", ".css", style)

func versioned(name, ending, content string) string {
	sum := sha256.Sum256([]byte(content))
	return "/_live/" + name + "-" + base64.RawURLEncoding.EncodeToString(sum[:9]) + ending
}

func serveAsset(w http.ResponseWriter, r *http.Request) {
	content, kind := script, "text/javascript; charset=utf-8"
	switch {
	case strings.HasSuffix(r.URL.Path, ".css"):
		content, kind = style, "text/css; charset=utf-8"
	case !strings.HasSuffix(r.URL.Path, ".js"):
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	if r.URL.Path == scriptURL || r.URL.Path == styleURL {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache") // another version has asked
	}
	_, _ = w.Write([]byte(content)) // the visitor is gone
}
