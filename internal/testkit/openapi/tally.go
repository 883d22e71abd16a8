// SPDX-License-Identifier: MPL-2.0

package openapi

import "sync"

// Tally counts the exchanges that kept to the contract. The zero value is ready.
type Tally struct {
	mu       sync.Mutex
	requests map[string]int
	answers  map[string]map[int]int
}

// Requests is the number of requests for an operation.
func (t *Tally) Requests(operationID string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.requests[operationID]
}

// Answers is the number of answers of an operation with a status.
func (t *Tally) Answers(operationID string, status int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.answers[operationID][status]
}

func (t *Tally) request(op Operation) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.requests == nil {
		t.requests = map[string]int{}
	}
	t.requests[op.ID()]++
}

func (t *Tally) answer(op Operation, status int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.answers == nil {
		t.answers = map[string]map[int]int{}
	}
	if t.answers[op.ID()] == nil {
		t.answers[op.ID()] = map[int]int{}
	}
	t.answers[op.ID()][status]++
}
