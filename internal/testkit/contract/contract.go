// SPDX-License-Identifier: MPL-2.0

// Package contract describes how a Maestro platform behaves where the public pages (docs.dadosfera.ai) leave something
// open or contradict each other. The simulator behaves as a Contract says, tests run under one, and a tool that
// observes a real platform can write one. It is pure data, and JSON as a document:
//
//	{"version": 1, "hidden": "null", "status_lag": 2}
//
// A key that is omitted means the documented behavior. An unknown key or value is an error. A document of a contract
// that was observed lists in "not_observed" the keys that have their documented values because nothing showed another
// one.
package contract

// Version is the version of the document.
const Version = 1

// Contract settles the open points of the API; the comment of each field ends with the one that it settles. The zero
// value is the documented behavior. Of the responses to DELETE, whose page is known in full
// (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline), only Spelling, Missing, ExtraFields, NotReady and
// RefuseRunning change anything.
//
// The tag json is a field's key in the document. The tag values lists the strings that it accepts, the documented one
// first, which is the empty string in Go. The tag explicit marks the points that only [Every] varies.
type Contract struct {
	// Envelope is which responses with data are wrapped as {"status":true,"data":…}.
	// Open: wrapped or bare bodies on every call.
	Envelope Envelope `json:"envelope" values:"documented,always,never"`

	// IDKey is the key of a pipeline's id in pipeline objects.
	// Open: the pages disagree between `id` and `pipeline_id`.
	IDKey IDKey `json:"id_key" values:"documented,id,pipeline_id,both"`

	// Spelling is how responses spell the UUIDs of pipelines, also within job ids.
	// Open: which spelling of an id comes back.
	Spelling Spelling `json:"spelling" values:"underscore,hyphen,upper"`

	// Paths is which spelling of UUIDs is accepted in paths. The other one is not found.
	// Open: which spellings of an id each path accepts.
	Paths Paths `json:"paths" values:"any,underscore,hyphen"`

	// JobIDs is how responses spell job ids.
	// Open: the reference joins pipeline id and index with an underscore, the guides with a hyphen.
	JobIDs JobIDs `json:"job_ids" values:"underscore,hyphen"`

	// Hidden is how reads of pipelines show auth_parameters, column_include_list, primary_keys and transformations.
	// Open: whether GET returns all input fields, and whether unset ones are null or absent.
	Hidden Hidden `json:"hidden" values:"documented,none,null"`

	// JobOrder is the order of jobs in responses.
	// Open: the order of `jobs`.
	JobOrder JobOrder `json:"job_order" values:"sent,reversed"`

	// Empty is how responses show a text that is not set, such as description, cron or trace.
	// Open: description and cron as null, as an empty string, or absent.
	Empty Empty `json:"empty" values:"null,string,absent"`

	// Output is the shape of a job's output.
	// Open: output names come back flat in GET by id and under `raw` in the list.
	Output Output `json:"output" values:"documented,raw,flat"`

	// ExtraFields adds an undocumented field to every JSON object of every response.
	// Open: unknown extra fields, including a future change.
	ExtraFields bool `json:"extra_fields"`

	// CreateResponse is the response to a successful create.
	// Open: status and body of a create.
	CreateResponse CreateResponse `json:"create_response" values:"enveloped,flat,detail,empty,no_id"`

	// Refusal is the response to a create or rename whose name or id is taken.
	// Open: the responses to a duplicate name and a duplicate id.
	Refusal Refusal `json:"refusal" values:"conflict,bad_request,server_error,status_false"`

	// Missing is the response for a pipeline, job or run that does not exist.
	// Open: the shape of a 404, and "not found" under another status.
	Missing Missing `json:"missing" values:"documented,detail,fastapi,nest,html,empty,status_false"`

	// SyncMode is the method of /sync-mode.
	// Open: the reference says PUT, the guides say POST.
	SyncMode SyncMode `json:"sync_mode" values:"put,post,both"`

	// IntsAsStrings writes integers (id, memory_mb, memory_allocation_mb) as strings.
	// Open: integers sent as strings or the reverse.
	IntsAsStrings bool `json:"ints_as_strings"`

	// StatusLag is the number of reads by id that still show the old status after a pause or unpause.
	// Open: whether the status changes at once.
	StatusLag int `json:"status_lag"`

	// NoJDBCJob removes the route GET /platform/jobs/jdbc/{id}.
	// Open: whether the only read that shows all input fields exists on every platform.
	NoJDBCJob bool `json:"no_jdbc_job"`

	// ServerDefaults fills connector, load_type or replication_method, network_config, memory_allocation_mb and auth_type
	// on create if they are omitted.
	// Open: the defaults that the server fills into jobs.
	ServerDefaults bool `json:"server_defaults"`

	// DuplicateNames accepts a name that another pipeline has.
	// Open: whether a duplicate name is refused at all.
	DuplicateNames bool `json:"duplicate_names"`

	// RunOnce starts a run when a pipeline is created with the cron preset @once, as Airflow would.
	// Open: whether a create starts a run.
	RunOnce bool `json:"run_once"`

	// Queued is how the runs of a pipeline show a run that waits for another one to end.
	// Open: run statuses outside the documented set, such as queued.
	Queued Queued `json:"queued" values:"listed,hidden"`

	// Texts is how names and descriptions are stored.
	// Open: how texts are normalized: white space, line ends, Unicode composition.
	Texts Texts `json:"texts" values:"kept,normalized"`

	// Cron is how schedules are stored.
	// Open: how cron presets and names are normalized.
	Cron Cron `json:"cron" values:"kept,expanded"`

	// LetterCase is how the names of schemas, tables and columns are stored.
	// Open: the letter case of table names.
	LetterCase LetterCase `explicit:"true" json:"letter_case" values:"kept,upper"`

	// NotReady is what goes wrong with the first two requests that depend on it after the create of a pipeline.
	// Open: how long after a create the DAG, the jobs and the pause call are ready.
	NotReady NotReady `explicit:"true" json:"not_ready" values:"never,dag,provisioning,server_error,no_jobs"`

	// NameLag is the number of creates and renames that are refused because a deleted pipeline had the name.
	// Open: how long after a delete the name can be used again.
	NameLag int `json:"name_lag"`

	// ClampMemory stores a memory of more than 4096 MB as 4096 MB, and responds with that.
	// Open: whether the platform sets another memory than the one that was sent.
	ClampMemory bool `json:"clamp_memory"`

	// RefuseRunning refuses to delete a pipeline while one of its runs is in progress.
	// Open: what a delete does while executions are running.
	RefuseRunning bool `explicit:"true" json:"refuse_running"`

	// ConnectionPages is how GET /connections treats its parameters size and start_page.
	// Open: from which number pages count, and whether there are any.
	ConnectionPages ConnectionPages `json:"connection_pages" values:"from_one,from_zero,ignored"`

	// ConnectionAccess is whether the account may list connections.
	// Open: which permission the list requires, and whether every platform has it.
	ConnectionAccess ConnectionAccess `explicit:"true" json:"connection_access" values:"allowed,forbidden,missing"`
}

