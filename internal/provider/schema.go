// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

func providerSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Data pipelines of the [Dadosfera](https://dadosfera.ai) platform, through its REST API \"Maestro\".\n\n" +
			"Every setting but `allow_http` can also come from an environment variable. The configuration wins over the environment.",
		Attributes: map[string]schema.Attribute{
			"base_url": text(fmt.Sprintf("Address of the API. Defaults to `%s`. It must be `https`; `http` is taken for this machine only, unless `allow_http` is set.",
				maestro.DefaultBaseURL), envBaseURL),
			"allow_http": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether `base_url` may be `http` to another machine. Credentials then travel in the clear. Defaults to `false`.",
			},
			"customer_name": text("The customer whose pipelines these are, sent as the header `customer_name`. Required, here or in the environment.", envCustomerName),
			"access_token": secret("Access token, as a sign-in gives it, sent as it is. It lives half an hour to an hour: for longer runs give `username` and `password`. "+
				"With neither, requests carry `customer_name` alone.", envAccessToken),
			"username": text("E-mail address to sign in with, at the first request. Not together with `access_token`.", envUsername),
			"password": secret("Password to sign in with.", envPassword),
			"totp": secret("One-time code of the second factor, where one is set up. It is good for one sign-in. `terraform apply` makes two, one to plan and one to apply, and a run that outlives "+
				"the access token makes another: with a second factor, sign in outside of Terraform and give `access_token`.",
				envTOTP),
			"max_retries": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How often a request that may be repeated is sent again after a broken connection, 429, 502, 503 or 504. Defaults to `%d`. ", maestro.DefaultMaxRetries) +
					"Starting an execution is never repeated, and creating only after a look whether the first request arrived." + env(envMaxRetries),
				Validators: []validator.Int64{int64validator.Between(0, 100)},
			},
			"request_timeout": text(fmt.Sprintf("How long one attempt of a request may take, as in `30s` or `2m`. Defaults to `%.0fs`. "+
				"Whole operations have limits of their own, see `timeouts` of the resource.", maestro.DefaultRequestTimeout.Seconds()), envRequestTimeout),
			"max_requests_per_second": schema.Float64Attribute{
				Optional: true,
				MarkdownDescription: "Limit on requests, shared by everything in the provider. Defaults to `0`, no fixed limit. " +
					"Without one the provider slows down by itself when the platform answers 429." + env(envMaxRequestsPerSecond),
			},
			"deletion_protection": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "The `deletion_protection` of pipelines that do not say it themselves: whether destroying and replacing them is refused. Defaults to `false`." +
					env(envDeletionProtection),
			},
			"bulk_refresh": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to refresh all pipelines from one list, and to read only those on their own that differ in it from the state. " +
					"It makes plans of many pipelines much faster, and blind to what the list does not show: whether a pipeline is paused, and details of its jobs " +
					"(credentials reference, columns, keys, transformations). Defaults to `false`." + env(envBulkRefresh),
			},
		},
	}
}

func text(description, variable string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description + env(variable),
		Validators:          []validator.String{validators.Filled("Give it a value, or leave it out for that of the environment variable " + variable + ".")},
	}
}

func secret(description, variable string) schema.StringAttribute {
	attribute := text(description, variable)
	attribute.Sensitive = true
	return attribute
}

func env(variable string) string { return fmt.Sprintf(" Environment variable: `%s`.", variable) }
