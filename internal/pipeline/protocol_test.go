// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

const (
	wireType     = "dadosfera_pipeline"
	wireCustomer = "acme_corp"
)

// attrs are the attributes of an object in a configuration; those that are left out are null. elems are the elements of
// a list or set, and later is a value that is not known yet.
type (
	attrs = map[string]any
	elems = []any
	later struct{}
)

// core does what Terraform does between configuration and provider, over the plugin protocol and in this process, and
// holds the provider to the same rules: what a plan may say, and what an apply may make of it.
type core struct {
	t        *testing.T
	sim      *maestrosim.Sim
	url      string
	server   tfprotov6.ProviderServer
	provider *tfprotov6.Schema
	resource *tfprotov6.Schema
	identity tftypes.Type
}

// instance is a resource in a state; a null value is one that does not exist.
type instance struct {
	value    tftypes.Value
	private  []byte
	identity *tfprotov6.ResourceIdentityData
}

// newCore starts a simulator and a provider for it with these further settings.
func newCore(t *testing.T, options maestrosim.Options, settings attrs) *core {
	t.Helper()
	options.Empty = true
	sim := maestrosim.New(options)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	c := &core{t: t, sim: sim, url: server.URL}
	c.restart(settings)
	return c
}

// restart is the next run: a new provider, and the same platform.
func (c *core) restart(settings attrs) {
	c.t.Helper()
	c.start()
	all := attrs{"base_url": c.url, "customer_name": wireCustomer}
	maps.Copy(all, settings)
	resp, err := c.server.ConfigureProvider(c.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.14.0",
		Config:           c.dynamic(wireValue(c.t, c.provider.ValueType(), all)),
	})
	c.must("configure", resp.Diagnostics, err)
}

// start makes a provider that is not configured, as for terraform validate.
func (c *core) start() {
	c.t.Helper()
	server, err := providerserver.NewProtocol6WithError(provider.New("test")())()
	if err != nil {
		c.t.Fatal(err)
	}
	c.server = server
	schemas, err := server.GetProviderSchema(c.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	c.must("schema", schemas.Diagnostics, err)
	c.provider, c.resource = schemas.Provider, schemas.ResourceSchemas[wireType]
	identities, err := server.GetResourceIdentitySchemas(c.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	c.must("identity schema", identities.Diagnostics, err)
	c.identity = identities.IdentitySchemas[wireType].ValueType()
}

func (c *core) must(what string, diags []*tfprotov6.Diagnostic, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatalf("%s: %v", what, err)
	}
	if failed := errorsOf(diags); len(failed) > 0 {
		c.t.Fatalf("%s: %v", what, failed)
	}
}

// validate is terraform validate of one resource.
func (c *core) validate(config attrs) []said {
	c.t.Helper()
	resp, err := c.server.ValidateResourceConfig(c.t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: wireType, Config: c.dynamic(c.value(config))})
	c.must("validate", nil, err)
	return saidBy(resp.Diagnostics)
}

// wirePlan is a plan of one resource.
type wirePlan struct {
	prior   instance
	config  tftypes.Value
	value   tftypes.Value
	private []byte
	// replace are the attributes that cannot be changed in place, as the provider names them.
	replace []*tftypes.AttributePath
	said    []said
}

// changes says whether the plan is not empty.
func (p wirePlan) changes() bool { return !p.value.Equal(p.prior.value) }

// plan plans a configuration over a state; nil stands for no configuration, which destroys.
func (c *core) plan(prior instance, config attrs) wirePlan {
	c.t.Helper()
	p := wirePlan{prior: prior, config: tftypes.NewValue(c.typ(), nil)}
	proposed := p.config
	if config != nil {
		p.config = c.value(config)
		proposed = proposedNew(c.resource.Block.Attributes, prior.value, p.config)
	}
	resp, err := c.server.PlanResourceChange(c.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: wireType, PriorState: c.dynamic(prior.value), ProposedNewState: c.dynamic(proposed), Config: c.dynamic(p.config),
		PriorPrivate: prior.private, PriorIdentity: prior.identity,
	})
	c.must("plan", nil, err)
	p.said, p.private, p.replace = saidBy(resp.Diagnostics), resp.PlannedPrivate, resp.RequiresReplace
	if resp.PlannedState == nil || failed(p.said) {
		return p
	}
	p.value = c.read(resp.PlannedState)
	if config != nil {
		c.checkPlan("", c.resource.Block.Attributes, p.config, prior.value, p.value)
	}
	for _, path := range p.replace {
		before, _, errBefore := tftypes.WalkAttributePath(prior.value, path)
		after, _, errAfter := tftypes.WalkAttributePath(p.value, path)
		if errBefore != nil && errAfter != nil {
			c.t.Errorf("%s is to be replaced for, and is neither in the state nor in the plan", path)
		}
		a, okA := before.(tftypes.Value)
		b, okB := after.(tftypes.Value)
		if okA && okB && a.Equal(b) {
			c.t.Errorf("%s is to be replaced for, and does not change: %s", path, a)
		}
	}
	return p
}

