module github.com/kin-go/kin/live/client

go 1.26.0

tool github.com/evanw/esbuild/cmd/esbuild

require github.com/evanw/esbuild v0.28.2 // indirect
