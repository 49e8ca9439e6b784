// Kin is the command of the library of that name. `go run github.com/kin-go/kin/cmd/kin help` lists what it does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/kin-go/kin/cmd/kin/internal/dev"
)

const usage = `kin is the command of github.com/kin-go/kin.

	kin dev [flags] <package> [-- arguments]   run a program while you write it

kin dev -h says more.
`

const devUsage = `kin dev runs a program while you write it:

	kin dev [-addr host:port] [-to host:port] <package> [-- arguments]

It builds the package, starts it, and shows it at -addr. When a Go file, a go.mod or an embedded
file changes, it builds and starts the program again, and pages that are open in a browser load
again. What the compiler complains of is shown in the page and here, and so is the last that a
program said before it ended.

The program is told where to listen: {addr} in its arguments stands for that. If no argument has
it, the program is given the flag -addr. A program that always listens at the same address needs
no telling: name the address with -to.

	kin dev ./examples/blog
	kin dev ./examples/blog -- -db test.db
	kin dev ./cmd/server -- --listen={addr}
	kin dev -to localhost:8080 -addr localhost:3000 .

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "kin:", err)
		os.Exit(1) //nolint:gocritic // stop only gives signals back, to a program that ends
	}
}

// run does what the arguments of the command say.
func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		args = []string{"help"}
	}
	switch args[0] {
	case "dev":
		c, err := devConfig(args[1:])
		if err != nil {
			return err
		}
		return dev.Run(ctx, c)
	case "help", "-h", "-help", "--help":
		fmt.Print(usage)
		return nil
	}
	return fmt.Errorf("there is no command %q; `kin help` lists them", args[0])
}

// devConfig reads the arguments of kin dev.
func devConfig(args []string) (dev.Config, error) {
	c := dev.Config{Folder: ".", Out: os.Stdout, Err: os.Stderr}
	flags := flag.NewFlagSet("kin dev", flag.ContinueOnError)
	flags.SetOutput(os.Stdout)
	flags.Usage = func() { fmt.Print(devUsage); flags.PrintDefaults() }
	flags.StringVar(&c.Address, "addr", "localhost:8080", "where the browser finds the program")
	flags.StringVar(&c.Listens, "to", "", "where the program listens, if it cannot be told")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	rest := flags.Args()
	if len(rest) == 0 {
		return c, errors.New("kin dev: which package shall run? For instance: kin dev ./examples/blog")
	}
	c.Package, rest = rest[0], rest[1:]
	if len(rest) > 0 && rest[0] != "--" {
		return c, fmt.Errorf("kin dev: what shall be done with %q? Flags stand before the package, arguments of the program after --", rest[0])
	}
	if len(rest) > 0 {
		c.Args = rest[1:]
	}
	return c, nil
}
