// SPDX-License-Identifier: MPL-2.0

package maestrosim

// Contract settles what the pages leave open or contradict. The zero value is the documented behaviour. What the page of
// DELETE says (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline) is certain, so nothing but Spelling, Missing and
// ExtraFields touches its answers.
type Contract struct {
	// Envelope is whether answers with data come as {"status":true,"data":…}.
	Envelope Envelope
	// IDKey is the key of a pipeline's id in pipeline objects.
	IDKey IDKey
	// Spelling is how answers write UUIDs of pipelines, also inside job ids.
	Spelling Spelling
	// Paths is which spelling of UUIDs paths take. The other one gives Maestro's own not-found.
	Paths Paths
	// JobIDs is how answers write job ids.
	JobIDs JobIDs
	// Hidden is what reads of pipelines do with auth_parameters, column_include_list, primary_keys and transformations.
	Hidden Hidden
	// JobOrder is the order of jobs in answers.
	JobOrder JobOrder
	// Empty is what stands for a string that is not set, such as description, cron or trace.
	Empty Empty
	// Output is the shape of a job's output.
	Output Output
	// ExtraFields adds a field that nobody documented to every JSON object of every answer.
	ExtraFields bool
	// CreateAnswer is what a create that worked answers; its page is known only in part.
	CreateAnswer CreateAnswer
	// Refusal is what a create or rename gets for a name or id that is taken. None is documented.
	Refusal Refusal
	// Missing is what a pipeline, job or run that is not there gives.
	Missing Missing
	// SyncMode is the verb of /sync-mode: the reference says PUT, the guides say POST.
	SyncMode SyncMode
	// IntsAsStrings writes integers (id, memory_mb, memory_allocation_mb) as strings.
	IntsAsStrings bool
	// StatusLag is how many GETs by id after a pause or unpause still show the old status.
	StatusLag int
	// NoJDBCJob makes GET /platform/jobs/jdbc/{id} an unknown route.
	NoJDBCJob bool
	// ServerDefaults makes create fill in connector, load_type or replication_method, network_config,
	// memory_allocation_mb and auth_type where they were left out.
	ServerDefaults bool
	// DuplicateNames makes names not unique after all.
	DuplicateNames bool
	// RunOnce makes a pipeline that is created with cron "@once" run at once, as Airflow would. The API pages don't say
	// that it does, so it is off by default.
	RunOnce bool
	// Queued is what the runs of a pipeline show of one that waits for another to end: execute is documented to queue, and
	// no page says how that looks.
	Queued Queued
}

// Envelope is a switch of Contract.
type Envelope string

// Values of Envelope.
const (
	EnvelopeDocumented Envelope = ""       // GET by id and the actions are enveloped; lists, runs and jobs are not
	EnvelopeAlways     Envelope = "always" // every answer with data is
	EnvelopeNever      Envelope = "never"  // none is
)

// IDKey is a switch of Contract.
type IDKey string

// Values of IDKey.
const (
	IDKeyDocumented IDKey = ""            // id in GET by id; pipeline_id in the list, beside an integer id
	IDKeyID         IDKey = "id"          // id, a string, everywhere
	IDKeyPipelineID IDKey = "pipeline-id" // pipeline_id everywhere, beside an integer id
	IDKeyBoth       IDKey = "both"        // id and pipeline_id, both the string
)

// Spelling is a switch of Contract.
type Spelling string

// Values of Spelling.
const (
	SpellingUnderscore Spelling = ""
	SpellingHyphen     Spelling = "hyphen"
	SpellingUpper      Spelling = "upper" // underscores and upper case
)

// Paths is a switch of Contract.
type Paths string

// Values of Paths.
const (
	PathsAny        Paths = ""
	PathsUnderscore Paths = "underscore"
	PathsHyphen     Paths = "hyphen"
)

// JobIDs is a switch of Contract.
type JobIDs string

// Values of JobIDs.
const (
	JobIDsUnderscore JobIDs = ""       // {pipeline id}_{n}, as the reference has it
	JobIDsHyphen     JobIDs = "hyphen" // {pipeline id with hyphens}-{n}, as docs.dadosfera.ai/docs/rotas-modulo-coleta has it
)

// Hidden is a switch of Contract.
type Hidden string

// Values of Hidden.
const (
	HiddenDocumented Hidden = ""     // left out, as in the examples; the list shows only connector, plugin and table_name
	HiddenNone       Hidden = "none" // all is shown, and nulls are explicit
	HiddenNull       Hidden = "null" // JSON null stands in their place
)

// JobOrder is a switch of Contract.
type JobOrder string

// Values of JobOrder.
const (
	JobOrderSent     JobOrder = ""
	JobOrderReversed JobOrder = "reversed"
)

// Empty is a switch of Contract.
type Empty string

// Values of Empty.
const (
	EmptyNull   Empty = ""
	EmptyString Empty = "string" // ""
	EmptyAbsent Empty = "absent" // no null is sent at all: the key is left out
)

// Output is a switch of Contract.
type Output string

// Values of Output.
const (
	OutputDocumented Output = ""     // flat in GET by id, raw in the list
	OutputRaw        Output = "raw"  // {plugin, raw: {table_name, table_schema}} and qualify
	OutputFlat       Output = "flat" // {plugin, table_name}
)

// CreateAnswer is a switch of Contract.
type CreateAnswer string

// Values of CreateAnswer.
const (
	CreateEnveloped CreateAnswer = ""       // 201 {"status":true,"data":{the pipeline, as GET by id shows it}}
	CreateFlat      CreateAnswer = "flat"   // 200 {the pipeline}
	CreateDetail    CreateAnswer = "detail" // 200 {"detail":"..."}
	CreateEmpty     CreateAnswer = "empty"  // 201, no body
	CreateNoID      CreateAnswer = "no-id"  // 201 {"status":true,"data":{"message":"..."}}
)

// Refusal is a switch of Contract.
type Refusal string

// Values of Refusal.
const (
	RefusalConflict    Refusal = ""             // 409 {"detail":"..."}
	RefusalBadRequest  Refusal = "bad-request"  // 400 {"statusCode":400,"message":"...","error":"Bad Request"}
	RefusalServerError Refusal = "server-error" // 500 with DELETE's database error, as a broken constraint would give
	RefusalStatusFalse Refusal = "status-false" // 200 {"status":false,"exception_type":"PipelineAlreadyExists",...}
)

// Missing is a switch of Contract.
type Missing string

// Values of Missing.
const (
	MissingDocumented  Missing = ""             // the shape of each call's own page
	MissingDetail      Missing = "detail"       // 404 {"detail":"pipeline_id X not found!!"} from every call
	MissingFastAPI     Missing = "fastapi"      // 404 {"detail":"Not Found"}
	MissingNest        Missing = "nest"         // 404 {"message":"Cannot GET /...",...}
	MissingHTML        Missing = "html"         // 404 with a proxy's page
	MissingEmpty       Missing = "empty"        // 404 without a body
	MissingStatusFalse Missing = "status-false" // 200 {"status":false,"exception_type":"PipelineNotFound",...}
)

// SyncMode is a switch of Contract.
type SyncMode string

// Values of SyncMode.
const (
	SyncModePUT  SyncMode = "" // POST gives 405
	SyncModePOST SyncMode = "post"
	SyncModeBoth SyncMode = "both"
)

// Queued is a switch of Contract.
type Queued string

// Values of Queued.
const (
	QueuedListed Queued = ""       // it is there as QUEUED, since it was asked for
	QueuedHidden Queued = "hidden" // it is there once it begins, since then
)
