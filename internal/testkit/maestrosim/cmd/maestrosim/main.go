// SPDX-License-Identifier: MPL-2.0

// Maestrosim serves a Maestro in memory on a loopback address, for trying the provider out without an account.
//
// The first line on standard output is "maestrosim: listening on URL". SIGINT and SIGTERM end it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
)

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return exitUsage // the flag package has said why
	}
	if c.verbose {
		c.options.OnRequest = func(r maestrosim.Request) {
			fmt.Fprintf(stderr, "%s %s %s -> %d customer=%q\n", time.Now().Format(time.TimeOnly), r.Method, r.Path, r.Status, r.Customer)
		}
	}
	sim := maestrosim.New(c.options)
	sim.Order(c.faults...)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	url, done, err := maestrosim.Serve(ctx, c.listen, sim)
	if err != nil {
		fmt.Fprintln(stderr, "maestrosim:", err)
		return exitFailed
	}
	fmt.Fprintln(stdout, "maestrosim: listening on", url)
	if c.withStdin {
		go func() {
			_, _ = io.Copy(io.Discard, stdin) // any end of it is the end
			cancel()
		}()
	}
	if err := <-done; err != nil {
		fmt.Fprintln(stderr, "maestrosim:", err)
		return exitFailed
	}
	return 0
}

type config struct {
	options            maestrosim.Options
	faults             []maestrosim.Fault
	listen             string
	verbose, withStdin bool
}

func parse(args []string, stderr io.Writer) (config, error) {
	var c config
	f := flag.NewFlagSet("maestrosim", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() { usage(f) }
	f.StringVar(&c.listen, "listen", "127.0.0.1:0", "loopback `address` to listen on; port 0 takes a free one")
	f.BoolVar(&c.options.Empty, "empty", false, "start without the example pipeline of the customer acme_corp")
	f.DurationVar(&c.options.RunDuration, "run-duration", 5*time.Second, "how long an execution takes")
	f.DurationVar(&c.options.Latency, "latency", 0, "wait this long before every answer")
	f.IntVar(&c.options.RequestsPerSecond, "requests-per-second", 0, "answer 429 to what is over it; 0 for no limit")
	f.BoolVar(&c.verbose, "v", false, "log a line for each request to standard error, without credentials")
	f.BoolVar(&c.withStdin, "exit-with-stdin", false, "end when standard input closes")
	f.Func("user", "`email:password:customer` that may sign in; may be repeated. Without any, no sign-in is needed", func(s string) error {
		u, err := parseUser(s)
		c.options.Users = append(c.options.Users, u)
		return err
	})
	f.Func("contract", "`key=value,...` to choose between behaviours; see below", func(s string) (err error) {
		c.options.Contract, err = maestrosim.ParseContract(s)
		return err
	})
	f.Func("fault", "`key=value,...`: a fault to come; may be repeated; see below", func(s string) error {
		fault, err := maestrosim.ParseFault(s)
		c.faults = append(c.faults, fault)
		return err
	})
	if err := f.Parse(args); err != nil {
		return c, err
	}
	if f.NArg() > 0 {
		err := fmt.Errorf("unexpected argument %q", f.Arg(0))
		fmt.Fprintln(stderr, err)
		f.Usage()
		return c, err
	}
	return c, nil
}

// parseUser allows colons in the password.
func parseUser(s string) (maestrosim.User, error) {
	first, last := strings.Index(s, ":"), strings.LastIndex(s, ":")
	if first < 1 || last == first || last == len(s)-1 {
		return maestrosim.User{}, errors.New("must be email:password:customer")
	}
	return maestrosim.User{Username: s[:first], Password: s[first+1 : last], Customer: s[last+1:]}, nil
}

func usage(f *flag.FlagSet) {
	w := f.Output()
	fmt.Fprint(w, "Maestrosim serves a Dadosfera Maestro in memory, on loopback only.\n\nUsage: maestrosim [flags]\n\n")
	f.PrintDefaults()
	fmt.Fprint(w, "\nKeys and values of -contract, the documented behaviour first:\n\n", indent(maestrosim.ContractUsage()))
	fmt.Fprint(w, "\nKeys of -fault:\n\n", indent(maestrosim.FaultUsage))
	fmt.Fprintf(w, "\nOperations of -fault: %v\n", maestrosim.Operations())
	fmt.Fprint(w, "\nExample:\n\n  maestrosim -contract envelope=always,hidden=none -fault on=delete,status=500,times=2\n")
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n  ") + "\n"
}
