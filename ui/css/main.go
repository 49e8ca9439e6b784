// Css makes what package ui embeds: the style sheet, of a part of npm @radix-ui/themes and of the
// files in this folder; the icons, of a part of npm lucide-static; and the licences of both. It asks
// the npm command for the packages by their exact versions, so one who does not change them
// needs neither npm nor Node.
//
//	go generate ./ui
//
// The same packages and files give the same bytes.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

// Where the parts come from.
const (
	themes  = "@radix-ui/themes@3.3.0"
	symbols = "lucide-static@1.62.0"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	own := flag.String("own", "css", "the folder with our own style sheets")
	out := flag.String("out", ".", "the folder of package ui")
	flag.Parse()
	if err := run(ctx, *own, *out); err != nil {
		fmt.Fprintln(os.Stderr, "css:", err)
		os.Exit(1) //nolint:gocritic // stop only gives signals back, to a program that ends
	}
}

// run writes all files into the folder of package ui.
func run(ctx context.Context, own, out string) error {
	files, err := made(ctx, own)
	if err != nil {
		return err
	}
	for name, content := range files {
		name = filepath.Join(out, filepath.FromSlash(name))
		if err := os.WriteFile(name, content, 0o644); err != nil { //nolint:gosec // all may read what is committed
			return err
		}
	}
	return nil
}

// made is each file with its content.
func made(ctx context.Context, own string) (map[string][]byte, error) {
	theme, err := fetch(ctx, themes)
	if err != nil {
		return nil, err
	}
	symbol, err := fetch(ctx, symbols)
	if err != nil {
		return nil, err
	}
	css, err := styleSheet(theme, os.DirFS(own))
	if err != nil {
		return nil, err
	}
	icons, err := iconFile(symbol)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{
		"assets/ui.css":             css,
		"assets/LICENSE-themes.txt": theme["LICENSE"],
		"assets/LICENSE-icons.txt":  symbol["LICENSE"],
		"icons_made.go":             icons,
	}, nil
}
