// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/google/uuid"
)

// CanonicalID returns the form in which the two spellings of an id are equal: in lower case, with "_" for "-".
//
// Maestro accepts UUIDs with hyphens and returns them with underscores
// (docs.dadosfera.ai/reference/platformapicontroller_getpipeline).
func CanonicalID(id string) string {
	return strings.ReplaceAll(strings.ToLower(id), "-", "_")
}

// SameID reports whether two ids name the same object, whatever their spelling.
func SameID(a, b string) bool {
	return CanonicalID(a) == CanonicalID(b)
}

// PlatformID returns an id in the spelling in which Maestro returns it: with underscores if it is a UUID. Any other id,
// such as "test_pipeline_12345", has only one spelling and is returned unchanged.
func PlatformID(id string) string {
	if IsUUID(id) {
		return CanonicalID(id)
	}
	return id
}

// NewID returns a new pipeline id, a UUID version 4 with hyphens. The client chooses it, not the platform
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
func NewID() string {
	return uuid.NewString()
}

// longestID is the largest length of an id, in bytes: the known ones have some 50.
const longestID = 1024

// CheckID returns an error if a string cannot be the id of a pipeline or a job: if it is empty or too long, begins or
// ends with white space, contains characters that are invisible or change the direction of text, or is no single
// segment of a path: with a slash or backslash, which gateways may decode before they look at the path, or "." or "..".
func CheckID(id string) error {
	switch {
	case id == "":
		return fmt.Errorf("the id is empty")
	case len(id) > longestID:
		return fmt.Errorf("the id has %d bytes, which is too long", len(id))
	case id == "." || id == "..":
		return fmt.Errorf("%q is not an id", id)
	case strings.TrimSpace(id) != id:
		return fmt.Errorf("the id %q begins or ends with whitespace", id)
	case strings.ContainsAny(id, `/\`):
		return fmt.Errorf("the id %q contains a slash or backslash", id)
	case strings.ContainsFunc(id, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }):
		return fmt.Errorf("the id %q contains characters that cannot be printed", id)
	}
	return nil
}

// JobID returns the id of the job at an index, from 0, of a pipeline: "{pipeline_id}_{index}"
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob).
func JobID(pipelineID string, index int) string {
	return PlatformID(pipelineID) + "_" + strconv.Itoa(index)
}

// ParseJobID returns the pipeline id and the index in a job id, in either spelling. It returns an error if there is no
// index at the end, and for the id of a pipeline, whose last group may consist of digits.
func ParseJobID(jobID string) (pipelineID string, index int, err error) {
	if IsUUID(jobID) {
		return "", 0, fmt.Errorf(
			"%q is the id of a pipeline. The id of a job ends in the index of the job, as in %q", jobID, JobID(jobID, 0))
	}
	cut := strings.LastIndexAny(jobID, "_-")
	if cut > 0 {
		index, err := strconv.ParseInt(jobID[cut+1:], 10, 32)
		if err == nil && index >= 0 && jobID[cut+1] != '+' {
			return jobID[:cut], int(index), nil
		}
	}
	return "", 0, fmt.Errorf(
		"the job id %q does not end in the index of the job, as in %q", jobID, "1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0")
}

// IsUUID reports whether an id is a UUID, in either spelling. All ids that were chosen for a create are.
func IsUUID(id string) bool {
	return len(id) == 36 && uuid.Validate(strings.ReplaceAll(id, "_", "-")) == nil
}

// spelling is the separator of a UUID in a path.
type spelling int32

const (
	underscores spelling = iota
	hyphens
)

func (s spelling) other() spelling {
	return 1 - s
}

// spell returns the id of a pipeline or a job in the spelling. An id without a UUID is returned unchanged.
func (s spelling) spell(id string) string {
	if pipelineID, index, err := ParseJobID(id); err == nil && IsUUID(pipelineID) {
		return s.spell(pipelineID) + s.separator() + strconv.Itoa(index)
	}
	if !IsUUID(id) {
		return id
	}
	return strings.ReplaceAll(CanonicalID(id), "_", s.separator())
}

func (s spelling) separator() string {
	if s == hyphens {
		return "-"
	}
	return "_"
}
