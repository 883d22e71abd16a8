// SPDX-License-Identifier: MPL-2.0

package contract

// NeedsDocumented skips a test that holds for the documented behavior alone, for a reason that completes "the test
// ...", if the environment variable [Variable] names the file of another contract.
func NeedsDocumented(t interface {
	Helper()
	Skipf(format string, args ...any)
}, reason string,
) {
	t.Helper()
	if c, err := FromEnvironment(); err == nil && c != (Contract{}) { // the first simulator reports the error
		t.Skipf("%s names another contract than the documented one, and the test %s", Variable, reason)
	}
}
