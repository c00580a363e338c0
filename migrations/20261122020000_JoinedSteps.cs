using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ControlPlane.Server.Platform.Storage.Migrations
{
    /// <summary>
    /// A call that the API and a trace both report is one step: the row that is not counted is marked, and no longer
    /// counts as a step of its run. Written by hand because EF Core knows no partitions.
    /// </summary>
    [DbContext(typeof(ControlPlaneDb))]
    [Migration("20261122020000_JoinedSteps")]
    public sealed class JoinedSteps : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                ALTER TABLE steps ADD COLUMN joined boolean NOT NULL DEFAULT false;
                CREATE INDEX steps_duplicate_of ON steps (run_id, duplicate_of) WHERE duplicate_of IS NOT NULL;

                UPDATE steps AS s SET joined = true FROM steps AS c
                WHERE s.duplicate_of IS NOT NULL AND c.class = s.class AND c.run_day = s.run_day
                    AND c.run_id = s.run_id AND c.key = s.duplicate_of AND (c.scope = 'api') <> (s.scope = 'api');
                UPDATE runs AS r SET steps = r.steps - j.joined
                FROM (SELECT run_id, count(*)::integer AS joined FROM steps WHERE joined GROUP BY run_id) AS j
                WHERE r.id = j.run_id;
                """
            );
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                UPDATE runs AS r SET steps = r.steps + j.joined
                FROM (SELECT run_id, count(*)::integer AS joined FROM steps WHERE joined GROUP BY run_id) AS j
                WHERE r.id = j.run_id;
                DROP INDEX steps_duplicate_of;
                ALTER TABLE steps DROP COLUMN joined;
                """
            );
        }
    }
}
