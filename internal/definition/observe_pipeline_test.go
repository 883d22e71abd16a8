// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// observeTest is what is known of a pipeline after a response: want changes what was known before. What is nil changes
// nothing.
type observeTest struct {
	prior    edit
	response func(response)
	want     edit
}

func runObserveTests(t *testing.T, tests map[string]observeTest) {
	t.Helper()
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			prior := examplePipeline(orUnedited(tc.prior))
			want := prior
			orUnedited(tc.want)(&want)
			shown := newResponse(tc.response).decode(t)

			got, err := Observe(prior, shown, false)
			if err != nil {
				t.Fatal(err)
			}
			checkPipeline(t, "the observed pipeline", got, want)
			again, err := Observe(got, shown, false)
			if err != nil {
				t.Fatal(err)
			}
			checkPipeline(t, "the pipeline observed again", again, got)
		})
	}
}

func TestObserve_textsOfAPipeline(t *testing.T) {
	const composed, decomposed = "Ação", "Ac\u0327a\u0303o"
	setName := func(name string) edit { return func(p *Pipeline) { p.Name = text(name) } }
	setDescription := func(description Text) edit { return func(p *Pipeline) { p.Description = description } }
	runObserveTests(t, map[string]observeTest{
		"nothing differs":                {response: unchanged},
		"name differs":                   {response: put("name", "Sales"), want: setName("Sales")},
		"name differs in letter case":    {response: put("name", "orders"), want: setName("orders")},
		"name is trimmed":                {prior: setName(" Orders\t"), response: unchanged},
		"name has white space around it": {response: put("name", " Orders\n")},
		"name has other inner white space": {
			prior: setName("The Orders"), response: put("name", "The  Orders"), want: setName("The  Orders"),
		},
		"name is composed":   {prior: setName(decomposed), response: put("name", composed)},
		"name is decomposed": {prior: setName(composed), response: put("name", decomposed)},
		"name is not shown":  {response: omit("name")},
		"name is null":       {response: put("name", nil)},

		"description differs":      {response: put("description", "x"), want: setDescription(text("x"))},
		"description is not shown": {response: omit("description")},
		"description is null":      {response: put("description", nil), want: setDescription(text(""))},
		"description is empty":     {response: put("description", ""), want: setDescription(text(""))},
		"description is new": {
			prior: setDescription(text("")), response: put("description", "x"), want: setDescription(text("x")),
		},
		"description was null and is empty": {prior: setDescription(text("")), response: put("description", "")},
		"description was empty and is null": {
			prior: setDescription(tfvalue.StringValue[textEquality]("")), response: put("description", nil),
		},
		"description is trimmed": {
			prior: setDescription(text("\n  a\nb\n")), response: put("description", "a\nb"),
		},
		"description has other line ends": {
			prior: setDescription(text("a\nb\nc")), response: put("description", "a\r\nb\rc"),
		},
		"description lost its line ends": {
			prior: setDescription(text("a\nb")), response: put("description", "a b"), want: setDescription(text("a b")),
		},
		"description of white space is empty": {
			prior: setDescription(text(" \n")), response: put("description", ""),
		},
		"description of white space is null": {prior: setDescription(text(" ")), response: put("description", nil)},
		"description is composed": {
			prior: setDescription(text(decomposed)), response: put("description", composed),
		},
	})
}

