// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// FunctionError is the error of a function. Argument is the index of the argument that it is about, -1 if it is about
// none.
type FunctionError struct {
	Argument int
	Text     string
}

// Call calls a function with arguments as for Value, and returns its result as Plain does. The provider is not called
// with a null that the parameter does not allow, which is an error, nor with an unknown value that it does not allow,
// for which the result is unknown: FunctionDecl.BuildFunction in Terraform's source.
func (s *Server) Call(name string, arguments ...any) (any, *FunctionError) {
	s.t.Helper()
	function := s.Schemas.Functions[name]
	if function == nil {
		s.t.Fatalf("the provider has no function %s", name)
	}
	if n := len(function.Parameters); len(arguments) < n || len(arguments) > n && function.VariadicParameter == nil {
		s.t.Fatalf("%s: got %d arguments, want %d", name, len(arguments), n)
	}

	values := make([]*tfprotov6.DynamicValue, len(arguments))
	unknown := false
	for i := range arguments {
		parameter := function.VariadicParameter
		if i < len(function.Parameters) {
			parameter = function.Parameters[i]
		}
		value := Value(s.t, parameter.Type, arguments[i])
		if value.IsNull() && !parameter.AllowNullValue {
			return nil, &FunctionError{i, "argument must not be null"}
		}
		unknown = unknown || !value.IsFullyKnown() && !parameter.AllowUnknownValues
		values[i] = s.encode(value)
	}
	if unknown {
		return Plain(tftypes.NewValue(function.Return.Type, tftypes.UnknownValue)), nil
	}

	resp, err := s.CallFunction(s.t.Context(), &tfprotov6.CallFunctionRequest{Name: name, Arguments: values})
	s.noError("call", err)
	if resp.Error != nil {
		failure := &FunctionError{-1, resp.Error.Text}
		if resp.Error.FunctionArgument != nil {
			failure.Argument = int(*resp.Error.FunctionArgument)
		}
		return nil, failure
	}
	if resp.Result == nil {
		s.t.Errorf("%s: got neither a result nor an error", name)
		return nil, nil
	}
	result := s.decode(resp.Result, function.Return.Type)
	if !result.IsFullyKnown() {
		s.t.Errorf("%s: got an unknown result of known arguments: %s", name, describe(result))
	}
	return Plain(result), nil
}
