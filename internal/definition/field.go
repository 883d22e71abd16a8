// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// field is an attribute of T that has a key in the API: the same name in Terraform and there. A new field of a job's
// input is a line in inputFields, beside its schema and its description. For load_type, newField points to
// Input.LoadType, stringKind encodes and observes it, and the role syncMode selects the call in diffInput. The roles of
// fields of nested objects are not used: these objects change as a whole.
type field[T any] struct {
	tfvalue.Field[T]

	role role
	// nullable fields mean something if they are null. Of the others, null in a response means that it is not shown, and
	// null in the configuration that it is not managed.
	nullable bool

	// encode returns the JSON of a value, and null for a value that is null or unknown.
	encode func(*T) json.RawMessage
	// observe updates the value with what a response shows of it.
	observe func(prior *T, response maestro.Document) error
	// unchanged reports whether the configuration's new value needs no call.
	unchanged func(before, after *T) bool
}

// kind is how the values of one Go type are encoded and observed.
type kind[V attr.Value] struct {
	typ    attr.Type
	encode func(V) json.RawMessage
	// observe returns the value after a response that shows the key, perhaps as null.
	observe func(prior V, response maestro.Document, key string) (V, error)
	// unchanged is nil if only identical values are the same.
	unchanged func(before, after V) bool
}

// newField returns a field of T. Options follow the field's role.
func newField[T any, V attr.Value](name string, r role, k kind[V], at func(*T) *V) field[T] {
	return field[T]{
		Field: tfvalue.NewField(name, k.typ, at),
		role:  r,
		encode: func(t *T) json.RawMessage {
			if tfvalue.IsNullOrUnknown(*at(t)) {
				return json.RawMessage("null")
			}
			return k.encode(*at(t))
		},
		observe: func(t *T, response maestro.Document) error {
			v, err := k.observe(*at(t), response, name)
			if err == nil {
				*at(t) = v
			}
			return err
		},
		unchanged: func(before, after *T) bool {
			old, wanted := *at(before), *at(after)
			return wanted.Equal(old) || k.unchanged != nil && k.unchanged(old, wanted)
		},
	}
}

// asNullable returns the field as one that means something if it is null.
func (f field[T]) asNullable() field[T] {
	f.nullable = true
	return f
}

// stringKind is the kind of strings. If the configuration changes only the letter case of a name, that is a change; if
// a response shows it in another letter case, it is not.
func stringKind[E tfvalue.Equality]() kind[tfvalue.String[E]] {
	return kind[tfvalue.String[E]]{
		typ:    tfvalue.StringType[E]{},
		encode: func(v tfvalue.String[E]) json.RawMessage { return encodeJSON(v.ValueString()) },
		observe: func(prior tfvalue.String[E], response maestro.Document, key string) (tfvalue.String[E], error) {
			shown, err := response.Text(key)
			return observeString(prior, shown), err
		},
	}
}

// keywordKind is the kind of keywords of the platform, whose letter case has no meaning in the configuration either.
func keywordKind() kind[Word] {
	k := stringKind[wordEquality]()
	k.unchanged = func(before, after Word) bool {
		return tfvalue.HasValue(after) && strings.EqualFold(before.ValueString(), after.ValueString())
	}
	return k
}

// intKind is the kind of integers.
func intKind() kind[types.Int64] {
	return kind[types.Int64]{
		typ:    types.Int64Type,
		encode: func(v types.Int64) json.RawMessage { return encodeJSON(v.ValueInt64()) },
		observe: func(_ types.Int64, response maestro.Document, key string) (types.Int64, error) {
			shown, err := response.Int(key)
			return types.Int64Value(shown.Value), err
		},
	}
}

// setKind is the kind of sets of names.
func setKind() kind[types.Set] {
	return kind[types.Set]{
		typ:    types.SetType{ElemType: types.StringType},
		encode: func(v types.Set) json.RawMessage { return encodeJSON(tfvalue.Strings(v)) },
		observe: func(prior types.Set, response maestro.Document, key string) (types.Set, error) {
			if !isShown(response.Raw(key)) {
				return types.SetNull(types.StringType), nil
			}
			shown, err := response.Texts(key)
			return observeSet(prior, shown.Value), err
		},
	}
}