// checkPlan is Terraform's rule that a plan is what the configuration says, or, in other words, what was there before.
func (c *core) checkPlan(at string, schema []*tfprotov6.SchemaAttribute, config, prior, planned tftypes.Value) {
	c.t.Helper()
	configured, before, after := members(config), members(prior), members(planned)
	for _, a := range schema {
		name := at + a.Name
		configV, plannedV := configured[a.Name], after[a.Name]
		priorV, hasPrior := before[a.Name]
		switch {
		case !configV.IsKnown():
		case configV.IsNull() && !a.Computed && !plannedV.IsNull():
			c.t.Errorf("%s is planned as %s, though it is not configured and the provider cannot set it", name, plannedV)
		case configV.IsNull():
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			c.checkPlan(name+".", a.NestedType.Attributes, configV, priorV, plannedV)
		case a.NestedType != nil:
			list, wanted, old := elements(plannedV), elements(configV), elements(priorV)
			if len(list) != len(wanted) {
				c.t.Errorf("%s is planned with %d elements, not %d", name, len(list), len(wanted))
				continue
			}
			for i := range list {
				var was tftypes.Value
				if i < len(old) {
					was = old[i]
				}
				c.checkPlan(fmt.Sprintf("%s[%d].", name, i), a.NestedType.Attributes, wanted[i], was, list[i])
			}
		case plannedV.Equal(configV) || hasPrior && plannedV.Equal(priorV):
		default:
			c.t.Errorf("%s is planned as %s, and configured as %s", name, plannedV, configV)
		}
	}
}

// apply carries a plan out.
func (c *core) apply(p wirePlan) (instance, []said) {
	c.t.Helper()
	return c.applyIn(c.t.Context(), p)
}

func (c *core) applyIn(ctx context.Context, p wirePlan) (instance, []said) {
	c.t.Helper()
	resp, err := c.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: wireType, PriorState: c.dynamic(p.prior.value), PlannedState: c.dynamic(p.value), Config: c.dynamic(p.config),
		PlannedPrivate: p.private, PlannedIdentity: p.prior.identity,
	})
	c.must("apply", nil, err)
	after := instance{value: tftypes.NewValue(c.typ(), nil), private: resp.Private, identity: resp.NewIdentity}
	told := saidBy(resp.Diagnostics)
	if resp.NewState != nil {
		after.value = c.read(resp.NewState)
	}
	if !after.value.IsFullyKnown() {
		c.t.Errorf("after the apply, values are unknown: %s", after.value)
	}
	if !failed(told) {
		for _, difference := range unlike("", p.value, after.value) {
			c.t.Errorf("the apply made something else than was planned: %s", difference)
		}
	}
	return after, told
}

// up applies a configuration, in place or by creating, and fails the test where it cannot.
func (c *core) up(prior instance, config attrs) instance {
	c.t.Helper()
	p := c.plan(prior, config)
	if failed(p.said) {
		c.t.Fatalf("plan: %v", p.said)
	}
	if len(p.replace) > 0 {
		c.t.Fatalf("the plan replaces for %v", p.replace)
	}
	after, told := c.apply(p)
	if failed(told) {
		c.t.Fatalf("apply: %v", told)
	}
	return after
}

// create makes what is configured.
func (c *core) create(config attrs) instance {
	c.t.Helper()
	return c.up(c.nothing(), config)
}

// destroy plans and applies the end of a resource.
func (c *core) destroy(prior instance) []said {
	c.t.Helper()
	p := c.plan(prior, nil)
	if failed(p.said) {
		return p.said
	}
	after, told := c.apply(p)
	if failed(told) == after.value.IsNull() {
		c.t.Errorf("destroyed %t, and said: %v", after.value.IsNull(), told)
	}
	return told
}

