// SPDX-License-Identifier: MPL-2.0

package explain

import "fmt"

// NoPipeline says of an id that it names no pipeline, and what to check. customer is the customer_name of the provider.
func NoPipeline(err error, customer, id string) string {
	return fmt.Sprintf("No pipeline of customer %q has the id %s. Check the id and the provider's customer_name.\n\n%s", customer, id, Error(err, customer, ""))
}
