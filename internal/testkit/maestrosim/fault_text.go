// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// FaultUsage describes what ParseFault reads, for a program's help.
const FaultUsage = `on=OPERATION      the endpoint; any by default
id=ID             only this pipeline or job
skip=N            let N requests pass first
times=N           hit N requests; 1 by default, -1 for all
status=CODE       answer this
after=true        do the work first, then answer the status
delay=DURATION    wait first
drop=before|after reset the connection before or after the work
truncate=BYTES    cut the answer's body there
retry-after=N     add this header
body=TEXT         answer this; must come last, as it takes all the rest
`

// ParseFault reads "key=value,key=value" with the keys of FaultUsage. An unknown key or value is an error that lists
// what there is.
func ParseFault(text string) (Fault, error) {
	f := Fault{On: OpAny}
	for text != "" {
		var part string
		if strings.HasPrefix(text, "body=") {
			part, text = text, ""
		} else {
			part, text, _ = strings.Cut(text, ",")
		}
		key, value, _ := strings.Cut(part, "=")
		if err := f.set(key, value); err != nil {
			return Fault{}, fmt.Errorf("fault %q: %w", part, err)
		}
	}
	return f, nil
}

func (f *Fault) set(key, value string) (err error) {
	switch key {
	case "on":
		f.On = Operation(value)
		if all := Operations(); !slices.Contains(all, f.On) {
			err = fmt.Errorf("unknown operation; there are %v", all)
		}
	case "id":
		f.ID = value
	case "skip":
		f.Skip, err = strconv.Atoi(value)
	case "times":
		f.Times, err = strconv.Atoi(value)
	case "status":
		if f.Status, err = strconv.Atoi(value); err == nil && (f.Status < 200 || f.Status > 599) {
			err = fmt.Errorf("a status is 200 to 599")
		}
	case "after":
		f.After, err = strconv.ParseBool(value)
	case "delay":
		f.Delay, err = time.ParseDuration(value)
	case "drop":
		f.DropBefore, f.DropAfter = value == "before", value == "after"
		if !f.DropBefore && !f.DropAfter {
			err = fmt.Errorf("there are before, after")
		}
	case "truncate":
		f.Truncate, err = strconv.Atoi(value)
	case "retry-after":
		f.Header = map[string]string{"Retry-After": value}
	case "body":
		f.Body = value
	default:
		err = fmt.Errorf("unknown key; there are\n%s", FaultUsage)
	}
	return err
}

// Operations lists OpAny and every endpoint.
func Operations() []Operation {
	all := []Operation{OpAny}
	for _, r := range routes {
		if !slices.Contains(all, r.op) {
			all = append(all, r.op)
		}
	}
	return all
}
