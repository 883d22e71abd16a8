// SPDX-License-Identifier: MPL-2.0

// Package compatibility holds that this release of the provider goes on with the states of all earlier ones. It is tests
// alone, over files in testdata that stay for good once they are released:
//
//   - dadosfera_pipeline.v0.txt: what a state of a version of a schema holds, a line a value.
//   - v0/: the configuration of every kind of resource in many shapes, the states that Terraform and OpenTofu have made of
//     it, and what the platform held then. The folder is named after the highest version in it.
//
// Within a version of a schema, attributes are only added. An older state has null for them, and an older release of the
// provider leaves them out of the state of a newer one. Where an attribute goes, gets another type or comes to mean
// something else:
//
//  1. Raise schemaVersion beside the resource's UpgradeState, so that an older release refuses a state that it would
//     misread.
//
//  2. Give UpgradeState what makes a state of each earlier version into one of this. PriorSchema is a copy of the schema
//     as it was then.
//
//  3. Write the new files, with each of the two programs:
//
//     go test ./internal/testkit/compatibility -update
//     TF_ACC_TERRAFORM_PATH=$(go run ./internal/testkit/tfcli/cmd/tfcli -opentofu) go test ./internal/testkit/compatibility -update
//
// With -update, files that are missing are written, and added attributes are put into the list of the version at hand. No
// file of a state is written over.
package compatibility
