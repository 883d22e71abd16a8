// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

var _ datasource.DataSourceWithConfigure = (*jdbcDatatypesDataSource)(nil)

type jdbcDatatypesDataSource struct {
	providerdata.DataSource
}

// NewJDBCDatatypesDataSource returns the data source dadosfera_jdbc_datatypes.
func NewJDBCDatatypesDataSource() datasource.DataSource {
	return &jdbcDatatypesDataSource{providerdata.DataSource{TypeName: "jdbc_datatypes"}}
}

type jdbcDatatypesModel struct {
	Datatypes map[string][]string `tfsdk:"datatypes"`
}

// Schema returns the attributes.
func (*jdbcDatatypesDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The column types by which the platform can load a table incrementally, for each database.",
		Attributes: map[string]schema.Attribute{
			"datatypes": schema.MapAttribute{
				Computed:    true,
				ElementType: types.ListType{ElemType: types.StringType},
				MarkdownDescription: "The types by plugin, as in `datatypes[\"postgresql\"]`: the valid values of " +
					"`incremental_column_type` for jobs of this plugin, sorted, in the spelling of the platform.",
			},
		},
	}
}

// Read reads the types from the platform.
func (d *jdbcDatatypesDataSource) Read(
	ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	datatypes, err := d.Provider.Client.JDBCDatatypes(ctx)
	if err != nil {
		resp.Diagnostics.Append(summaryDatatypesFailed.Errorf(
			"The column types could not be read. %s", d.Provider.ErrorMessage(err)))
		return
	}
	for _, types := range datatypes {
		slices.Sort(types)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, jdbcDatatypesModel{datatypes})...)
}
