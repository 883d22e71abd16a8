// SPDX-License-Identifier: MPL-2.0

// Package compatibility tests that this release of the provider reads the states of all earlier releases. It has tests
// only. Their files in testdata are never changed once they are released:
//
//   - dadosfera_pipeline.v0.txt: what a state of a version of a schema holds, one value per line.
//   - v0/: a configuration with every kind of resource in many shapes, the states that Terraform and OpenTofu made of
//     it, and what the platform held then. The directory is named after the highest schema version in it.
//
// Within a version of a schema, attributes are only added. A state without them has null for them, and an older release
// of the provider drops them from a newer state. If an attribute is removed, changes its type or its meaning:
//
//  1. Raise the version of the schema (definition.SchemaVersion for a pipeline), so that an older release refuses a
//     state that it would misread.
//
//  2. Let UpgradeState upgrade states of each earlier version. PriorSchema is a copy of the schema of that version.
//
//  3. Write the new files, with each of the two CLIs:
//
//     export TEST=./internal/testkit/compatibility OPENTOFU=./internal/testkit/tfcli/cmd/tfcli
//     go test $TEST -update
//     TF_ACC_TERRAFORM_PATH=$(go run $OPENTOFU -opentofu) go test $TEST -update
//
// With -update, missing files are written, and added attributes are written to the list of the current version. The
// file of a state is never overwritten.
package compatibility
