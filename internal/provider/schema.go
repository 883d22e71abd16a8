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
		MarkdownDescription: "Data pipelines of the [Dadosfera](https://dadosfera.ai) platform, through its REST API " +
			"\"Maestro\".\n\n" +
			"Every setting but `allow_http` can also come from an environment variable. The configuration wins over the " +
			"environment.",
		Attributes: map[string]schema.Attribute{
			"base_url": stringSetting("base_url", fmt.Sprintf("Address of the API. Defaults to `%s`. It must be `https`; "+
				"`http` is only accepted for this machine, unless `allow_http` is set.",
				maestro.DefaultBaseURL)),
			"allow_http": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether `base_url` may be `http` to another machine. Credentials then travel in the clear. " +
					"Defaults to `false`.",
			},
			"customer_name": stringSetting("customer_name", "The customer whose pipelines these are, sent as the header "+
				"`customer_name`. Required, here or in the environment."),
			"access_token": secretSetting("access_token", "Access token, as returned by a sign-in, sent unchanged. It is valid for half "+
				"an hour to an hour; for longer runs, set `username` and `password`. With neither, requests carry "+
				"`customer_name` alone."),
			"username": stringSetting("username", "E-mail address to sign in with, at the first request. Not together with "+
				"`access_token`."),
			"password": secretSetting("password", "Password to sign in with."),
			"totp": secretSetting("totp", "One-time code of the second factor, where one is set up. It is valid for one "+
				"sign-in. `terraform apply` makes two, one to plan and one to apply, and a run that outlives the access token "+
				"makes another: with a second factor, sign in outside of Terraform and give `access_token`."),
			"max_retries": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How often a request that may be repeated is sent again after a broken "+
					"connection, 429, 502, 503 or 504. Defaults to `%d`. Starting an execution is never repeated, and creating "+
					"a pipeline only after verifying that the first request did not arrive.", maestro.DefaultMaxRetries) + envText("max_retries"),
				Validators: []validator.Int64{validators.Int64Between(0, 100)},
			},
			"request_timeout": stringSetting("request_timeout", fmt.Sprintf("How long one attempt of a request may take, as "+
				"in `30s` or `2m`. Defaults to `%.0fs`. Whole operations have limits of their own, see `timeouts` of the "+
				"resource.", maestro.DefaultRequestTimeout.Seconds())),
			"max_requests_per_second": schema.Float64Attribute{
				Optional: true,
				MarkdownDescription: "Limit on requests, shared by everything in the provider. Defaults to `0`, no fixed limit. " +
					"Without one the provider slows down by itself when the platform responds with 429." +
					envText("max_requests_per_second"),
			},
			"deletion_protection": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Default for pipelines that do not set `deletion_protection`: whether destroying " +
					"and replacing them is refused. Defaults to `false`." +
					envText("deletion_protection"),
			},
			"allow_replacement": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether a change that the API cannot make in place may replace a pipeline: the default for " +
					"pipelines that do not set `allow_replacement`. A replacement deletes the pipeline and its history, and creates " +
					"another one that loads everything again. With `false`, such a change is an error in the plan. Defaults to " +
					"`false`." + envText("allow_replacement"),
			},
			"read_only": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether every request that could change something is refused before it is sent, with an " +
					"error that names this setting. Reading and signing in are possible. It is for drift checks in CI: a " +
					"difference that would need a replacement is then a plan, and not an error. Defaults to `false`." +
					envText("read_only"),
			},
			"bulk_refresh": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to refresh all pipelines from one list, and to read only those on their own that " +
					"differ in it from the state. It makes plans of many pipelines much faster, but does not detect changes that the list does not " +
					"show: whether a pipeline is paused, and details of its jobs (credentials reference, columns, keys, " +
					"transformations). Defaults to `false`." + envText("bulk_refresh"),
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
