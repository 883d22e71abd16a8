// SPDX-License-Identifier: MPL-2.0

package maestrosim

import "github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"

// The names of package contract that tests of other packages use, so that they need one import.
type (
	// Contract is [contract.Contract].
	Contract = contract.Contract
	// NamedContract is [contract.Named].
	NamedContract = contract.Named

	// ConnectionAccess is [contract.ConnectionAccess].
	ConnectionAccess = contract.ConnectionAccess
	// Hidden is [contract.Hidden].
	Hidden = contract.Hidden
	// LetterCase is [contract.LetterCase].
	LetterCase = contract.LetterCase
	// Missing is [contract.Missing].
	Missing = contract.Missing
	// NotReady is [contract.NotReady].
	NotReady = contract.NotReady
	// Paths is [contract.Paths].
	Paths = contract.Paths
	// Refusal is [contract.Refusal].
	Refusal = contract.Refusal
	// Spelling is [contract.Spelling].
	Spelling = contract.Spelling
)

// Values of the fields of Contract, see package contract.
const (
	EnvelopeAlways = contract.EnvelopeAlways

	SpellingUnderscore = contract.SpellingUnderscore
	SpellingHyphen     = contract.SpellingHyphen
	SpellingUpper      = contract.SpellingUpper

	PathsAny        = contract.PathsAny
	PathsUnderscore = contract.PathsUnderscore
	PathsHyphen     = contract.PathsHyphen

	ConnectionAccessForbidden = contract.ConnectionAccessForbidden
	ConnectionAccessMissing   = contract.ConnectionAccessMissing

	HiddenDocumented = contract.HiddenDocumented
	HiddenNone       = contract.HiddenNone
	HiddenNull       = contract.HiddenNull

	EmptyString = contract.EmptyString
	EmptyAbsent = contract.EmptyAbsent

	OutputRaw = contract.OutputRaw

	RefusalConflict    = contract.RefusalConflict
	RefusalBadRequest  = contract.RefusalBadRequest
	RefusalServerError = contract.RefusalServerError
	RefusalStatusFalse = contract.RefusalStatusFalse

	MissingDocumented  = contract.MissingDocumented
	MissingDetail      = contract.MissingDetail
	MissingFastAPI     = contract.MissingFastAPI
	MissingNest        = contract.MissingNest
	MissingHTML        = contract.MissingHTML
	MissingEmpty       = contract.MissingEmpty
	MissingStatusFalse = contract.MissingStatusFalse

	QueuedHidden = contract.QueuedHidden

	TextsNormalized = contract.TextsNormalized
	CronExpanded    = contract.CronExpanded
	LetterCaseUpper = contract.LetterCaseUpper

	NotReadyDAG          = contract.NotReadyDAG
	NotReadyProvisioning = contract.NotReadyProvisioning
	NotReadyServerError  = contract.NotReadyServerError
	NotReadyNoJobs       = contract.NotReadyNoJobs
)

// Contracts returns the documented contract and those that differ from it in one value, see [contract.Variants].
func Contracts() []NamedContract {
	variants := contract.Variants()
	for i := range variants {
		variants[i].Contract = orDefault(variants[i].Contract)
	}
	return variants
}

// orDefault returns c, or for the zero Contract the one that the environment variable MAESTRO_CONTRACT names a file of.
// It panics if that file cannot be read.
func orDefault(c Contract) Contract {
	if c != (Contract{}) {
		return c
	}
	c, err := contract.FromEnvironment()
	if err != nil {
		panic(err)
	}
	return c
}
