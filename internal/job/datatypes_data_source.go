// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

var _ datasource.DataSourceWithConfigure = (*datatypesDataSource)(nil)

type datatypesDataSource struct {
	data *providerdata.Data
}

// NewDatatypesDataSource gives the data source dadosfera_jdbc_datatypes, not configured yet.
func NewDatatypesDataSource() datasource.DataSource { return &datatypesDataSource{} }

// datatypesModel is the data source in Terraform's values.
type datatypesModel struct {
	Datatypes map[string][]string `tfsdk:"datatypes"`
}

// Metadata names the data source.
func (d *datatypesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_jdbc_datatypes"
}

// Schema describes the attributes.
func (d *datatypesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The types of columns by which the platform can load a table incrementally, for each database.",
		Attributes: map[string]schema.Attribute{
			"datatypes": schema.MapAttribute{
				Computed:    true,
				ElementType: types.ListType{ElemType: types.StringType},
				MarkdownDescription: "The types by plugin, as in `datatypes[\"postgresql\"]`: what `incremental_column_type` may be for a job of that plugin. " +
					"They are spelled as the platform has them.",
			},
		},
	}
}

// Configure takes over the provider's client.
func (d *datatypesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// Read shows what the platform allows.
func (d *datatypesDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	datatypes, err := d.data.Client.JDBCDatatypes(ctx)
	if err != nil {
		resp.Diagnostics.AddError("Reading the JDBC data types failed", "The types of columns could not be read. "+d.data.Explain(err))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, datatypesModel{datatypes})...)
}
