// SPDX-License-Identifier: MPL-2.0

// Package plugintest drives a Terraform provider over the plugin protocol, inside the process of a test, by the rules
// of Terraform core.
//
// It takes the place of the Terraform program in tests of what happens between a configuration and a provider. A whole
// life cycle takes milliseconds, a test can look at each single call and its diagnostics, and calls that the installed
// Terraform or OpenTofu is too old for are tested too: list resources, actions, ephemeral resources, generated
// configuration. The driver sends what Terraform would send, and holds each response to the rules to which Terraform
// would hold it. A provider that breaks one fails its test here, instead of failing its users with "Provider produced
// inconsistent result after apply".
//
// # Use
//
// Start takes a function that returns the provider's protocol server, which providerserver.NewProtocol6 makes of a
// provider that is built with terraform-plugin-framework. The example is complete. From the Server follow the drivers
// of the parts:
//
//   - Resource validates, plans, applies, reads, imports, upgrades and destroys a managed resource, call by call.
//   - Workspace does what a whole terraform apply does with one address of a resource, with objects that are tainted,
//     deposed, or lost because the provider was killed, with the option -replace, and with values that become known only
//     during apply. It records which objects a run destroyed, and why.
//   - DataSource, List and Action drive the other kinds of blocks; Server.Call calls a function, and Server.Open opens
//     an ephemeral resource.
//
// Configurations are written as Attrs and Elems, Go's maps and slices; Unknown stands for a value that is not known
// yet. Network connects the provider to an HTTP server in memory, for tests in which time passes at once.
//
// # Rules
//
// These functions of Terraform's source (as of 1.17) are the model of what is sent, and of what is checked:
//
//	objchange.ProposedNew                      the proposed state of a plan
//	objchange.AssertPlanValid                  a plan agrees with the configuration or with the prior state
//	getRequiredReplaces                        the attributes that require replacement exist, and change
//	NodeAbstractResourceInstance.planDestroy   a destroy is planned as null
//	NodeAbstractResourceInstance.plan          what is handed on to the plan of a replacement, and for a tainted object
//	NodeApplyableResourceInstance.checkPlannedChange
//	                                           the final plan agrees with the first one
//	objchange.AssertObjectCompatible           the result of an apply agrees with the plan
//	NodeAbstractResourceInstance.apply         nothing is unknown after apply, a destroy leaves nothing, everything else
//	                                           leaves something; what is kept when the provider fails
//	NodeAbstractResourceInstance.refresh       nothing is unknown after a read; what is kept when the provider fails
//	NodePlannableResourceInstance.importState  an import returns one object, which is then read, and its identity
//	validateIdentity, validateIdentityKnown    an identity conforms to its schema and is known
//	ephemeral.ValidateWriteOnlyAttributes      write-only attributes are null in every response
//	deferring.UnexpectedProviderDeferralDiagnostic
//	                                           nothing is deferred unless Options.DeferralAllowed allows it
//	NodeAbstractResourceInstance.readDataSource
//	                                           a data source is neither null nor unknown
//	ephemeralResourceOpen                      what is opened agrees with the configuration
//	FunctionDecl.BuildFunction                 which arguments reach a function
//	GRPCProvider.ListResource                  every result has an identity, or diagnostics
//
// A few checks are stricter than Terraform, which would not report, but drop or accept: an attribute that requires
// replacement and does not change, a data source that returns a configured value in another form, an unknown result of
// a function, and results of a list that are beyond its limit, have no name, or lack the resource that was asked for.
// The identity of an object may not change unless Resource.MutableIdentity allows it, which is a rule of
// terraform-plugin-framework; an action has to end with one completed event, which is a rule of the protocol.
//
// # Limits
//
// Not modeled are: nested blocks (a schema that has some ends the test), dynamically typed attributes, deferred
// actions, provider_meta, moves between resource types, renewal of ephemeral resources, state stores, provisioners,
// ignore_changes, and the legacy type system of terraform-plugin-sdk, to which Terraform makes allowances. Nothing is
// evaluated: expressions, references and dependencies between resources do not exist here. Values are encoded once and
// decoded by the provider, but no gRPC is involved.
package plugintest
