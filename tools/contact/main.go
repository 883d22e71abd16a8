// SPDX-License-Identifier: MPL-2.0

// Contact finds out how a platform behaves where its documentation is open, and whether the provider copes with it. It
// is the program behind make contact.
//
// It reads the environment variables of the provider, sends a sign-in and at most 100 requests that read, and prints a
// table. It writes a contract, which tests can run under, and a report, which contains nothing of the customer. With
// -write, it also creates a paused pipeline without a schedule, changes it and removes it. It changes nothing else:
// every request passes a check of that.
//
// The exit status is 0 after a complete survey, whatever it shows, 1 if there is none or something may be left on the
// platform, 2 if the arguments are wrong, and 130 after an interrupt.
package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// Exit statuses.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	p := program{
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, lookup: os.Getenv, perSecond: 5, wait: 500 * time.Millisecond,
	}
	process.Main(func(ctx context.Context) int { return p.run(ctx, os.Args[1:]) })
}

// program is the program with what tests replace.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	lookup         func(variable string) string
	perSecond      rate.Limit
	wait           time.Duration // the shortest one before something is repeated
}

// options are the arguments.
type options struct {
	write, yes, force bool
	configID, plugin  string
	contract, report  string
	remove, version   string
}

func (p program) parse(args []string) (options, error) {
	var o options
	f := flag.NewFlagSet("contact", flag.ContinueOnError)
	f.SetOutput(p.stderr)
	f.Usage = func() {
		fmt.Fprint(p.stderr, "Contact finds out how a platform behaves, and whether the provider copes with it. It reads the DADOSFERA_\n"+
			"environment variables of the provider.\n\nUsage: make contact CONTACT='[flags]'\n\nFlags:\n\n")
		f.PrintDefaults()
	}
	f.BoolVar(&o.write, "write", false, "also create a paused pipeline, change it and remove it")
	f.BoolVar(&o.yes, "yes", false, "do not ask before writing")
	f.StringVar(&o.configID, "config-id", "", "the `id` of a JDBC connection that the pipeline refers to (default one in use, or of the list)")
	f.StringVar(&o.plugin, "plugin", "", "the `plugin` of that connection: "+strings.Join(maestro.JDBCPlugins, ", ")+" (default from the id)")
	f.StringVar(&o.contract, "contract", "contract.json", "the `file` for the contract")
	f.StringVar(&o.report, "report", "contact-report.md", "the `file` for the report")
	f.BoolVar(&o.force, "force", false, "replace existing files")
	f.StringVar(&o.remove, "remove", "", "remove the pipeline with this `id`, if a survey has created it and it is paused, and nothing else")
	f.StringVar(&o.version, "version", "dev", "the `version` of the provider, for the report")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, p.usage("unexpected argument %q", f.Arg(0))
	}
	if o.plugin != "" && !slices.Contains(maestro.JDBCPlugins, o.plugin) {
		return o, p.usage("-plugin is %q; accepted: %s", o.plugin, strings.Join(maestro.JDBCPlugins, ", "))
	}
	return o, nil
}

func (p program) usage(format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	fmt.Fprintln(p.stderr, "contact:", err)
	return err
}

// run returns the exit status.
func (p program) run(ctx context.Context, args []string) int {
	o, err := p.parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return exitUsage
	}
	err = p.examine(ctx, o)
	interrupted := ctx.Err() != nil
	if interrupted {
		fmt.Fprintln(p.stderr, "contact: interrupted")
	}
	if err != nil && err != ctx.Err() { //nolint:errorlint // only the bare error is without further information
		fmt.Fprintln(p.stderr, "contact:", err)
	}
	switch {
	case interrupted:
		return exitInterrupted
	case err != nil:
		return exitFailed
	}
	return 0
}

func (p program) examine(ctx context.Context, o options) error {
	platform, err := p.open(o)
	if err != nil {
		return err
	}
	if o.remove != "" {
		if err := platform.removeOne(ctx, o.remove); err != nil {
			return fmt.Errorf("the pipeline was not removed: %w", err)
		}
		fmt.Fprintln(p.stdout, "The pipeline no longer exists.")
		return nil
	}
	if err := checkFiles(o); err != nil {
		return err
	}

	start := time.Now()
	r := &reader{platform: platform, progress: p.progressf}
	if err := r.examine(ctx); err != nil {
		return err
	}
	r.warnOfLeftovers(ctx)
	if o.write {
		if err := p.write(ctx, r, o); err != nil {
			return err
		}
	}
	return p.publish(ctx, o, r, time.Since(start))
}

// open returns the platform of the environment.
func (p program) open(o options) (*platform, error) {
	config, diags := provider.ClientFromEnvironment(p.lookup)
	if diags.HasError() {
		var all []error
		for _, d := range diags.Errors() {
			all = append(all, fmt.Errorf("%s: %s", d.Summary(), d.Detail()))
		}
		return nil, errors.Join(all...)
	}
	writes := o.write || o.remove != ""
	if writes && config.ReadOnly {
		return nil, errors.New("DADOSFERA_READ_ONLY is true, so nothing can be written")
	}
	config.ReadOnly = !writes
	config.UserAgent = "terraform-provider-dadosfera-contact/" + o.version
	perSecond := p.perSecond
	if limit := rate.Limit(config.MaxRequestsPerSecond); limit > 0 {
		perSecond = min(perSecond, limit)
	}
	return newPlatform(config, perSecond, min(time.Second, 2*p.wait))
}