// Envelope is the type of [Contract.Envelope].
type Envelope string

// Values of Envelope.
const (
	EnvelopeDocumented Envelope = ""       // GET by id and the actions are enveloped; lists, runs and jobs are not
	EnvelopeAlways     Envelope = "always" // every response with data is
	EnvelopeNever      Envelope = "never"  // none is
)

// IDKey is the type of [Contract.IDKey].
type IDKey string

// Values of IDKey.
const (
	IDKeyDocumented IDKey = ""            // id in GET by id; pipeline_id in the list, beside an integer id
	IDKeyID         IDKey = "id"          // id, a string, everywhere
	IDKeyPipelineID IDKey = "pipeline_id" // pipeline_id everywhere, beside an integer id
	IDKeyBoth       IDKey = "both"        // id and pipeline_id, both the string
)

// Spelling is the type of [Contract.Spelling].
type Spelling string

// Values of Spelling.
const (
	SpellingUnderscore Spelling = ""
	SpellingHyphen     Spelling = "hyphen"
	SpellingUpper      Spelling = "upper" // underscores and upper case
)

// Paths is the type of [Contract.Paths].
type Paths string

// Values of Paths.
const (
	PathsAny        Paths = ""
	PathsUnderscore Paths = "underscore"
	PathsHyphen     Paths = "hyphen"
)

// JobIDs is the type of [Contract.JobIDs].
type JobIDs string

// Values of JobIDs.
const (
	JobIDsUnderscore JobIDs = ""       // {pipeline id}_{n}, as in the reference
	JobIDsHyphen     JobIDs = "hyphen" // {pipeline id with hyphens}-{n}, as in docs.dadosfera.ai/docs/rotas-modulo-coleta
)

// Hidden is the type of [Contract.Hidden].
type Hidden string

// Values of Hidden.
const (
	HiddenDocumented Hidden = ""     // omitted, as in the examples; the list shows only connector, plugin and table_name
	HiddenNone       Hidden = "none" // all are shown, and nulls are explicit
	HiddenNull       Hidden = "null" // all are null
)

// JobOrder is the type of [Contract.JobOrder].
type JobOrder string

// Values of JobOrder.
const (
	JobOrderSent     JobOrder = ""
	JobOrderReversed JobOrder = "reversed"
)

// Empty is the type of [Contract.Empty].
type Empty string

// Values of Empty.
const (
	EmptyNull   Empty = ""
	EmptyString Empty = "string" // ""
	EmptyAbsent Empty = "absent" // no null is ever sent: the key is omitted
)

// Output is the type of [Contract.Output].
type Output string

