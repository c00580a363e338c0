using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ControlPlane.Server.Platform.Storage.Migrations
{
    /// <summary>
    /// Steps and their content: LIST by environment class, then RANGE by run day, so that retention drops tables.
    /// Written by hand because EF Core knows no partitions.
    /// </summary>
    [DbContext(typeof(ControlPlaneDb))]
    [Migration("20261122000000_StepPartitions")]
    public sealed class StepPartitions : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                CREATE TABLE steps (
                    class text NOT NULL,
                    run_day date NOT NULL,
                    run_id uuid NOT NULL,
                    key uuid NOT NULL,
                    id text NOT NULL,
                    parent_key uuid,
                    parent_id text,
                    trace_id text,
                    kind text NOT NULL,
                    operation text,
                    name text NOT NULL,
                    started_at timestamptz NOT NULL,
                    ended_at timestamptz,
                    status text NOT NULL,
                    scope text NOT NULL,
                    dialect text NOT NULL,
                    service_name text,
                    agent_name text,
                    session_id text,
                    user_id text,
                    environment text,
                    version text,
                    claimed_run_id uuid,
                    provider text,
                    request_model text,
                    response_model text,
                    response_id text,
                    reservation_id text,
                    input_tokens bigint,
                    output_tokens bigint,
                    cached_input_tokens bigint,
                    cache_write_tokens bigint,
                    reasoning_tokens bigint,
                    max_tokens bigint,
                    finish_reasons text[] NOT NULL,
                    time_to_first_token_ms double precision,
                    reported_cost_nano_usd bigint,
                    malformed_tool_arguments boolean NOT NULL,
                    has_output boolean NOT NULL,
                    has_empty_answer boolean NOT NULL,
                    parent_is_remote boolean NOT NULL,
                    tool_name text,
                    tool_call_id text,
                    attempt integer,
                    retry_count integer,
                    confidence double precision,
                    http_target text,
                    http_status integer,
                    error_type text,
                    error_message text,
                    error_class text,
                    severity text,
                    redactions integer NOT NULL,
                    cost_nano_usd bigint,
                    price text,
                    received_at timestamptz NOT NULL,
                    duplicate_of uuid
                ) PARTITION BY LIST (class);
                CREATE UNIQUE INDEX steps_identity ON steps (class, run_day, run_id, key);
                CREATE INDEX steps_started_at ON steps USING brin (started_at);
                CREATE TABLE steps_production PARTITION OF steps FOR VALUES IN ('production')
                    PARTITION BY RANGE (run_day);
                CREATE TABLE steps_other PARTITION OF steps FOR VALUES IN ('other') PARTITION BY RANGE (run_day);

                CREATE TABLE step_contents (
                    class text NOT NULL,
                    run_day date NOT NULL,
                    run_id uuid NOT NULL,
                    step_key uuid NOT NULL,
                    part text NOT NULL,
                    at timestamptz NOT NULL,
                    final boolean NOT NULL,
                    redactions integer NOT NULL,
                    body bytea NOT NULL
                ) PARTITION BY LIST (class);
                ALTER TABLE step_contents ALTER COLUMN body SET STORAGE EXTERNAL; -- it is compressed already
                CREATE UNIQUE INDEX step_contents_identity
                    ON step_contents (class, run_day, run_id, step_key, part);
                CREATE TABLE step_contents_production PARTITION OF step_contents FOR VALUES IN ('production')
                    PARTITION BY RANGE (run_day);
                CREATE TABLE step_contents_other PARTITION OF step_contents FOR VALUES IN ('other')
                    PARTITION BY RANGE (run_day);

                -- Runs with the owner's rights, because the app's role owns no table. A partition is made apart and
                -- then attached: CREATE TABLE … PARTITION OF would lock out readers and writers of the whole table.
                CREATE FUNCTION ensure_step_partitions(environment_class text, day date) RETURNS void
                LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
                DECLARE
                    parent text;
                    partition text;
                BEGIN
                    IF environment_class NOT IN ('production', 'other') THEN
                        RAISE EXCEPTION 'no environment class %', environment_class;
                    END IF;
                    PERFORM pg_advisory_xact_lock(hashtextextended('ensure_step_partitions', 0));
                    FOREACH parent IN ARRAY ARRAY['steps', 'step_contents'] LOOP
                        parent := parent || '_' || environment_class;
                        partition := parent || '_' || to_char(day, 'YYYYMMDD');
                        IF to_regclass(partition) IS NULL THEN
                            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', partition, parent);
                            EXECUTE format(
                                'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                                parent, partition, day, day + 1);
                        END IF;
                    END LOOP;
                END $$;
                """
            );
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP FUNCTION ensure_step_partitions(text, date);
                DROP TABLE steps;
                DROP TABLE step_contents;
                """
            );
        }
    }
}
