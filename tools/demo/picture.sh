#!/bin/sh
# SPDX-License-Identifier: MPL-2.0

# Prints a plan in color, for the picture in the README. make picture runs it in the sandbox.
set -eu

unset TF_CLI_ARGS
cat >main.tf <<'HCL'
terraform {
  required_providers {
    dadosfera = { source = "dadosfera/dadosfera" }
  }
}

resource "dadosfera_pipeline" "orders" {
  name = "Orders"
  cron = "0 6 * * *" # every day at 6:00 UTC

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "postgresql"
      table_schema    = "public"
      table_name      = "orders"
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}
HCL
terraform init >/dev/null
terraform apply -auto-approve >/dev/null

# Another user pauses the pipeline and changes its schedule.
id=$(terraform show -json | sed 's/.*"id":"\([0-9a-f_]*\)".*/\1/')
request() {
	curl -fsS -o /dev/null "$DADOSFERA_BASE_URL/platform/$1" -X "$2" -H "customer_name: $DADOSFERA_CUSTOMER_NAME" \
		-H 'Content-Type: application/json' -d "$3"
}
request pipeline/pause POST "{\"pipeline_id\": \"$id\"}"
request "pipeline/$id" PATCH '{"cron": "0 12 * * *"}'

printf "\033[1m$\033[0m terraform plan\n" >"$1"
terraform plan | sed "/Plan:/q" >>"$1"
