// SPDX-License-Identifier: MPL-2.0

package definition

// What the tests of package definition_test take from this one.
var (
	CheckEqual      = checkEqual
	CheckPipeline   = checkPipeline
	CheckNoUnknowns = checkNoUnknowns
	Describe        = describe
	Flatten         = flatten
	PathTexts       = pathTexts
	UnreadPipeline  = unreadPipeline
)
