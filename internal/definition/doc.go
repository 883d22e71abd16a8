// SPDX-License-Identifier: MPL-2.0

// Package definition is what a pipeline is: the schema of dadosfera_pipeline, the typed [Pipeline], [Job], [Input] and
// [Output], and the pure functions between them and the API. [Encode] makes a request of a definition, [Observe] makes
// a definition of a response, and [Diff] finds the calls that lead from one definition to another. Nothing here does
// I/O.
//
// # Null, unknown, "not shown" and drift
//
// A value in the configuration, in the plan or in the state is null, unknown or known. A field of a response is shown,
// shown as null, or not shown. These rules hold everywhere:
//
//	in the configuration or plan | on create            | on update
//	-----------------------------+----------------------+-----------------------------------------------------
//	known                        | sent                 | sent if it differs in meaning from the state
//	null                         | omitted              | description, cron and column_include_list are cleared,
//	                             |                      | memory_mb is reset to its default, the fields of the
//	                             |                      | load type are sent with it; all other attributes keep
//	                             |                      | the value of the state ([PlanJobs], plan modifiers)
//	unknown                      | omitted              | resolved from the response
//
//	in the response              | state is null        | state has a value
//	-----------------------------+----------------------+-----------------------------------------------------
//	shown, equal in meaning      |                      | the state keeps its spelling
//	shown, different             | taken: drift         | taken: drift
//	null or "", nullable         | null                 | null: drift
//	null or "", not nullable     | null                 | kept: not shown
//	not shown                    | null                 | kept: what a response omits is not drift
//
// Exceptions: a null extra stays null except on import; a shown memory_mb of 2048 is the default and leaves null;
// fields that the load type does not use are ignored. When a plan is applied, only attributes that the configuration
// omits are unknown; while planning, [Changes.HasUnknown] records that an unknown value may turn out to be a change.
//
// An imported pipeline has no prior state, so everything that is shown is taken. "Equal in meaning" is the semantic
// equality of the attribute's type: [Text], [Cron], [Word], [ID], [ColumnType] and [JSON]. A response never makes a
// value unknown.
//
// Inside JSON values (extra, transformations) the same rules hold for each key: keys that the state does not have
// belong to the platform, keys that the response does not have are not shown.
package definition
