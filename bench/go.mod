module github.com/kin-go/kin/bench

go 1.26.0

require (
	github.com/a-h/templ v0.3.1020
	github.com/kin-go/kin v0.0.0
	github.com/ncruces/go-sqlite3 v0.36.0
	maragu.dev/gomponents v1.3.0
)

require (
	github.com/ncruces/go-sqlite3-wasm/v6 v6.4.35401 // indirect
	github.com/ncruces/julianday v1.0.0 // indirect
	github.com/ncruces/wbt v1.0.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

replace github.com/kin-go/kin => ../
