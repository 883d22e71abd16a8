// SPDX-License-Identifier: MPL-2.0

package maestro

import "errors"

// This file keeps the former names of this package until their last caller has changed to the new ones. Then it is
// deleted.

// IsNotFound is errors.Is(err, ErrNotFound).
//
// Deprecated: use errors.Is.
func IsNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

// Is404 is errors.Is(err, ErrStatus404).
//
// Deprecated: use errors.Is.
func Is404(err error) bool { return errors.Is(err, ErrStatus404) }

// IsUnauthorized is errors.Is(err, ErrUnauthorized).
//
// Deprecated: use errors.Is.
func IsUnauthorized(err error) bool { return errors.Is(err, ErrUnauthorized) }

// IsForbidden is errors.Is(err, ErrForbidden).
//
// Deprecated: use errors.Is.
func IsForbidden(err error) bool { return errors.Is(err, ErrForbidden) }

// IsBusy is errors.Is(err, ErrBusy).
//
// Deprecated: use errors.Is.
func IsBusy(err error) bool { return errors.Is(err, ErrBusy) }

// IsPaused is errors.Is(err, ErrPaused).
//
// Deprecated: use errors.Is.
func IsPaused(err error) bool { return errors.Is(err, ErrPaused) }

// IsForeign is errors.Is(err, ErrForeign).
//
// Deprecated: use errors.Is.
func IsForeign(err error) bool { return errors.Is(err, ErrForeign) }

// IsTrouble is errors.Is(err, ErrPlatform).
//
// Deprecated: use errors.Is.
func IsTrouble(err error) bool { return errors.Is(err, ErrPlatform) }

// IsUnanswered is errors.Is(err, ErrNoResponse).
//
// Deprecated: use errors.Is.
func IsUnanswered(err error) bool { return errors.Is(err, ErrNoResponse) }

// IsTemporary is errors.Is(err, ErrTemporary).
//
// Deprecated: use errors.Is.
func IsTemporary(err error) bool { return errors.Is(err, ErrTemporary) }

// IsUnclear is errors.Is(err, ErrOutcomeUnknown), and true for errors that are not of this package.
//
// Deprecated: use errors.Is.
func IsUnclear(err error) bool {
	_, ok := asError(err)
	return errors.Is(err, ErrOutcomeUnknown) || err != nil && !ok
}

// MayBeDone is Unconfirmed.
//
// Deprecated: use Unconfirmed.
func MayBeDone(err error) bool { return Unconfirmed(err) }

const (
	// SaidCreated is ReportedCreated.
	//
	// Deprecated: use ReportedCreated.
	SaidCreated = ReportedCreated
	// IsCreated is Created.
	//
	// Deprecated: use Created.
	IsCreated = Created
)