// refresh reads a resource again.
func (c *core) refresh(prior instance) (instance, []said) {
	c.t.Helper()
	return c.refreshIn(c.t.Context(), prior)
}

func (c *core) refreshIn(ctx context.Context, prior instance) (instance, []said) {
	c.t.Helper()
	resp, err := c.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: wireType, CurrentState: c.dynamic(prior.value), Private: prior.private, CurrentIdentity: prior.identity,
	})
	c.must("read", nil, err)
	told := saidBy(resp.Diagnostics)
	if failed(told) {
		return prior, told
	}
	after := instance{value: c.read(resp.NewState), private: resp.Private, identity: resp.NewIdentity}
	if !after.value.IsFullyKnown() {
		c.t.Errorf("after the read, values are unknown: %s", after.value)
	}
	return after, told
}

// adopt imports a pipeline by id, or by identity where the id is empty, and reads it.
func (c *core) adopt(id string, identity attrs) (instance, []said) {
	c.t.Helper()
	req := &tfprotov6.ImportResourceStateRequest{TypeName: wireType, ID: id}
	if identity != nil {
		req.Identity = &tfprotov6.ResourceIdentityData{IdentityData: c.dynamic(wireValue(c.t, c.identity, identity))}
	}
	resp, err := c.server.ImportResourceState(c.t.Context(), req)
	c.must("import", nil, err)
	told := saidBy(resp.Diagnostics)
	if failed(told) {
		return c.nothing(), told
	}
	if len(resp.ImportedResources) != 1 {
		c.t.Fatalf("%d resources were imported", len(resp.ImportedResources))
	}
	made := resp.ImportedResources[0]
	return c.refresh(instance{value: c.read(made.State), private: made.Private, identity: made.Identity})
}

func (c *core) nothing() instance { return instance{value: tftypes.NewValue(c.typ(), nil)} }

func (c *core) typ() tftypes.Type { return c.resource.ValueType() }

// value makes a whole value of a configuration.
func (c *core) value(config attrs) tftypes.Value {
	c.t.Helper()
	return wireValue(c.t, c.typ(), config)
}

func (c *core) dynamic(v tftypes.Value) *tfprotov6.DynamicValue {
	c.t.Helper()
	d, err := tfprotov6.NewDynamicValue(v.Type(), v)
	if err != nil {
		c.t.Fatal(err)
	}
	return &d
}

