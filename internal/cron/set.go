// SPDX-License-Identifier: MPL-2.0

package cron

import "math/bits"

// set is a set of the values of a field. Each value is a bit.
type set uint64

func setOf(n int) set { return 1 << n }

// setOfRange returns the set of the values from low to high.
func setOfRange(low, high int) set { return setOf(high+1) - setOf(low) }

func (s set) has(n int) bool { return s&setOf(n) != 0 }

// values returns the values in ascending order.
func (s set) values() []int {
	all := make([]int, 0, bits.OnesCount64(uint64(s)))
	for ; s != 0; s &= s - 1 {
		all = append(all, bits.TrailingZeros64(uint64(s)))
	}
	return all
}
