// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Field is one attribute of an object whose attributes are the fields of the struct T.
type Field[T any] struct {
	// Name is the name of the attribute.
	Name string
	// Type is the type of the attribute.
	Type attr.Type

	get             func(*T) attr.Value
	set             func(*T, attr.Value) error
	setNull         func(*T)
	copyKnown       func(to, from *T)
	resolveUnknowns func(planned, observed *T)
}

// NewField returns the field of T that at points to. V is the type of the values of typ.
func NewField[T any, V attr.Value](name string, typ attr.Type, at func(*T) *V) Field[T] {
	// On demand, as the types of nested objects are not ready while the package's variables are initialized.
	null := sync.OnceValue(func() V { return nullOf[V](typ) })

	return Field[T]{
		Name:    name,
		Type:    typ,
		get:     func(t *T) attr.Value { return *at(t) },
		setNull: func(t *T) { *at(t) = null() },
		set: func(t *T, v attr.Value) error {
			value, ok := v.(V)
			if !ok {
				return fmt.Errorf("%s: got a value of type %T, want %T", name, v, value)
			}
			*at(t) = value
			return nil
		},
		copyKnown: func(to, from *T) {
			v := *at(from)
			switch nested, ok := any(v).(interface{ WithoutUnknowns() V }); {
			case v.IsUnknown():
				v = null()
			case ok:
				v = nested.WithoutUnknowns()
			}
			*at(to) = v
		},
		resolveUnknowns: func(planned, observed *T) {
			v := at(planned)
			switch nested, ok := any(*v).(interface{ ResolveUnknowns(observed V) V }); {
			case (*v).IsUnknown():
				*v = *at(observed)
			case ok:
				*v = nested.ResolveUnknowns(*at(observed))
			}
		},
	}
}

// Get returns the field's value.
func (f Field[T]) Get(t *T) attr.Value { return f.get(t) }

// CopyKnown sets the field of to from the one of from, with null for unknown values.
func (f Field[T]) CopyKnown(to, from *T) { f.copyKnown(to, from) }

// SetNull sets the field to null.
func (f Field[T]) SetNull(t *T) { f.setNull(t) }

func nullOf[V attr.Value](typ attr.Type) V {
	ctx := context.Background()
	v, err := typ.ValueFromTerraform(ctx, tftypes.NewValue(typ.TerraformType(ctx), nil))
	null, ok := v.(V)
	if err != nil || !ok {
		panic(fmt.Sprintf("%s has no null of type %T: %v", typ, null, err))
	}
	return null
}

// Fields are the attributes of an object whose attributes are the fields of the struct T.
type Fields[T any] struct {
	All []Field[T]

	once      sync.Once
	null      T
	types     map[string]attr.Type
	terraform tftypes.Object
}

// NewFields returns the table of the attributes of an object.
func NewFields[T any](fields ...Field[T]) *Fields[T] { return &Fields[T]{All: fields} }

// init fills in what depends on the types of nested objects.
func (f *Fields[T]) init() {
	f.once.Do(func() {
		f.types = make(map[string]attr.Type, len(f.All))
		f.terraform.AttributeTypes = make(map[string]tftypes.Type, len(f.All))
		for _, field := range f.All {
			field.setNull(&f.null)
			f.types[field.Name] = field.Type
			f.terraform.AttributeTypes[field.Name] = field.Type.TerraformType(context.Background())
		}
	})
}

// Null returns a T of which every field is null.
func (f *Fields[T]) Null() T {
	f.init()
	return f.null
}

func (f *Fields[T]) equal(a, b *T) bool {
	for _, field := range f.All {
		if !field.get(a).Equal(field.get(b)) {
			return false
		}
	}
	return true
}
