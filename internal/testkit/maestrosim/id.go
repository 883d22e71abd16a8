// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"strings"

	"github.com/google/uuid"
)

// underscored is the form in which Maestro stores and answers ids.
func underscored(id string) string { return strings.ReplaceAll(id, "-", "_") }

func hyphenated(id string) string { return strings.ReplaceAll(id, "_", "-") }

// key is what ids are compared by: Maestro takes hyphens for underscores, and letter case does not count.
func key(id string) string { return strings.ToLower(underscored(id)) }

func isUUID(id string) bool {
	id = hyphenated(id)
	return len(id) == 36 && uuid.Validate(id) == nil
}

// newUUID makes the n-th id of its kind. It is the same in every simulator, so that a demo reads the same twice.
func newUUID(kind, n string) string {
	return underscored(uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://maestro.dadosfera.ai/"+kind+"/"+n)).String())
}

// splitJobID takes a job id apart: {pipeline id}_{index}, or with hyphens.
func splitJobID(id string) (pipeline, index string) {
	i := strings.LastIndexAny(id, "-_")
	if i < 0 {
		return id, ""
	}
	return id[:i], id[i+1:]
}

// accept says whether paths take the id in this spelling. Only UUIDs have two spellings. For a job's id, pipeline is the
// pipeline's part of it.
func (p Paths) accept(id, pipeline string) bool {
	switch {
	case !isUUID(pipeline):
		return true
	case p == PathsUnderscore:
		return !strings.Contains(id, "-")
	case p == PathsHyphen:
		return !strings.Contains(id, "_")
	}
	return true
}

// spell gives a stored pipeline id in the spelling of the answers.
func (c Contract) spell(id string) string {
	switch {
	case !isUUID(id):
		return id
	case c.Spelling == SpellingHyphen:
		return hyphenated(id)
	case c.Spelling == SpellingUpper:
		return strings.ToUpper(id)
	}
	return id
}

// spellJob gives a stored job id in the spelling of the answers.
func (c Contract) spellJob(id string) string {
	pipeline, index := splitJobID(id)
	id = c.spell(pipeline) + "_" + index
	if c.JobIDs == JobIDsHyphen {
		return hyphenated(id)
	}
	return id
}