func TestObserve_schedule(t *testing.T) {
	setCron := func(cron string) edit { return func(p *Pipeline) { p.Cron = schedule(cron) } }
	runObserveTests(t, map[string]observeTest{
		"cron differs":                     {response: put("cron", "0 7 * * *"), want: setCron("0 7 * * *")},
		"cron is not shown":                {response: omit("cron")},
		"cron is null":                     {response: put("cron", nil), want: setCron("")},
		"cron is empty":                    {response: put("cron", ""), want: setCron("")},
		"cron has other white space":       {response: put("cron", "  0  6 *\t* * ")},
		"cron lacks a space":               {response: put("cron", "06 * * *"), want: setCron("06 * * *")},
		"cron has leading zeros":           {response: put("cron", "00 06 * * *")},
		"preset is shown as its fields":    {prior: setCron("@daily"), response: put("cron", "0 0 * * *")},
		"fields are shown as their preset": {prior: setCron("0 0 * * 0"), response: put("cron", "@weekly")},
		"preset of another meaning": {
			prior: setCron("@daily"), response: put("cron", "0 1 * * *"), want: setCron("0 1 * * *"),
		},
		"name of a day is its number":   {prior: setCron("0 6 * * MON"), response: put("cron", "0 6 * * 1")},
		"name of a month is its number": {prior: setCron("0 6 1 1 *"), response: put("cron", "0 6 1 JAN *")},
		"Sunday is 7 and 0":             {prior: setCron("0 6 * * 7"), response: put("cron", "0 6 * * 0")},
		"list in another order":         {prior: setCron("0 18,6 * * *"), response: put("cron", "0 6,18 * * *")},
		"preset that is not known": {
			prior: setCron("@sometimes"), response: put("cron", "@never"), want: setCron("@never"),
		},
	})
}

func TestObserve_pauseState(t *testing.T) {
	paused := func(p *Pipeline) { p.Paused = types.BoolValue(true) }
	setStatus := func(status string) edit { return func(p *Pipeline) { p.Status = str(status) } }
	runObserveTests(t, map[string]observeTest{
		"paused outside of Terraform":   {response: put("status", "paused"), want: all(paused, setStatus("paused"))},
		"paused in another letter case": {response: put("status", "Paused"), want: all(paused, setStatus("Paused"))},
		"unpaused outside of Terraform": {
			prior: paused, response: unchanged, want: func(p *Pipeline) { p.Paused = types.BoolValue(false) },
		},
		"error of a paused pipeline":    {prior: paused, response: put("status", "error"), want: setStatus("error")},
		"error of an active pipeline":   {response: put("status", "error"), want: setStatus("error")},
		"status that is not documented": {prior: paused, response: put("status", "sleeping"), want: setStatus("sleeping")},
		"status is not shown":           {prior: paused, response: omit("status")},
		"status is shown for once":      {prior: setStatus(""), response: unchanged, want: setStatus("active")},
		"pause state was never observed": {
			prior: func(p *Pipeline) { p.Paused = types.BoolNull() }, response: omit("status"),
			want: func(p *Pipeline) { p.Paused = types.BoolValue(false) },
		},
	})
}

func TestObserve_memory(t *testing.T) {
	setMemory := func(mb types.Int64) edit { return func(p *Pipeline) { p.MemoryMB = mb } }
	runObserveTests(t, map[string]observeTest{
		"memory is not shown": {response: unchanged},
		"memory differs": {
			response: put("memory_mb", 8000), want: setMemory(types.Int64Value(8000)),
		},
		"memory is a string": {
			response: put("memory_mb", "8000"), want: setMemory(types.Int64Value(8000)),
		},
		"memory was set back to the default": {
			response: put("memory_mb", 2048), want: setMemory(types.Int64Value(2048)),
		},
		"memory is the default and not managed": {prior: setMemory(types.Int64Null()), response: put("memory_mb", 2048)},
		"memory is not the default and not managed": {
			prior: setMemory(types.Int64Null()), response: put("memory_mb", 100), want: setMemory(types.Int64Value(100)),
		},
		"memory is null": {response: put("memory_mb", nil)},
	})
}

func TestObserve_whatOnlyThePlatformSets(t *testing.T) {
	runObserveTests(t, map[string]observeTest{
		"id is spelled with hyphens": {response: put("id", strings.ReplaceAll(testID, "_", "-"))},
		"id is in upper case":        {response: put("id", strings.ToUpper(testID))},
		"id has another key":         {response: func(r response) { r["id"], r["pipeline_id"] = 17, testID }},
		"values differ": {
			response: func(r response) {
				r["customer_id"], r["status"], r["created_at"], r["updated_at"] = "c", "error", "then", "now"
			},
			want: func(p *Pipeline) {
				p.CustomerID, p.Status, p.CreatedAt, p.UpdatedAt = str("c"), str("error"), str("then"), str("now")
			},
		},
		"values are not shown": {response: omit("customer_id", "status", "created_at", "updated_at")},
		"undocumented field":   {response: put("x_undocumented", map[string]any{"a": []any{1}})},
		"number in place of a string": {
			response: put("customer_id", 17), want: func(p *Pipeline) { p.CustomerID = str("17") },
		},
	})
}

