// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// NamedContract is a Contract with the text that ParseContract makes it from.
type NamedContract struct {
	Name     string
	Contract Contract
}

// setting is one switch as text. The first value is the zero value.
type setting struct {
	key    string
	values []string
	more   string // hints in the usage at values that are not listed
	set    func(c *Contract, value string) error
}

var settings = []setting{
	choice("envelope", "documented", func(c *Contract) *Envelope { return &c.Envelope }, EnvelopeAlways, EnvelopeNever),
	choice("id-key", "documented", func(c *Contract) *IDKey { return &c.IDKey }, IDKeyID, IDKeyPipelineID, IDKeyBoth),
	choice("spelling", "underscore", func(c *Contract) *Spelling { return &c.Spelling }, SpellingHyphen, SpellingUpper),
	choice("paths", "any", func(c *Contract) *Paths { return &c.Paths }, PathsUnderscore, PathsHyphen),
	choice("job-ids", "underscore", func(c *Contract) *JobIDs { return &c.JobIDs }, JobIDsHyphen),
	choice("hidden", "documented", func(c *Contract) *Hidden { return &c.Hidden }, HiddenNone, HiddenNull),
	choice("job-order", "sent", func(c *Contract) *JobOrder { return &c.JobOrder }, JobOrderReversed),
	choice("empty", "null", func(c *Contract) *Empty { return &c.Empty }, EmptyString, EmptyAbsent),
	choice("output", "documented", func(c *Contract) *Output { return &c.Output }, OutputRaw, OutputFlat),
	toggle("extra-fields", func(c *Contract) *bool { return &c.ExtraFields }),
	choice("create-answer", "enveloped", func(c *Contract) *CreateAnswer { return &c.CreateAnswer },
		CreateFlat, CreateDetail, CreateEmpty, CreateNoID),
	choice("refusal", "conflict", func(c *Contract) *Refusal { return &c.Refusal },
		RefusalBadRequest, RefusalServerError, RefusalStatusFalse),
	choice("missing", "documented", func(c *Contract) *Missing { return &c.Missing },
		MissingDetail, MissingFastAPI, MissingNest, MissingHTML, MissingEmpty, MissingStatusFalse),
	choice("sync-mode", "put", func(c *Contract) *SyncMode { return &c.SyncMode }, SyncModePOST, SyncModeBoth),
	toggle("ints-as-strings", func(c *Contract) *bool { return &c.IntsAsStrings }),
	count("status-lag", func(c *Contract) *int { return &c.StatusLag }),
	toggle("no-jdbc-job", func(c *Contract) *bool { return &c.NoJDBCJob }),
	toggle("server-defaults", func(c *Contract) *bool { return &c.ServerDefaults }),
	toggle("duplicate-names", func(c *Contract) *bool { return &c.DuplicateNames }),
	toggle("run-once", func(c *Contract) *bool { return &c.RunOnce }),
	choice("queued", "listed", func(c *Contract) *Queued { return &c.Queued }, QueuedHidden),
}

// ParseContract reads "key=value,key=value". A switch without "=value" is turned on. The empty text is the documented
// contract. An unknown key or value is an error that lists what there is.
func ParseContract(text string) (Contract, error) {
	var c Contract
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		key, value, given := strings.Cut(part, "=")
		i := slices.IndexFunc(settings, func(s setting) bool { return s.key == key })
		if i < 0 {
			return Contract{}, fmt.Errorf("unknown contract key %q; there are %s", key, contractKeys())
		}
		if !given {
			value = "true"
		}
		if err := settings[i].set(&c, value); err != nil {
			return Contract{}, err
		}
	}
	return c, nil
}

// Contracts enumerates the documented contract and, for each value of each switch, the contract that differs from it in
// that alone. A client is meant to hold under all of them.
func Contracts() []NamedContract {
	all := []NamedContract{{Name: "documented"}}
	for _, s := range settings {
		for _, value := range s.values[1:] {
			n := NamedContract{Name: s.key + "=" + value}
			if err := s.set(&n.Contract, value); err != nil {
				panic(err) // the table contradicts itself
			}
			all = append(all, n)
		}
	}
	return all
}

// ContractUsage describes every key and value, a line each, for a program's help.
func ContractUsage() string {
	var b strings.Builder
	for _, s := range settings {
		fmt.Fprintf(&b, "%s=%s\n", s.key, strings.Join(s.values, "|")+s.more)
	}
	return b.String()
}

func contractKeys() string {
	keys := make([]string, len(settings))
	for i, s := range settings {
		keys[i] = s.key
	}
	return strings.Join(keys, ", ")
}

func choice[T ~string](key, zero string, field func(*Contract) *T, others ...T) setting {
	values := []string{zero}
	for _, v := range others {
		values = append(values, string(v))
	}
	return setting{key: key, values: values, set: func(c *Contract, value string) error {
		if !slices.Contains(values, value) {
			return fmt.Errorf("contract %s=%s: there are %s", key, value, strings.Join(values, ", "))
		}
		if value == zero {
			value = ""
		}
		*field(c) = T(value)
		return nil
	}}
}

func toggle(key string, field func(*Contract) *bool) setting {
	return setting{key: key, values: []string{"false", "true"}, set: func(c *Contract, value string) error {
		on, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("contract %s=%s: there are false, true", key, value)
		}
		*field(c) = on
		return nil
	}}
}

func count(key string, field func(*Contract) *int) setting {
	return setting{key: key, values: []string{"0", "2"}, more: "|...", set: func(c *Contract, value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return fmt.Errorf("contract %s=%s: must be a whole number from 0", key, value)
		}
		*field(c) = n
		return nil
	}}
}
