using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ControlPlane.Server.Platform.Storage.Migrations
{
    /// <summary>
    /// How many parts of a report were cut off or left out, so that a run can say so without opening its content.
    /// Written by hand because EF Core does not know the partitioned tables.
    /// </summary>
    [DbContext(typeof(ControlPlaneDb))]
    [Migration("20261123000000_ContentCuts")]
    public sealed class ContentCuts : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                -- Of content that was stored before this nobody counted: NULL, which is not the same as none.
                ALTER TABLE step_contents ADD COLUMN cuts integer;
                CREATE INDEX step_contents_cut ON step_contents (class, run_day, run_id)
                    WHERE cuts IS DISTINCT FROM 0;
                """
            );
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("ALTER TABLE step_contents DROP COLUMN cuts;");
        }
    }
}
