// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// ClientFromEnvironment returns the configuration of the client for a provider block without settings: that of the
// environment, checked in the same way.
func ClientFromEnvironment(lookup func(variable string) string) (maestro.Config, diag.Diagnostics) {
	var diags diag.Diagnostics
	settings := configuration{}.resolve(lookup, &diags)
	return settings.client, diags
}

// The settings that only the environment has, so that no configuration can change them.
const (
	deleteProtectedVariable = "DADOSFERA_DELETE_PROTECTED"
	allowedHostsVariable    = "DADOSFERA_ALLOWED_HOSTS"
)

// deleteProtected returns the ids of the pipelines whose deletion_protection is ignored in this run.
func (r resolver) deleteProtected() []string {
	ids := splitList(r.env(deleteProtectedVariable))
	for _, id := range ids {
		if err := maestro.CheckID(id); err != nil {
			r.diags.Append(summaryInvalidDeleteProtected.Errorf("The environment variable %s contains an invalid pipeline "+
				"id: %s. Set it to ids separated by commas, as in 1b33ad2f_33d3_4837_9eeb_83c82c8b909d.",
				deleteProtectedVariable, err))
		}
	}
	return ids
}

// allowedHost returns the base URL. It reports an error if the environment does not allow its host.
func (r resolver) allowedHost(baseURL *url.URL) *url.URL {
	variable := r.env(allowedHostsVariable)
	if variable == "" || baseURL == nil {
		return baseURL
	}
	allowed := splitList(variable)
	if i := slices.IndexFunc(allowed, isNotHost); i >= 0 || len(allowed) == 0 {
		entry := variable
		if i >= 0 {
			entry = allowed[i]
		}
		r.diags.Append(summaryInvalidAllowedHosts.Errorf("The environment variable %s contains %q, which is not a host. "+
			"Set it to hosts separated by commas, with their ports if they are not 443, as in "+
			"maestro.dadosfera.ai,localhost:8080.", allowedHostsVariable, entry))
		return baseURL
	}

	if !slices.ContainsFunc(allowed, func(entry string) bool { return allows(entry, baseURL) }) {
		r.diags.Append(summaryHostNotAllowed.ErrorAtf(path.Root("base_url"), "The environment variable %[2]s does not "+
			"allow the host of %[1]s. The allowed hosts are: %[3]s. No request was sent. Set base_url to an allowed host. If "+
			"you trust this host with your credentials, add %[4]s to the variable.",
			baseURL, allowedHostsVariable, strings.Join(allowed, ", "), hostPort(baseURL)))
	}
	return baseURL
}

// allows reports whether an entry of the allowed hosts matches a base URL. An entry without a port is for https on its
// default port.
func allows(entry string, baseURL *url.URL) bool {
	host, err := url.Parse("https://" + entry)
	if err != nil || host.Port() == "" && baseURL.Scheme != host.Scheme {
		return false
	}
	return hostPort(host) == hostPort(baseURL)
}

// hostPort returns the host of a URL in lower case, and its port.
func hostPort(u *url.URL) string {
	defaults := map[string]string{"https": "443", "http": "80"}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	return net.JoinHostPort(host, cmp.Or(u.Port(), defaults[u.Scheme]))
}

// isNotHost reports whether a text is neither a host nor a host with a port.
func isNotHost(text string) bool {
	u, err := url.Parse("https://" + text)
	return err != nil || u.Host != text || u.Hostname() == "" || strings.Contains(text, "*")
}

// splitList returns the entries of a comma-separated list, without white space around them and without empty ones.
func splitList(text string) []string {
	var entries []string
	for entry := range strings.SplitSeq(text, ",") {
		if entry = strings.TrimSpace(entry); entry != "" {
			entries = append(entries, entry)
		}
	}
	return entries
}
