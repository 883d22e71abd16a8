// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// FunctionError is what a function failed with. Argument is the place of the argument that is wrong, -1 where it is none
// in particular.
type FunctionError struct {
	Argument int
	Text     string
}

// Call calls a function with plain arguments, as Terraform does: it makes no call with a null that the function does not
// take, nor with an unknown value, whose result is unknown. Terraform ends the text of an error with a full stop.
func (s *Server) Call(name string, arguments ...any) (any, *FunctionError) {
	s.t.Helper()
	function := s.Schemas.Functions[name]
	if function == nil {
		s.t.Fatalf("there is no function %s", name)
	}
	if len(arguments) != len(function.Parameters) {
		s.t.Fatalf("%s takes %d arguments, not %d", name, len(function.Parameters), len(arguments))
	}
	values := make([]*tfprotov6.DynamicValue, len(arguments))
	unknown := false
	for i, parameter := range function.Parameters {
		value := Value(s.t, parameter.Type, arguments[i])
		if value.IsNull() && !parameter.AllowNullValue {
			return nil, &FunctionError{i, "argument must not be null"}
		}
		unknown = unknown || !value.IsFullyKnown() && !parameter.AllowUnknownValues
		values[i] = s.dynamic(value)
	}
	if unknown {
		return Plain(tftypes.NewValue(function.Return.Type, tftypes.UnknownValue)), nil
	}
	resp, err := s.CallFunction(s.t.Context(), &tfprotov6.CallFunctionRequest{Name: name, Arguments: values})
	s.must("call", nil, err)
	if resp.Error != nil {
		failed := &FunctionError{-1, resp.Error.Text}
		if resp.Error.FunctionArgument != nil {
			failed.Argument = int(*resp.Error.FunctionArgument)
		}
		return nil, failed
	}
	result := s.read(resp.Result, function.Return.Type)
	if !result.IsFullyKnown() {
		s.t.Errorf("%s of known arguments is %s", name, result)
	}
	return Plain(result), nil
}