func (p program) progressf(format string, args ...any) {
	fmt.Fprintf(p.stderr, format+"\n", args...)
}

// write prompts for confirmation and makes the part of the survey that writes.
func (p program) write(ctx context.Context, r *reader, o options) error {
	if !r.survey.list.succeeded() {
		return errors.New("nothing was written, as the list of pipelines could not be read")
	}
	from, err := chooseSource(&r.survey, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "\nThis creates a paused pipeline named %s... without a schedule on %s for the customer %s, changes it and\n"+
		"deletes it, and then two more, one after the other. They refer to the connection %s (%s), from which nothing is read.\n"+
		"No other pipeline is changed.\n",
		namePrefix, r.client.BaseURL(), r.client.CustomerName(), maestro.Printable(from.configID), from.plugin)
	if !o.yes && !p.confirm() {
		return errors.New("nothing was written")
	}

	w := &writer{reader: r, written: &r.survey.own, source: from, wait: p.wait}
	if err := w.write(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

func (p program) confirm() bool {
	fmt.Fprint(p.stderr, "Type yes to continue: ")
	line, _ := bufio.NewReader(p.stdin).ReadString('\n') // no line is no
	return strings.TrimSpace(line) == "yes"
}

// chooseSource returns the connection that the user names, or else the first one in use, or of the list, of a JDBC
// plugin.
func chooseSource(s *survey, o options) (source, error) {
	known := s.sourcesInUse()
	for _, connection := range s.connections() {
		known = append(known, source{text(connection, "id"), text(connection, "plugin")})
	}
	if o.configID != "" {
		plugin := o.plugin
		for _, from := range known {
			if from.configID == o.configID {
				plugin = cmp.Or(plugin, from.plugin)
			}
		}
		if plugin = cmp.Or(plugin, maestro.PluginOf(o.configID)); plugin == "" {
			return source{}, errors.New("name the plugin of the connection with -plugin")
		}
		return source{o.configID, plugin}, nil
	}

	for _, from := range known {
		if slices.Contains(maestro.JDBCPlugins, from.plugin) && (o.plugin == "" || o.plugin == from.plugin) {
			return from, nil
		}
	}
	return source{}, errors.New("no JDBC connection was found, and a pipeline has to refer to one. Name one with " +
		"-config-id: its id is the end of its address in the web interface, as in 1701234567890_abc123_postgresql-1.0.0. " +
		"Nothing is read from it")
}

// publish prints the table and writes the files.
func (p program) publish(ctx context.Context, o options, r *reader, took time.Duration) error {
	res := result{
		version: o.version, address: "at the default address", writes: r.survey.writes, requests: r.requests, took: took,
		rows: rows(&r.survey),
	}
	if !maestro.SameBaseURL(r.client.BaseURL(), maestro.DefaultBaseURL) {
		res.address = "at another address than the default one"
	}
	document, unseen, err := contract.Observed(settled(res.rows))
	if err != nil {
		return err
	}
	res.contract = document
	if ctx.Err() != nil {
		return ctx.Err()
	}

	fmt.Fprintln(p.stdout)
	printTable(p.stdout, res.rows)
	fmt.Fprintf(p.stdout, "\n%s. %s in %s.\n", verdicts(res.rows), count(res.requests, "request"), took.Round(time.Second/10))
	p.printList("What to do", todos(res.rows))
	p.printList("Only here, not in the report", details(&r.survey))
	p.printList("Not observed, so documented in the contract", wrap(strings.Join(unseen, ", "), 110))

	err = errors.Join(writeFile(o.contract, res.contract, o.force), writeFile(o.report, res.markdown(), o.force))
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "\nContract: %s, for MAESTRO_CONTRACT=%s make test\nReport:   %s, fit for a public issue\n",
		o.contract, o.contract, o.report)
	return nil
}

func (p program) printList(title string, lines []string) {
	if len(lines) == 0 || lines[0] == "" {
		return
	}
	fmt.Fprintf(p.stdout, "\n%s:\n", title)
	for _, line := range lines {
		fmt.Fprintln(p.stdout, "  "+line)
	}
}

// checkFiles returns an error if a file exists that would be replaced.
func checkFiles(o options) error {
	for _, name := range []string{o.contract, o.report} {
		if _, err := os.Lstat(name); err == nil && !o.force {
			return fmt.Errorf("%s exists; move it, name another file with -contract and -report, or replace it with -force", name)
		}
	}
	return nil
}

// writeFile writes a file that only its owner can read.
func writeFile(name string, content []byte, replace bool) error {
	if replace {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}
