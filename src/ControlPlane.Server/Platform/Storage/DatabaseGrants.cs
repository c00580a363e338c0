namespace ControlPlane.Server.Platform.Storage;

/// <summary>The statements that make the app's role and open to it what it needs.</summary>
internal static class DatabaseGrants
{
    // The last block proves that the role can be taken on; from PostgreSQL 16 on, whoever makes a role may not
    // necessarily do that before the GRANT.
    public const string MakeRole = $"""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{DatabaseRoles.App}') THEN
                CREATE ROLE {DatabaseRoles.App} NOLOGIN;
            END IF;
            BEGIN
                SET LOCAL ROLE {DatabaseRoles.App};
                RESET ROLE;
            EXCEPTION WHEN insufficient_privilege THEN
                GRANT {DatabaseRoles.App} TO CURRENT_USER;
                SET LOCAL ROLE {DatabaseRoles.App};
                RESET ROLE;
            END;
        END
        $$
        """;

    public const string ForWhatWillBeMade = $"""
        GRANT USAGE ON SCHEMA public TO {DatabaseRoles.App};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {DatabaseRoles.App};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {DatabaseRoles.App};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {DatabaseRoles.App}
        """;

    /// <summary>
    /// Yields statements. Only what is missing is granted: a grant rewrites the table's row in the catalogue, which a
    /// running server's making of partitions would trip over. $1: the tables that are append-only, each with its
    /// partitions. The table of migrations is the owner's.
    /// </summary>
    public const string StatementsForWhatIsMissing = $"""
        WITH things AS (
            SELECT c.oid, c.relkind,
                coalesce(root.relname, c.relname) = ANY ($1) AS append_only,
                c.relname = '__EFMigrationsHistory' AS read_only
            FROM pg_class c
            LEFT JOIN pg_class root ON root.oid = pg_partition_root(c.oid)
            WHERE c.relnamespace = 'public'::regnamespace
                AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                AND pg_has_role(c.relowner, 'USAGE')
        ), privileges AS (
            SELECT t.oid, p.name, CASE
                WHEN p.name = 'SELECT' THEN true
                WHEN t.read_only THEN false
                WHEN p.name = 'INSERT' THEN true
                ELSE NOT t.append_only END AS wanted
            FROM things t
            CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('DELETE')) AS p (name)
            WHERE t.relkind <> 'S'
        )
        SELECT format(
            CASE WHEN wanted THEN 'GRANT %s ON %s TO {DatabaseRoles.App}' ELSE 'REVOKE %s ON %s FROM {DatabaseRoles.App}' END,
            name, oid::regclass)
        FROM privileges
        WHERE has_table_privilege('{DatabaseRoles.App}', oid, name) <> wanted
        UNION ALL
        SELECT format('GRANT USAGE, SELECT ON SEQUENCE %s TO {DatabaseRoles.App}', oid::regclass)
        FROM things
        WHERE CASE WHEN relkind = 'S' THEN NOT has_sequence_privilege('{DatabaseRoles.App}', oid, 'USAGE') END
        """;
}