func (c *core) read(d *tfprotov6.DynamicValue) tftypes.Value {
	c.t.Helper()
	v, err := d.Unmarshal(c.typ())
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// identityOf gives the pipeline_id in an identity.
func (c *core) identityOf(i instance) string {
	c.t.Helper()
	if i.identity == nil || i.identity.IdentityData == nil {
		return ""
	}
	v, err := i.identity.IdentityData.Unmarshal(c.identity)
	if err != nil {
		c.t.Fatal(err)
	}
	id, _ := plain(members(v)["pipeline_id"]).(string)
	return id
}

// at gives a value inside an instance as a plain one: "jobs.0.input.table_name".
func (c *core) at(i instance, path string) any {
	c.t.Helper()
	return valueAt(c.t, i.value, path)
}

func valueAt(t *testing.T, v tftypes.Value, path string) any {
	t.Helper()
	for step := range strings.SplitSeq(path, ".") {
		if n, err := strconv.Atoi(step); err == nil {
			list := elements(v)
			if n >= len(list) {
				t.Fatalf("%s: there are %d", path, len(list))
			}
			v = list[n]
			continue
		}
		inner, ok := members(v)[step]
		if !ok {
			t.Fatalf("%s: there is no %s in %s", path, step, v)
		}
		v = inner
	}
	return plain(v)
}

// plain makes a value one of Go's own, to be compared.
func plain(v tftypes.Value) any {
	if v.IsNull() {
		return nil
	}
	if !v.IsKnown() {
		return later{}
	}
	switch {
	case v.Type().Is(tftypes.String):
		var text string
		mustRead(v, &text)
		return text
	case v.Type().Is(tftypes.Bool):
		var value bool
		mustRead(v, &value)
		return value
	case v.Type().Is(tftypes.Number):
		var number big.Float
		mustRead(v, &number)
		n, _ := number.Int64()
		return int(n)
	case v.Type().Is(tftypes.Object{}):
		all := attrs{}
		for name, member := range members(v) {
			all[name] = plain(member)
		}
		return all
	}
	all := elems{}
	for _, element := range elements(v) {
		all = append(all, plain(element))
	}
	return all
}

func mustRead(v tftypes.Value, into any) {
	if err := v.As(into); err != nil {
		panic(err)
	}
}

func members(v tftypes.Value) map[string]tftypes.Value {
	var all map[string]tftypes.Value
	if v.Type() != nil && v.IsKnown() && !v.IsNull() {
		mustRead(v, &all)
	}
	return all
}

func elements(v tftypes.Value) []tftypes.Value {
	var all []tftypes.Value
	if v.Type() != nil && v.IsKnown() && !v.IsNull() {
		mustRead(v, &all)
	}
	return all
}

// wireValue makes a value of a type out of plain ones.
func wireValue(t *testing.T, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case later:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case attrs:
		object, ok := typ.(tftypes.Object)
		if !ok {
			t.Fatalf("an object is given for %s", typ)
		}
		all := make(map[string]tftypes.Value, len(object.AttributeTypes))
		for name, member := range object.AttributeTypes {
			all[name] = wireValue(t, member, v[name])
		}
		for name := range v {
			if _, ok := all[name]; !ok {
				t.Fatalf("there is no attribute %q", name)
			}
		}
		return tftypes.NewValue(typ, all)
	case elems:
		element := tftypes.Type(tftypes.String)
		switch typ := typ.(type) {
		case tftypes.List:
			element = typ.ElementType
		case tftypes.Set:
			element = typ.ElementType
		}
		all := make([]tftypes.Value, len(v))
		for i := range v {
			all[i] = wireValue(t, element, v[i])
		}
		return tftypes.NewValue(typ, all)
	}
	return tftypes.NewValue(typ, v)
}

// proposedNew is what Terraform proposes: the configuration, with the state's value for what is left out and computed.
func proposedNew(schema []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	before, configured := members(prior), members(config)
	proposed := make(map[string]tftypes.Value, len(schema))
	for _, a := range schema {
		configV := configured[a.Name]
		priorV, hasPrior := before[a.Name]
		if !hasPrior {
			priorV = tftypes.NewValue(configV.Type(), nil)
		}
		switch {
		case configV.IsKnown() && configV.IsNull() && a.Computed:
			proposed[a.Name] = priorV
			if a.Optional && a.NestedType != nil && holdsConfigured(a.NestedType.Attributes, priorV) {
				proposed[a.Name] = configV // it must have been configured before, so it is not any more
			}
		case a.NestedType == nil || !configV.IsKnown() || configV.IsNull():
			proposed[a.Name] = configV
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			proposed[a.Name] = proposedNew(a.NestedType.Attributes, priorV, configV)
		default:
			list, old := elements(configV), elements(priorV)
			for i := range min(len(list), len(old)) {
				if list[i].IsKnown() {
					list[i] = proposedNew(a.NestedType.Attributes, old[i], list[i])
				}
			}
			proposed[a.Name] = tftypes.NewValue(configV.Type(), list)
		}
	}
	return tftypes.NewValue(config.Type(), proposed)
}

// holdsConfigured says whether an object has a value that only a configuration can have given it.
func holdsConfigured(schema []*tfprotov6.SchemaAttribute, v tftypes.Value) bool {
	all := members(v)
	return slices.ContainsFunc(schema, func(a *tfprotov6.SchemaAttribute) bool {
		member, ok := all[a.Name]
		return ok && !member.IsNull() && (!a.Computed || a.NestedType != nil && holdsConfigured(a.NestedType.Attributes, member))
	})
}

// unlike gives what in an applied value is not as it was planned; what was unknown may be anything.
func unlike(at string, planned, applied tftypes.Value) []string {
	switch {
	case !planned.IsKnown() || planned.Equal(applied):
		return nil
	case planned.IsNull() || applied.IsNull():
	case planned.Type().Is(tftypes.Object{}):
		var all []string
		after := members(applied)
		for name, v := range members(planned) {
			all = append(all, unlike(at+"."+name, v, after[name])...)
		}
		return all
	case planned.Type().Is(tftypes.List{}):
		before, after := elements(planned), elements(applied)
		if len(before) != len(after) {
			break
		}
		var all []string
		for i := range before {
			all = append(all, unlike(fmt.Sprintf("%s[%d]", at, i), before[i], after[i])...)
		}
		return all
	}
	return []string{fmt.Sprintf("%s was planned as %s and is %s", at, planned, applied)}
}

