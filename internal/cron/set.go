// SPDX-License-Identifier: MPL-2.0

package cron

import "math/bits"

// set holds values of a field, a bit each.
type set uint64

func one(n int) set { return 1 << n }

// between is the set of the values from low to high.
func between(low, high int) set { return one(high+1) - one(low) }

func (s set) has(n int) bool { return s&one(n) != 0 }

// values gives what the set holds in ascending order.
func (s set) values() []int {
	all := make([]int, 0, bits.OnesCount64(uint64(s)))
	for ; s != 0; s &= s - 1 {
		all = append(all, bits.TrailingZeros64(uint64(s)))
	}
	return all
}
