// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/google/uuid"
)

// CanonicalID gives the form under which two spellings of one id are equal: lower case, "-" written as "_".
//
// Maestro takes UUIDs with hyphens and answers them with underscores
// (docs.dadosfera.ai/reference/platformapicontroller_getpipeline).
func CanonicalID(id string) string {
	return strings.ReplaceAll(strings.ToLower(id), "-", "_")
}

// SameID says whether two ids name one object, whatever their spelling.
func SameID(a, b string) bool {
	return CanonicalID(a) == CanonicalID(b)
}

// PlatformID gives the spelling in which Maestro answers an id: underscores for a UUID. An id that is no UUID, such as
// "test_pipeline_12345", has one spelling only and comes back as it is.
func PlatformID(id string) string {
	if IsUUID(id) {
		return CanonicalID(id)
	}
	return id
}

// NewID makes a pipeline id (UUID version 4, with hyphens): the client chooses it, not the platform
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
func NewID() string {
	return uuid.NewString()
}

// CheckID refuses what cannot be the id of a pipeline or a job: an empty text, one with spaces around it or characters
// that do not show or turn the text around them, and the path segments "." and "..".
func CheckID(id string) error {
	switch {
	case id == "":
		return fmt.Errorf("the id is empty")
	case id == "." || id == "..":
		return fmt.Errorf("%q is not an id", id)
	case strings.TrimSpace(id) != id:
		return fmt.Errorf("the id %q has white space around it", id)
	case strings.ContainsFunc(id, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }):
		return fmt.Errorf("the id %q has characters that cannot be printed", id)
	}
	return nil
}

// JobID gives the id of the job at index (from 0) of a pipeline: "{pipeline_id}_{index}"
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob).
func JobID(pipelineID string, index int) string {
	return PlatformID(pipelineID) + "_" + strconv.Itoa(index)
}

// ParseJobID takes a job id apart, in either spelling. It fails where there is no index at the end, and for the id of a
// pipeline, whose last group may be all digits.
func ParseJobID(jobID string) (pipelineID string, index int, err error) {
	if IsUUID(jobID) {
		return "", 0, fmt.Errorf("%q is the id of a pipeline, and a job's has the job's index after it, as in %q", jobID, JobID(jobID, 0))
	}
	cut := strings.LastIndexAny(jobID, "_-")
	if cut > 0 {
		index, err := strconv.ParseInt(jobID[cut+1:], 10, 32)
		if err == nil && index >= 0 && jobID[cut+1] != '+' {
			return jobID[:cut], int(index), nil
		}
	}
	return "", 0, fmt.Errorf("the job id %q does not end in the job's index, as in %q", jobID, "1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0")
}

// IsUUID says whether an id is a UUID, in either spelling, as all ids are that were made for a create.
func IsUUID(id string) bool {
	return len(id) == 36 && uuid.Validate(strings.ReplaceAll(id, "_", "-")) == nil
}

// spelling is a way to write a UUID in a path.
type spelling int32

const (
	underscores spelling = iota
	hyphens
)

func (s spelling) other() spelling {
	return 1 - s
}

// spell writes a pipeline's or job's id with hyphens or underscores; an id without a UUID in it stays as it is.
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