func TestObserve_listOfJobs(t *testing.T) {
	added := nullJob()
	added.ID = jobIDValue(testID + "_1")
	input := withAttribute(added.Input.Attributes(), attrConnector, "jdbc")
	added.Input = tfvalue.ObjectValue(withAttribute(input, attrPlugin, "mysql"))
	second := map[string]any{
		"job_id": testID + "_1", "input": map[string]any{"connector": "jdbc", "plugin": "mysql", "x": 1},
	}
	two := func(r response) { r["jobs"] = append(r["jobs"].([]any), second) }
	swapped := func(r response) {
		two(r)
		jobs := r["jobs"].([]any)
		jobs[0], jobs[1] = jobs[1], jobs[0]
	}
	runObserveTests(t, map[string]observeTest{
		"jobs are not shown": {response: omit("jobs")},
		"jobs are null":      {response: put("jobs", nil)},
		"all jobs are gone":  {response: put("jobs", []any{}), want: withJobs()},
		"job was added":      {response: two, want: withJobs(jdbcJob(), added)},
		"job was removed": {
			prior: withJobs(jdbcJob(), added), response: unchanged, want: withJobs(jdbcJob()),
		},
		"jobs in another order":          {prior: withJobs(jdbcJob(), added), response: swapped},
		"job id is spelled with hyphens": {response: put("jobs.0.job_id", strings.ReplaceAll(testID, "_", "-")+"-0")},
		"job id is not shown":            {response: omit("jobs.0.job_id")},
		"job id differs": {
			response: put("jobs.0.job_id", "other_0"), want: onJob(0, func(j *Job) { j.ID = jobIDValue("other_0") }),
		},
		"job name differs": {
			response: put("jobs.0.job_name", "renamed"), want: onJob(0, func(j *Job) { j.Name = str("renamed") }),
		},
		"job name is not shown":           {response: omit("jobs.0.job_name")},
		"response shows nothing of a job": {response: put("jobs", []any{map[string]any{}})},
	})
}

// Every value of a prior plan that a response does not show ends as null, see the package comment.
func TestObserve_unknownValuesOfAJobBecomeNull(t *testing.T) {
	prior := plannedPipeline(setInput(attrTableSchema, unknown), setOutput(attrRaw, unknown))
	shown := newResponse(put("jobs.0", map[string]any{"job_id": testID + "_0", "transformations": []any{}})).decode(t)
	got, err := Observe(prior.WithoutUnknowns(), shown, false)
	if err != nil {
		t.Fatal(err)
	}
	checkNoUnknowns(t, got)
	job, err := ObserveJob(prior.Jobs.Element(0), shown.Jobs.Value[0], false)
	if err != nil {
		t.Fatal(err)
	}
	checkNoUnknowns(t, examplePipeline(withJobs(job)))
}

func TestObservePaused(t *testing.T) {
	null, yes, no := types.BoolNull(), types.BoolValue(true), types.BoolValue(false)
	for name, tc := range map[string]struct {
		prior  types.Bool
		status maestro.Optional[string]
		want   types.Bool
	}{
		"paused":                    {no, maestro.Some("paused"), yes},
		"active":                    {yes, maestro.Some("active"), no},
		"active in capitals":        {yes, maestro.Some("ACTIVE"), no},
		"error keeps paused":        {yes, maestro.Some("error"), yes},
		"error keeps active":        {no, maestro.Some("error"), no},
		"not shown":                 {yes, maestro.Optional[string]{}, yes},
		"null":                      {yes, maestro.Null[string](), yes},
		"not shown, never known":    {null, maestro.Optional[string]{}, no},
		"not shown, unknown so far": {types.BoolUnknown(), maestro.Optional[string]{}, no},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ObservePaused(tc.prior, tc.status); !got.Equal(tc.want) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
