// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"strings"

	"github.com/google/uuid"
)

// underscored returns an id in the form in which Maestro stores it.
func underscored(id string) string { return strings.ReplaceAll(id, "-", "_") }

func hyphenated(id string) string { return strings.ReplaceAll(id, "_", "-") }

// key returns the form in which ids are compared: hyphens equal underscores, and letter case is ignored.
func key(id string) string { return strings.ToLower(underscored(id)) }

func isUUID(id string) bool {
	id = hyphenated(id)
	return len(id) == 36 && uuid.Validate(id) == nil
}

// newUUID returns the n-th id of its kind. It is the same in every simulator, so that a demo is reproducible.
func newUUID(kind, n string) string {
	return underscored(uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://maestro.dadosfera.ai/"+kind+"/"+n)).String())
}

// splitJobID splits a job id, {pipeline id}_{index} or the same with hyphens.
func splitJobID(id string) (pipeline, index string) {
	i := strings.LastIndexAny(id, "-_")
	if i < 0 {
		return id, ""
	}
	return id[:i], id[i+1:]
}

// accepts reports whether paths accept the id of a pipeline or job in its spelling. Only UUIDs have two spellings.
// pipeline is the pipeline's part of the id.
func (c *call) accepts(id, pipeline string) bool {
	switch {
	case !isUUID(pipeline):
		return true
	case c.contract.Paths == PathsUnderscore:
		return !strings.Contains(id, "-")
	case c.contract.Paths == PathsHyphen:
		return !strings.Contains(id, "_")
	}
	return true
}

// spell returns a stored pipeline id in the spelling of responses.
func (c *call) spell(id string) string {
	switch {
	case !isUUID(id):
		return id
	case c.contract.Spelling == SpellingHyphen:
		return hyphenated(id)
	case c.contract.Spelling == SpellingUpper:
		return strings.ToUpper(id)
	}
	return id
}
