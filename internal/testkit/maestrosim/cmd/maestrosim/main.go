// SPDX-License-Identifier: MPL-2.0

// Maestrosim serves a simulated Maestro on a loopback address, to try the provider without an account.
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

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit statuses.
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
		return exitUsage // the flag package has printed the error
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
			_, _ = io.Copy(io.Discard, stdin) // however it ends
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
	c := config{}
	f := flag.NewFlagSet("maestrosim", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() { usage(f) }
	f.StringVar(&c.listen, "listen", "127.0.0.1:0", "loopback `address` to listen on; port 0 selects a free one")
	f.BoolVar(&c.options.Empty, "empty", false, "start without the example pipeline of the customer acme_corp")
	f.DurationVar(&c.options.RunDuration, "run-duration", 5*time.Second, "`duration` of a run")
	f.DurationVar(&c.options.Latency, "latency", 0, "wait this `duration` before every response")
	f.DurationVar(&c.options.CacheFor, "cache", 0, "send the responses to GETs again for this `duration`, whatever has changed")
	f.IntVar(&c.options.RequestsPerSecond, "requests-per-second", 0, "respond with 429 to requests over this `limit`; 0 means no limit")
	f.BoolVar(&c.verbose, "v", false, "log each request to standard error, without credentials")
	f.BoolVar(&c.withStdin, "exit-with-stdin", false, "exit when standard input is closed")
	f.Func("user", "a user that can sign in, as `email:password:customer`; may be repeated. Without one, no sign-in is required", func(s string) error {
		u, err := parseUser(s)
		c.options.Users = append(c.options.Users, u)
		return err
	})
	f.Func("contract", "the contract as `JSON|file`, see below (default the file that "+contract.Variable+" names)", func(s string) error {
		text, err := jsonOrFile(s)
		if err == nil {
			c.options.Contract, err = contract.Parse(text)
		}
		return err
	})
	f.Func("fault", "a fault, or an array of faults, as `JSON|file`, see below; may be repeated", func(s string) error {
		text, err := jsonOrFile(s)
		if err != nil {
			return err
		}
		faults, err := maestrosim.ParseFaults(string(text))
		c.faults = append(c.faults, faults...)
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
	var err error
	if c.options.Contract == (contract.Contract{}) {
		if c.options.Contract, err = contract.FromEnvironment(); err != nil {
			fmt.Fprintln(stderr, err)
		}
	}
	return c, err
}

// jsonOrFile returns a JSON object or array, or the content of a file.
func jsonOrFile(s string) ([]byte, error) {
	if strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
		return []byte(s), nil
	}
	return os.ReadFile(s)
}

// parseUser reads email:password:customer, where the password may contain colons.
func parseUser(s string) (maestrosim.User, error) {
	first, last := strings.Index(s, ":"), strings.LastIndex(s, ":")
	if first < 1 || last == first || last == len(s)-1 {
		return maestrosim.User{}, errors.New("must be email:password:customer")
	}
	return maestrosim.User{Username: s[:first], Password: s[first+1 : last], Customer: s[last+1:]}, nil
}

func usage(f *flag.FlagSet) {
	w := f.Output()
	fmt.Fprint(w, "Maestrosim serves a simulated Dadosfera Maestro on a loopback address.\n\nUsage: maestrosim [flags]\n\nFlags:\n\n")
	f.PrintDefaults()
	fmt.Fprint(w, "\nKeys of a contract with their values, the documented behavior first:\n\n", indent(contract.Usage()))
	fmt.Fprint(w, "\nKeys of a fault:\n\n", indent(maestrosim.FaultUsage))
	fmt.Fprintf(w, "\nOperations: %v\n", maestrosim.Operations())
	fmt.Fprint(w, "\nExample:\n\n"+`  maestrosim -contract '{"envelope": "always", "hidden": "none"}' -fault '{"on": "delete", "status": 500, "times": 2}'`+"\n")
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n  ") + "\n"
}
