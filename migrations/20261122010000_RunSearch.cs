using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ControlPlane.Server.Platform.Storage.Migrations
{
    /// <summary>
    /// What the list of runs is sorted and searched by. Written by hand because EF Core knows no index of an expression.
    /// Text is searched by PostgreSQL's own word index, which needs no extension.
    /// </summary>
    [DbContext(typeof(ControlPlaneDb))]
    [Migration("20261122010000_RunSearch")]
    public sealed class RunSearch : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                -- Letters and digits are words, whatever stands between: SO-881204 is found by its number alone.
                CREATE FUNCTION run_words(task text, name text, error text, session_id text, user_id text)
                RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                    SELECT to_tsvector('simple'::regconfig, regexp_replace(
                        concat_ws(' ', left(task, 2000), left(name, 2000), left(error, 1000), left(session_id, 500),
                            left(user_id, 500)), '[^[:alnum:]]+', ' ', 'g'))
                $$;
                CREATE INDEX runs_words ON runs USING gin (run_words(task, name, error, session_id, user_id));
                CREATE INDEX runs_models ON runs USING gin (models);
                CREATE INDEX runs_by_cost ON runs (cost_nano_usd, id) WHERE visible;
                CREATE INDEX runs_by_steps ON runs (steps, id) WHERE visible;
                CREATE INDEX runs_by_tokens ON runs ((least(input_tokens, 4000000000000000000)
                    + least(output_tokens, 4000000000000000000)), id) WHERE visible;
                CREATE INDEX runs_by_duration ON runs (
                    coalesce((extract(epoch FROM ended_at - started_at) * 1000000)::bigint, -1), id) WHERE visible;
                """
            );
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP INDEX runs_words, runs_models, runs_by_cost, runs_by_steps, runs_by_tokens, runs_by_duration;
                DROP FUNCTION run_words(text, text, text, text, text);
                """
            );
        }
    }
}
