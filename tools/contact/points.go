// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// point is an open point of the API, with what the provider does about it.
type point struct {
	name, provider string
	find           func(*survey) finding
}

// verdict is whether the provider copes with what the platform does. The greater of two is the worse.
type verdict int

const (
	notSeen verdict = iota
	copes
	slower
	fails
)

// String returns the verdict in words.
func (v verdict) String() string {
	return [...]string{"not seen", "copes", "copes, slower", "does not cope"}[v]
}

// finding is what a survey shows about a point. Its texts are in the report, so they consist of words of this program
// alone.
type finding struct {
	platform string
	verdict  verdict
	todo     string
	settled  []setting
}

// setting is a key of the contract with its value.
type setting struct {
	key   string
	value any
}

const openIssue = "Open an issue with this report."

var unseen = finding{platform: "nothing shows it"}

// shows returns the finding that the platform behaves in a way with which the provider copes. An empty text is that
// nothing shows it.
func shows(platform string) finding {
	if platform == "" {
		return unseen
	}
	return finding{platform: platform, verdict: copes}
}

// notAsked returns the finding about a request that was not sent.
func notAsked(why string) finding { return finding{platform: "not asked: " + why} }

// settles returns the finding of a value of the contract, in its words, or in those given for the documented value.
func settles(key string, value any, documented string) finding {
	return shows(cmp.Or(fmt.Sprint(value), documented)).settle(key, choice{true, value})
}

// as returns the finding with another verdict, and with what to do.
func (f finding) as(v verdict, todo string) finding {
	f.verdict, f.todo = v, todo
	return f
}

// choice is a value of the contract that a survey may show.
type choice struct {
	shown bool
	value any
}

// settle returns the finding with the first value of a key that is shown.
func (f finding) settle(key string, choices ...choice) finding {
	for _, c := range choices {
		if c.shown {
			f.settled = append(slices.Clip(f.settled), setting{key, c.value})
			break
		}
	}
	return f
}

// row is a line of the table.
type row struct {
	point
	finding
}

// rows returns the findings of all points.
func rows(s *survey) []row {
	points := readPoints
	if s.writes {
		points = slices.Concat(readPoints, writePoints)
	}
	var all []row
	for _, p := range points {
		f := p.find(s)
		if f.verdict == fails && f.todo == "" {
			f.todo = openIssue
		}
		all = append(all, row{p, f})
	}
	return all
}

// settled returns the values of the contract that rows settle, by key.
func settled(all []row) map[string]any {
	values := map[string]any{}
	for _, r := range all {
		for _, s := range r.settled {
			values[s.key] = s.value
		}
	}
	return values
}

// response returns the finding that describes a response.
func response(e *exchange) finding {
	if !e.answered() {
		return unseen
	}
	return shows(e.describe())
}

// about returns the finding that describes a response, with the verdict of a call that replays it and what else is
// recorded. The provider is fast if it needs no more than a number of requests.
func about(e *exchange, fast int, call call, recorded ...*exchange) finding {
	if !e.answered() {
		return unseen
	}
	return response(e).as(replay(call, append([]*exchange{e}, recorded...)...).verdict(fast), "")
}

// words returns the words for values, sorted and without duplicates, separated by commas.
func words[T any](all []T, word func(T) string) string {
	set := map[string]bool{}
	for _, v := range all {
		if w := word(v); w != "" {
			set[w] = true
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(set)), ", ")
}

// merge returns an object with all keys of objects, and a value for each that has one.
func merge(all []object) object {
	merged := object{}
	for _, o := range all {
		for key, v := range o {
			if merged[key] == nil {
				merged[key] = v
			}
		}
	}
	return merged
}

// countIf returns how many values are so.
func countIf[T any](all []T, is func(T) bool) int {
	n := 0
	for _, v := range all {
		if is(v) {
			n++
		}
	}
	return n
}

// sortedBy reports whether objects are sorted by a text.
func sortedBy(all []object, key string) bool {
	return slices.IsSortedFunc(all, func(a, b object) int { return strings.Compare(text(a, key), text(b, key)) })
}

// ids returns the ids of pipelines.
func ids(pipelines []object) []string {
	var all []string
	for _, p := range pipelines {
		all = append(all, pipelineID(p))
	}
	return all
}
