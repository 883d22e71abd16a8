// SPDX-License-Identifier: MPL-2.0

package functions

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/cron"
)

var _ function.Function = cronToUTC{}

type cronToUTC struct{}

// NewCronToUTC returns the function cron_to_utc.
func NewCronToUTC() function.Function { return cronToUTC{} }

// Metadata returns the name of the function.
func (cronToUTC) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "cron_to_utc"
}

// Definition returns the parameters and the result.
func (cronToUTC) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Converts a cron expression from a time zone to UTC",
		MarkdownDescription: "Converts a cron expression from a time zone to UTC, the time zone of the platform's " +
			"schedules. For example, `0 6 * * MON-FRI` in `America/Sao_Paulo` is `0 9 * * 1-5` in UTC.\n\n" +
			"The result has exactly the same times. If no single expression has them, the function fails, and the error names " +
			"the reason and the expressions that are required. There is no single expression if\n\n" +
			"- the time zone has daylight saving time, so that the time of day in UTC changes during the year. An expression " +
			"for every hour, or for months without a change, can be converted nevertheless.\n" +
			"- only some of the times are on another day in UTC, and the expression restricts the days. For example, 20:00 to " +
			"23:00 on weekdays in São Paulo requires two expressions.\n" +
			"- the days in UTC cannot be expressed in cron. For example, the day before the 1st is the last day of a month, " +
			"which differs between months.\n" +
			"- the offset of the time zone is not a whole number of hours, so that the minutes of one hour are in two hours " +
			"in UTC.\n\n" +
			fmt.Sprintf("The function uses all offsets that the time zone database has for the years %d to %d, so the result "+
				"does not depend on the day of the plan. It uses the database of the machine. If there is none, it uses the one "+
				"in the provider.\n\n", cron.FirstYear, cron.LastYear) +
			"The result has a canonical form: numbers instead of names, `0` for Sunday, and five fields instead of a preset.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name: "cron",
				MarkdownDescription: "Five fields: minute, hour, day of month, month (`1` to `12`, `JAN` to `DEC`), day of week " +
					"(`0` to `7`, `SUN` to `SAT`). Each is `*` or a list of values, ranges and steps. Or a preset: `@hourly`, " +
					"`@daily`, `@midnight`, `@weekly`, `@monthly`, `@quarterly`, `@yearly` or `@annually`. `@once` has no time " +
					"of day and is returned unchanged.",
			},
			function.StringParameter{
				Name:                "timezone",
				MarkdownDescription: "Name of a time zone in the IANA database, as in `America/Sao_Paulo`.",
			},
		},
		Return: function.StringReturn{},
	}
}

// Run returns the expression in UTC.
func (cronToUTC) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text, timezone string
	if resp.Error = req.Arguments.Get(ctx, &text, &timezone); resp.Error != nil {
		return
	}
	expression, err := cron.Parse(text)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	zone, err := cron.LoadZone(timezone)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(1, err.Error())
		return
	}
	utc, err := expression.ToUTC(zone)
	if err != nil {
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, utc.String())
}
