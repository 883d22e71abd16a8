// SPDX-License-Identifier: MPL-2.0

package definition

// What the tests of package definition_test take from this one.
var (
	CheckNoChanges     = checkNoChanges
	CheckNoDifferences = checkNoDifferences
	CheckNoUnknowns    = checkNoUnknowns
	CheckPipeline      = checkPipeline
	Describe           = describe
	Flatten            = flatten
	UnreadPipeline     = unreadPipeline
)
