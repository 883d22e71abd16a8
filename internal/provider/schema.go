// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

func providerSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Manages data pipelines of the [Dadosfera](https://dadosfera.ai) platform through its REST " +
			"API, \"Maestro\".",
		Attributes: map[string]schema.Attribute{
			"base_url": stringSetting("base_url", fmt.Sprintf("Address of the API. Defaults to `%s`. It must be `https`; "+
				"`http` is accepted only for the local machine, unless `allow_http` is set.",
				maestro.DefaultBaseURL)),
			"allow_http": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether `base_url` may use `http` for another machine. Credentials are then sent " +
					"unencrypted. Defaults to `false`.",
			},
			"customer_name": stringSetting("customer_name", "Name of the customer that the pipelines belong to, sent in the "+
				"header `customer_name`. Required, here or in the environment."),
			"access_token": secretSetting("access_token", "Access token of a sign-in, sent unchanged. It is valid for 30 "+
				"to 60 minutes: for longer runs, set `username` and `password` instead. Without credentials, as for the sandbox, "+
				"requests carry only `customer_name`."),
			"username": stringSetting("username", "E-mail address for the sign-in, which happens before the first request. "+
				"Conflicts with an `access_token` that is set in the same place, the provider block or the environment."),
			"password": secretSetting("password", "Password for the sign-in."),
			"totp": secretSetting("totp", "One-time code of the second factor, if the user has one. It is valid for a single "+
				"sign-in. `terraform apply` requires two, one to plan and one to apply, and a run that outlives the access token "+
				"requires another one: with a second factor, sign in outside of Terraform and set `access_token`."),
			"max_retries": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Maximum number of retries of a request, from 0 to 100. Defaults to "+
					"`%d`. A request is retried after a broken connection, the status 408, 429, 502, 503 or 504, or a temporary "+
					"database error; a request that only reads also after any other 5xx status. A request that creates a pipeline is "+
					"retried only if the first one did not arrive, and a request that executes a pipeline never.",
					maestro.DefaultMaxRetries) + envText("max_retries"),
				Validators: []validator.Int64{validators.Int64Between(0, 100)},
			},
			"request_timeout": stringSetting("request_timeout", fmt.Sprintf("Time limit for one attempt of a request, as in "+
				"`30s` or `2m`. Defaults to `%.0fs`. The time limits of whole operations are in `timeouts` of the resources.",
				maestro.DefaultRequestTimeout.Seconds())),
			"max_requests_per_second": schema.Float64Attribute{
				Optional: true,
				MarkdownDescription: "Largest number of requests per second, for all resources together. Defaults to `0`, which " +
					"means no limit. Without a limit, the provider slows down automatically when the platform responds with 429." +
					envText("max_requests_per_second"),
			},
			"deletion_protection": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether the provider refuses to destroy and replace pipelines: the default for pipelines " +
					"that do not set `deletion_protection`. Defaults to `false`." +
					envText("deletion_protection"),
			},
			"allow_replacement": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether a change that the API cannot make in place may replace a pipeline: the default for " +
					"pipelines that do not set `allow_replacement`. A replacement deletes the pipeline and its history, and creates " +
					"another one that loads everything again. With `false`, a plan with such a change fails. Defaults to " +
					"`false`." + envText("allow_replacement"),
			},
			"read_only": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether the provider refuses to send requests that could change the platform. Reading and " +
					"signing in remain possible. Use it for drift checks in CI: a difference that requires a replacement is then a " +
					"warning instead of an error. Defaults to `false`." +
					envText("read_only"),
			},
			"bulk_refresh": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to refresh all pipelines from one list, and to read a single pipeline only if its " +
					"entry differs from the state. Plans of many pipelines are much faster, but changes that the list does not show " +
					"are not detected: the pause state, and details of jobs (connection, columns, keys, transformations). Defaults " +
					"to `false`." + envText("bulk_refresh"),
			},
		},
	}
}

func stringSetting(name, description string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description + envText(name),
		Validators: []validator.String{validators.NotEmpty(
			"Set a value, or omit it to use the environment variable " + envVar(name) + ".")},
	}
}

func secretSetting(name, description string) schema.StringAttribute {
	attribute := stringSetting(name, description)
	attribute.Sensitive = true
	return attribute
}

// envText returns the end of a description, which names the environment variable of a setting.
func envText(name string) string { return fmt.Sprintf(" Environment variable: `%s`.", envVar(name)) }