// objectKind is the kind of objects whose fields are all strings.
func objectKind[T tfvalue.Struct[T]](fields []field[T]) kind[tfvalue.Object[T]] {
	return kind[tfvalue.Object[T]]{
		typ:    tfvalue.ObjectType[T]{},
		encode: func(v tfvalue.Object[T]) json.RawMessage { return encodeJSON(encodeObject(fields, v)) },
		observe: func(prior tfvalue.Object[T], response maestro.Document, key string) (tfvalue.Object[T], error) {
			shown, err := response.Object(key)
			if err != nil {
				return prior, err
			}
			return observeObject(fields, prior, shown.Value)
		},
	}
}

// attributeFields returns fields as attributes, followed by others that have no key of their own in the API.
func attributeFields[T any](fields []field[T], others ...tfvalue.Field[T]) *tfvalue.Fields[T] {
	all := make([]tfvalue.Field[T], 0, len(fields)+len(others))
	for _, f := range fields {
		all = append(all, f.Field)
	}
	return tfvalue.NewFields(append(all, others...)...)
}

// isShown reports whether a response shows a value: null and "" mean the same as an omitted key.
func isShown(raw maestro.Optional[json.RawMessage]) bool {
	return raw.Has() && string(raw.Value) != `""`
}

// observeString returns the value after a response, for strings of which null and "" mean the same.
func observeString[E tfvalue.Equality](prior tfvalue.String[E], shown maestro.Optional[string]) tfvalue.String[E] {
	switch {
	case !shown.Present:
		return prior
	case shown.Value == "" && strings.TrimSpace(prior.ValueString()) == "":
		return prior
	case shown.Value == "":
		return tfvalue.StringNull[E]()
	case prior.SameMeaning(shown.Value):
		return prior
	}
	return tfvalue.StringValue[E](shown.Value)
}

// observeSet returns the set after a response. Order and letter case have no meaning; no elements and null are the
// same.
func observeSet(prior types.Set, shown []string) types.Set {
	if len(shown) == 0 {
		return types.SetNull(types.StringType)
	}
	shown = sortedUnique(shown)
	before := tfvalue.Strings(prior)
	slices.SortFunc(before, compareFolded)
	if slices.EqualFunc(before, shown, strings.EqualFold) {
		return prior
	}
	return tfvalue.SetOfStrings(shown...)
}

func sortedUnique(texts []string) []string {
	texts = slices.Clone(texts)
	slices.SortFunc(texts, compareFolded)
	return slices.Compact(texts)
}

// compareFolded orders by letters, and texts that only differ in letter case by that.
func compareFolded(a, b string) int {
	if order := strings.Compare(strings.ToLower(a), strings.ToLower(b)); order != 0 {
		return order
	}
	return strings.Compare(a, b)
}

// observeObject returns the object after a response. A response that shows none of the fields does not show the object.
func observeObject[T tfvalue.Struct[T]](
	fields []field[T], prior tfvalue.Object[T], response maestro.Document,
) (tfvalue.Object[T], error) {
	attributes := prior.WithoutUnknowns().Attributes()
	shown := false
	for _, f := range fields {
		if !isShown(response.Raw(f.Name)) {
			continue
		}
		shown = true
		if err := f.observe(&attributes, response); err != nil {
			return prior, err
		}
	}
	if !shown {
		return prior.WithoutUnknowns(), nil
	}
	return tfvalue.ObjectValue(attributes), nil
}

// encodeObject returns the fields that have a value.
func encodeObject[T tfvalue.Struct[T]](fields []field[T], object tfvalue.Object[T]) maestro.Document {
	attributes := object.Attributes()
	document := make(maestro.Document)
	for _, f := range fields {
		if tfvalue.HasValue(f.Get(&attributes)) {
			document[f.Name] = f.encode(&attributes)
		}
	}
	return document
}

// encodeJSON is for values that can always be encoded: strings, integers, lists and objects of them, and JSON that was
// decoded before.
func encodeJSON(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("encoding %T as JSON: %s", value, err))
	}
	return text
}
