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
		Summary: "Says a cron expression of a time zone in UTC",
		MarkdownDescription: "Gives the cron expression that means in UTC, which the platform's schedules are in, what the " +
			"given one means in a time zone: `0 6 * * MON-FRI` in `America/Sao_Paulo` is `0 9 * * 1-5`.\n\n" +
			"The result has the very same times, or there is none: where no single expression has them, the call fails, says " +
			"why, and names the expressions that would be needed. That is so where\n\n" +
			"- the clocks of the zone are changed for summer, and the time of day is not the same in UTC all year. An " +
			"expression for every hour, or for a month without a change, has a form in UTC nevertheless.\n" +
			"- only some of the times are on another day in UTC, and the days are restricted: 20:00 to 23:00 on weekdays " +
			"takes two expressions in São Paulo.\n" +
			"- days of the month become days before or after them that cron cannot name: the day before the 1st is the last " +
			"day of a month, which is not the same day in each.\n" +
			"- the zone is no whole number of hours from UTC, and minutes of one hour become minutes of two.\n\n" +
			fmt.Sprintf("What counts is all that the time zone database has for a zone from %d to %d, so the result does not "+
				"depend on the day of the plan. The database is the one of the machine, or, where it has none, one that is "+
				"built into the provider.\n\n", cron.FirstYear, cron.LastYear) +
			"The result is always written in the same way: numbers for names, `0` for Sunday, five fields for a preset.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name: "cron",
				MarkdownDescription: "Five fields: minute, hour, day of month, month (`1` to `12`, `JAN` to `DEC`), day of week " +
					"(`0` to `7`, `SUN` to `SAT`). Each is `*` or a list of values, ranges and steps. Or a preset: `@hourly`, " +
					"`@daily`, `@midnight`, `@weekly`, `@monthly`, `@quarterly`, `@yearly`, `@annually`; `@once`, which has no " +
					"time of day, comes back as it is.",
			},
			function.StringParameter{
				Name:                "timezone",
				MarkdownDescription: "A time zone by its name in the IANA database, as in `America/Sao_Paulo`.",
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
