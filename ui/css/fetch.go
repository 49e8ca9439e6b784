package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// largest is the most that one file of a package may hold: ours are far below it.
const largest = 8 << 20

// fetch is the files of an npm package, by their names in it.
func fetch(ctx context.Context, version string) (map[string][]byte, error) {
	folder, err := os.MkdirTemp("", "kin-css-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	command := exec.CommandContext(ctx, "npm", "pack", "--silent", "--pack-destination", folder, version) //nolint:gosec // a constant of this program
	command.Dir = folder
	var said bytes.Buffer
	command.Stderr = &said
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w: %s", version, err, said.String())
	}
	packed, err := filepath.Glob(filepath.Join(folder, "*.tgz"))
	if err != nil || len(packed) != 1 {
		return nil, fmt.Errorf("npm pack %s gave %d files instead of one", version, len(packed))
	}
	archive, err := os.ReadFile(packed[0])
	if err != nil {
		return nil, err
	}
	return unpacked(archive)
}

// unpacked is the files of a package's archive, without the folder that npm puts around them.
func unpacked(archive []byte) (map[string][]byte, error) {
	plain, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for r := tar.NewReader(plain); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		_, name, _ := strings.Cut(header.Name, "/")
		content, err := io.ReadAll(io.LimitReader(r, largest))
		if err != nil {
			return nil, err
		}
		files[name] = content
	}
}