// said is a diagnostic.
type said struct {
	severity        tfprotov6.DiagnosticSeverity
	path            string
	summary, detail string
}

func (s said) String() string {
	return fmt.Sprintf("%s at %q: %s: %s", s.severity, s.path, s.summary, s.detail)
}

func saidBy(diags []*tfprotov6.Diagnostic) []said {
	var all []said
	for _, d := range diags {
		all = append(all, said{d.Severity, pathText(d.Attribute), d.Summary, d.Detail})
	}
	return all
}

func errorsOf(diags []*tfprotov6.Diagnostic) []said {
	return slices.DeleteFunc(saidBy(diags), func(s said) bool { return s.severity != tfprotov6.DiagnosticSeverityError })
}

func failed(all []said) bool {
	return slices.ContainsFunc(all, func(s said) bool { return s.severity == tfprotov6.DiagnosticSeverityError })
}

// pathText writes a path as in jobs.0.input.plugin.
func pathText(path *tftypes.AttributePath) string {
	var steps []string
	for _, step := range path.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			steps = append(steps, string(step))
		case tftypes.ElementKeyInt:
			steps = append(steps, strconv.Itoa(int(step)))
		default:
			steps = append(steps, fmt.Sprint(step))
		}
	}
	return strings.Join(steps, ".")
}

// only wants exactly one diagnostic, with this severity, path and summary, and each of the words in its detail.
func only(t *testing.T, all []said, severity tfprotov6.DiagnosticSeverity, path, summary string, words ...string) {
	t.Helper()
	if len(all) != 1 {
		t.Fatalf("%d diagnostics, not one: %v", len(all), all)
	}
	got := all[0]
	if got.severity != severity || got.path != path || got.summary != summary {
		t.Errorf("got %s at %q: %s; want %s at %q: %s", got.severity, got.path, got.summary, severity, path, summary)
	}
	for _, word := range words {
		if !strings.Contains(got.detail, word) {
			t.Errorf("the detail does not say %q: %s", word, got.detail)
		}
	}
}

const (
	wireError   = tfprotov6.DiagnosticSeverityError
	wireWarning = tfprotov6.DiagnosticSeverityWarning
)

// silent wants no diagnostics.
func silent(t *testing.T, all []said) {
	t.Helper()
	if len(all) > 0 {
		t.Errorf("unexpected diagnostics: %v", all)
	}
}

// same compares plain values.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// wireConfig is a whole pipeline of one JDBC job, with changes at paths such as "jobs.0.input.table_name"; nil takes an
// attribute out.
func wireConfig(changes ...any) attrs {
	config := attrs{"name": "Orders", "jobs": elems{wireJob()}}
	for i := 0; i < len(changes); i += 2 {
		set(config, changes[i].(string), changes[i+1])
	}
	return config
}

func wireJob() attrs {
	return attrs{
		"input": attrs{
			"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
			"load_type": "incremental", "incremental_column_name": "updated_at", "incremental_column_type": "timestamp with time zone",
			"column_include_list": elems{"id", "amount", "updated_at"},
			"auth_parameters":     attrs{"config_id": "1701234567890_abc123_postgresql-1.0.0"},
		},
		"output": attrs{"raw": attrs{"table_name": "orders", "table_schema": "RAW_DATA"}},
	}
}

// set changes one place in a configuration.
func set(config attrs, path string, value any) {
	steps := strings.Split(path, ".")
	var at any = config
	for _, step := range steps[:len(steps)-1] {
		switch inner := at.(type) {
		case attrs:
			if inner[step] == nil {
				inner[step] = attrs{}
			}
			at = inner[step]
		case elems:
			n, err := strconv.Atoi(step)
			if err != nil {
				panic(path)
			}
			at = inner[n]
		}
	}
	last := steps[len(steps)-1]
	switch inner := at.(type) {
	case attrs:
		inner[last] = value
	case elems:
		n, err := strconv.Atoi(last)
		if err != nil {
			panic(path)
		}
		inner[n] = value
	default:
		panic(path)
	}
}
