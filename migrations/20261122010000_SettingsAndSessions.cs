using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ControlPlane.Server.Platform.Storage.Migrations
{
    /// <inheritdoc />
    public partial class SettingsAndSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_sign_in_at",
                table: "people",
                type: "timestamp with time zone",
                nullable: true
            );

            migrationBuilder.AddColumn<string>(
                name: "environment",
                table: "agents",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true
            );

            migrationBuilder.CreateTable(
                name: "person_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_links", x => x.id);
                    table.ForeignKey(
                        name: "fk_person_links_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "person_sessions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    address = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    browser = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_person_sessions", x => x.id);
                    table.ForeignKey(
                        name: "fk_person_sessions_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "redaction_patterns",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    expression = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    found = table.Column<long>(type: "bigint", nullable: false),
                    last_found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_redaction_patterns", x => x.id);
                }
            );

            migrationBuilder.CreateTable(
                name: "retention_periods",
                columns: table => new
                {
                    @class = table.Column<string>(name: "class", type: "text", nullable: false),
                    days = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_retention_periods", x => x.@class);
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_runs_class_run_day",
                table: "runs",
                columns: new[] { "class", "run_day" }
            );

            migrationBuilder.CreateIndex(
                name: "ix_person_links_hash",
                table: "person_links",
                column: "hash",
                unique: true
            );

            migrationBuilder.CreateIndex(name: "ix_person_links_person_id", table: "person_links", column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_person_sessions_person_id",
                table: "person_sessions",
                column: "person_id"
            );

            migrationBuilder.CreateIndex(
                name: "ix_redaction_patterns_name",
                table: "redaction_patterns",
                column: "name",
                unique: true
            );

            // Runs with the owner's rights, because the app's role owns no table. It needs the tables for itself for a
            // moment and gives up soon, so that writers never wait long for it; the next clean-up tries again.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION drop_step_partitions(environment_class text, day date) RETURNS boolean
                LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '500ms' AS $$
                DECLARE
                    parent text;
                    dropped boolean := false;
                BEGIN
                    IF environment_class NOT IN ('production', 'other') THEN
                        RAISE EXCEPTION 'no environment class %', environment_class;
                    END IF;
                    PERFORM pg_advisory_xact_lock(hashtextextended('ensure_step_partitions', 0));
                    IF EXISTS (SELECT FROM runs WHERE class = environment_class AND run_day = day) THEN
                        RETURN false; -- its runs would lose their steps
                    END IF;
                    FOREACH parent IN ARRAY ARRAY['steps', 'step_contents'] LOOP
                        parent := parent || '_' || environment_class || '_' || to_char(day, 'YYYYMMDD');
                        IF to_regclass(parent) IS NOT NULL THEN
                            EXECUTE format('DROP TABLE %I', parent);
                            dropped := true;
                        END IF;
                    END LOOP;
                    RETURN dropped;
                END $$;
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION drop_step_partitions(text, date);");

            migrationBuilder.DropTable(name: "person_links");

            migrationBuilder.DropTable(name: "person_sessions");

            migrationBuilder.DropTable(name: "redaction_patterns");

            migrationBuilder.DropTable(name: "retention_periods");

            migrationBuilder.DropIndex(name: "ix_runs_class_run_day", table: "runs");

            migrationBuilder.DropColumn(name: "last_sign_in_at", table: "people");

            migrationBuilder.DropColumn(name: "environment", table: "agents");
        }
    }
}
