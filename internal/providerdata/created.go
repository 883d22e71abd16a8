// SPDX-License-Identifier: MPL-2.0

package providerdata

import "github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"

// RecordCreated records that this run has created a pipeline.
func (d *Data) RecordCreated(id string) { d.created.Store(maestro.CanonicalID(id), true) }

// IsCreated reports whether this run has created a pipeline, whose jobs are as new.
func (d *Data) IsCreated(id string) bool {
	_, ok := d.created.Load(maestro.CanonicalID(id))
	return ok
}
