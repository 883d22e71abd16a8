// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// Variable is the environment variable that names the file of the default contract.
const Variable = "MAESTRO_CONTRACT"

// Load reads a document from a file.
func Load(name string) (Contract, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return Contract{}, err
	}

	c, err := Parse(text)
	if err != nil {
		return Contract{}, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

// Save writes a document with every key to a file, which it replaces.
func (c Contract) Save(name string) error {
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(text, '\n'), 0o600)
}

// Observed returns a document of the values that were observed, by key, and the keys that were not observed. Those have
// their documented values, and the document lists them.
func Observed(values map[string]any) (document []byte, unseen []string, err error) {
	var c Contract
	for _, p := range c.points() {
		value, ok := values[p.key]
		switch {
		case !ok:
			unseen = append(unseen, p.key)
		case reflect.TypeOf(value) != p.field.Type():
			return nil, nil, fmt.Errorf("%q is a %T; accepted: a %s", p.key, value, p.field.Type())
		default:
			p.field.Set(reflect.ValueOf(value))
		}
	}
	if known := len(c.points()) - len(unseen); len(values) > known {
		return nil, nil, fmt.Errorf("%d of the keys %v are unknown", len(values)-known, slices.Sorted(maps.Keys(values)))
	}
	text, err := json.Marshal(c)
	if err != nil {
		return nil, nil, err
	}
	if len(unseen) > 0 {
		list, err := json.Marshal(unseen)
		if err != nil {
			return nil, nil, err
		}
		text = fmt.Appendf(text[:len(text)-1], ",%q:%s}", unseenKey, list)
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, text, "", "  "); err != nil {
		return nil, nil, err
	}
	return append(indented.Bytes(), '\n'), unseen, nil
}

// FromEnvironment returns the contract of the file that the environment variable [Variable] names, and the documented
// behavior if it is not set. As each package is tested in its own directory, a relative name is looked up in the
// working directory and then in those above it.
func FromEnvironment() (Contract, error) {
	name := os.Getenv(Variable)
	if name == "" {
		return Contract{}, nil
	}

	dir, err := filepath.Abs(".")
	if err != nil {
		return Contract{}, err
	}
	for ; !filepath.IsAbs(name) && filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			name = filepath.Join(dir, name)
		}
	}

	c, err := Load(name)
	if err != nil {
		return Contract{}, fmt.Errorf("%s: %w", Variable, err)
	}
	return c, nil
}

// Parse reads a document. An unknown key or value is an error that lists what is accepted.
func Parse(text []byte) (Contract, error) {
	var c Contract
	if err := json.Unmarshal(text, &c); err != nil {
		return Contract{}, fmt.Errorf("contract: %w", err)
	}
	return c, nil
}

// UnmarshalJSON reads a document; the keys that it omits are documented behavior.
func (c *Contract) UnmarshalJSON(text []byte) error {
	var document map[string]json.RawMessage
	if err := json.Unmarshal(text, &document); err != nil {
		return err
	}

	if version, ok := document[versionKey]; ok && string(version) != fmt.Sprint(Version) {
		return fmt.Errorf("%q is %s; accepted: %d", versionKey, version, Version)
	}
	delete(document, versionKey)

	*c = Contract{}
	keys := []string{versionKey}
	unseen, hasUnseen := document[unseenKey]
	delete(document, unseenKey)
	for _, p := range c.points() {
		keys = append(keys, p.key)
		if value, ok := document[p.key]; ok {
			if err := p.decode(value); err != nil {
				return err
			}
			delete(document, p.key)
		}
	}

	if unknown := slices.Sorted(maps.Keys(document)); len(unknown) > 0 {
		return fmt.Errorf("unknown key %q; accepted: %s", unknown[0], strings.Join(keys, ", "))
	}
	if hasUnseen {
		return checkUnseen(unseen, keys)
	}
	return nil
}

// checkUnseen returns an error if the list of keys that were not observed is not a list of keys. It changes nothing:
// the keys have their documented values.
func checkUnseen(list json.RawMessage, keys []string) error {
	var unseen []string
	if err := json.Unmarshal(list, &unseen); err != nil || unseen == nil {
		return fmt.Errorf("%q is %s; accepted: a list of keys", unseenKey, list)
	}
	for _, key := range unseen {
		if !slices.Contains(keys, key) {
			return fmt.Errorf("%q contains %q; accepted: %s", unseenKey, key, strings.Join(keys, ", "))
		}
	}
	return nil
}