// Values of Output.
const (
	OutputDocumented Output = ""     // flat in GET by id, raw in the list
	OutputRaw        Output = "raw"  // {plugin, raw: {table_name, table_schema}} and qualify
	OutputFlat       Output = "flat" // {plugin, table_name}
)

// CreateResponse is the type of [Contract.CreateResponse].
type CreateResponse string

// Values of CreateResponse.
const (
	CreateEnveloped CreateResponse = ""       // 201 {"status":true,"data":{the pipeline, as GET by id shows it}}
	CreateFlat      CreateResponse = "flat"   // 200 {the pipeline}
	CreateDetail    CreateResponse = "detail" // 200 {"detail":"..."}
	CreateEmpty     CreateResponse = "empty"  // 201 without a body
	CreateNoID      CreateResponse = "no_id"  // 201 {"status":true,"data":{"message":"..."}}
)

// Refusal is the type of [Contract.Refusal].
type Refusal string

// Values of Refusal.
const (
	RefusalConflict    Refusal = ""             // 409 {"detail":"..."}
	RefusalBadRequest  Refusal = "bad_request"  // 400 {"statusCode":400,"message":"...","error":"Bad Request"}
	RefusalServerError Refusal = "server_error" // 500 with the database error of DELETE, as for a broken constraint
	RefusalStatusFalse Refusal = "status_false" // 200 {"status":false,"exception_type":"PipelineAlreadyExists",...}
)

// Missing is the type of [Contract.Missing].
type Missing string

// Values of Missing.
const (
	MissingDocumented  Missing = ""             // the shape of each call's own page
	MissingDetail      Missing = "detail"       // 404 {"detail":"pipeline_id X not found!!"} on every call
	MissingFastAPI     Missing = "fastapi"      // 404 {"detail":"Not Found"}
	MissingNest        Missing = "nest"         // 404 {"message":"Cannot GET /...",...}
	MissingHTML        Missing = "html"         // 404 with the page of a proxy
	MissingEmpty       Missing = "empty"        // 404 without a body
	MissingStatusFalse Missing = "status_false" // 200 {"status":false,"exception_type":"PipelineNotFound",...}
)

// SyncMode is the type of [Contract.SyncMode].
type SyncMode string

// Values of SyncMode.
const (
	SyncModePUT  SyncMode = "" // POST is a 405
	SyncModePOST SyncMode = "post"
	SyncModeBoth SyncMode = "both"
)

// Queued is the type of [Contract.Queued].
type Queued string

// Values of Queued.
const (
	QueuedListed Queued = ""       // as QUEUED, from its request on
	QueuedHidden Queued = "hidden" // not before it begins, with that time as created_at
)

// Texts is the type of [Contract.Texts].
type Texts string

// Values of Texts.
const (
	TextsKept       Texts = ""
	TextsNormalized Texts = "normalized" // trimmed, with \n as line ends, and composed (NFC)
)

// Cron is the type of [Contract.Cron].
type Cron string

// Values of Cron.
const (
	CronKept     Cron = ""
	CronExpanded Cron = "expanded" // five fields of numbers instead of @daily or MON; @once stays
)

// LetterCase is the type of [Contract.LetterCase].
type LetterCase string

// Values of LetterCase.
const (
	LetterCaseKept  LetterCase = ""
	LetterCaseUpper LetterCase = "upper"
)

// NotReady is the type of [Contract.NotReady].
type NotReady string

// Values of NotReady.
const (
	NotReadyNever        NotReady = ""
	NotReadyDAG          NotReady = "dag"          // pause, unpause and execute: 404 {"detail":"DAG X not found"}
	NotReadyProvisioning NotReady = "provisioning" // writes: 409 {"detail":"... cannot be updated during provisioning"}
	NotReadyServerError  NotReady = "server_error" // reads and writes: 500 {"detail":"Internal Server Error"}
	NotReadyNoJobs       NotReady = "no_jobs"      // GET by id: "jobs":[]
)

// ConnectionPages is the type of [Contract.ConnectionPages].
type ConnectionPages string

// Values of ConnectionPages.
const (
	ConnectionPagesFromOne  ConnectionPages = ""          // page 0 is a 400
	ConnectionPagesFromZero ConnectionPages = "from_zero" // page 0 is the first
	ConnectionPagesIgnored  ConnectionPages = "ignored"   // every page is the whole list
)

// ConnectionAccess is the type of [Contract.ConnectionAccess].
type ConnectionAccess string

// Values of ConnectionAccess.
const (
	ConnectionAccessAllowed   ConnectionAccess = ""
	ConnectionAccessForbidden ConnectionAccess = "forbidden" // 403 {"statusCode":403,...,"code":"AUTH.FORBIDDEN"}
	ConnectionAccessMissing   ConnectionAccess = "missing"   // 404 {"message":"Cannot GET /connections",...}
)