// MarshalJSON writes a document with every key. It is an error if c holds a value that the document does not accept.
func (c Contract) MarshalJSON() ([]byte, error) {
	text := fmt.Appendf(nil, "{%q:%d", versionKey, Version)
	for _, p := range c.points() {
		value, err := p.encode()
		if err != nil {
			return nil, err
		}
		text = fmt.Appendf(text, ",%q:%s", p.key, value)
	}
	return append(text, '}'), nil
}

// With returns c with every point that other settles differently from the documented behavior.
func (c Contract) With(other Contract) Contract {
	into, from := reflect.ValueOf(&c).Elem(), reflect.ValueOf(other)
	for i := range from.NumField() {
		if f := from.Field(i); !f.IsZero() {
			into.Field(i).Set(f)
		}
	}
	return c
}

// Named is a Contract with a name.
type Named struct {
	Name     string
	Contract Contract
}

// Variants returns the documented contract and, for each other value of each key, the contract that differs in that
// value alone, named "key=value". A client is meant to work under all of them. The points under which a request has to
// be repeated, or names come back in another letter case, are only in [Every].
func Variants() []Named { return variants(func(p point) bool { return !p.explicit }) }

// Every returns what [Variants] returns, for all points.
func Every() []Named { return variants(func(point) bool { return true }) }

func variants(of func(point) bool) []Named {
	all := []Named{{Name: "documented"}}
	for i, p := range new(Contract).points() {
		if !of(p) {
			continue
		}
		for _, value := range p.values[1:] {
			n := Named{Name: p.key + "=" + value}
			if err := n.Contract.points()[i].decode(quoted(p.field, value)); err != nil {
				panic(err) // a tag that contradicts its field
			}
			all = append(all, n)
		}
	}
	return all
}

// Usage describes every key and its values, one per line, for the help of a program.
func Usage() string {
	var b strings.Builder
	for _, p := range new(Contract).points() {
		fmt.Fprintf(&b, "%q: %s\n", p.key, p.accepted())
	}
	return b.String()
}

const (
	versionKey = "version"
	unseenKey  = "not_observed"
)

// point is a key of the document.
type point struct {
	key string
	// values are the accepted ones, the documented one first. Of a count they are examples.
	values   []string
	explicit bool
	field    reflect.Value
}

// points returns the keys in the order of the fields of c.
func (c *Contract) points() []point {
	fields := reflect.ValueOf(c).Elem()
	all := make([]point, fields.NumField())
	for i := range all {
		f := fields.Type().Field(i)
		all[i] = point{key: f.Tag.Get("json"), explicit: f.Tag.Get("explicit") != "", field: fields.Field(i)}
		switch f.Type.Kind() {
		case reflect.Bool:
			all[i].values = []string{"false", "true"}
		case reflect.Int:
			all[i].values = []string{"0", "2"}
		default:
			all[i].values = strings.Split(f.Tag.Get("values"), ",")
		}
	}
	return all
}

// decode sets the field to a JSON value.
func (p point) decode(value json.RawMessage) error {
	err := json.Unmarshal(value, p.field.Addr().Interface())
	switch isNull := string(value) == "null"; {
	case err != nil || isNull, p.field.Kind() == reflect.Int && p.field.Int() < 0,
		p.field.Kind() == reflect.String && !slices.Contains(p.values, p.field.String()):
		return fmt.Errorf("%q is %s; accepted: %s", p.key, value, p.accepted())
	case p.field.Kind() == reflect.String && p.field.String() == p.values[0]:
		p.field.SetZero()
	}
	return nil
}

// encode returns the field as a JSON value.
func (p point) encode() ([]byte, error) {
	value := fmt.Sprint(p.field)
	if p.field.Kind() == reflect.String && p.field.IsZero() {
		value = p.values[0]
	}
	if p.field.Kind() != reflect.Int && !slices.Contains(p.values, value) {
		return nil, fmt.Errorf("%q is %q; accepted: %s", p.key, value, p.accepted())
	}
	return quoted(p.field, value), nil
}

// accepted describes the accepted values.
func (p point) accepted() string {
	if p.field.Kind() == reflect.Int {
		return "a whole number, 0 or more"
	}
	all := make([]string, len(p.values))
	for i, value := range p.values {
		all[i] = string(quoted(p.field, value))
	}
	return strings.Join(all, ", ")
}

// quoted returns a value of the field's kind as JSON.
func quoted(field reflect.Value, value string) []byte {
	if field.Kind() == reflect.String {
		return fmt.Appendf(nil, "%q", value)
	}
	return []byte(value)
}
