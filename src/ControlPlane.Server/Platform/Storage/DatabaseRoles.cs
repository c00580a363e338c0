using Npgsql;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// Keeps the app apart from the owner of its tables: it works as a role that reads and writes rows, and can neither
/// change the schema nor rewrite what is append-only. Where that role cannot be made, the app works as the owner and
/// readiness says so.
/// </summary>
internal sealed class DatabaseRoles(
    DatabaseServer server,
    OwnerDataSource owner,
    IEnumerable<AppendOnlyTable> appendOnly,
    ILogger<DatabaseRoles> log
)
{
    public const string App = "controlplane_app";
    private const int Attempts = 5;

    private readonly string[] appendOnlyNames = [.. appendOnly.Select(static table => table.Name)];

    /// <summary>Whether the app works as a role of its own; null until that is known.</summary>
    public bool? AreApart { get; private set; }

    /// <summary>The app's connections.</summary>
    public NpgsqlDataSource CreateAppSource()
    {
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            ApplicationName = "controlplane",
        };
        if (AreApart ?? throw new InvalidOperationException("The database is used before PrepareStorageAsync."))
        {
            // As an option of the session it survives the reset that a pooled connection gets.
            connection.Options = $"{connection.Options} -c role={App}".TrimStart();
        }

        return NpgsqlDataSource.Create(connection);
    }

    /// <summary>Before the migrations: what they make is open to the app from its first moment.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await using var connection = await owner.Source.OpenConnectionAsync(cancellation);
        AreApart = await TryMakeRoleAsync(connection, cancellation);
        if (AreApart is true)
        {
            await ExecuteAsync(connection, DatabaseGrants.ForWhatWillBeMade, cancellation);
        }
        else
        {
            log.LogWarning(
                "The database user may not make the role {Role}; the app works as the owner of its tables",
                App
            );
        }
    }

    /// <summary>After the migrations: what was made without the role, or by somebody else, is opened to it.</summary>
    public async Task GrantAsync(CancellationToken cancellation)
    {
        if (AreApart is not true)
        {
            return;
        }

        await using var connection = await owner.Source.OpenConnectionAsync(cancellation);
        await using var missing = new NpgsqlCommand(DatabaseGrants.StatementsForWhatIsMissing, connection);
        missing.Parameters.Add(new() { Value = appendOnlyNames });
        var statements = new List<string>();
        await using (var rows = await missing.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                statements.Add(rows.GetString(0));
            }
        }

        foreach (var statement in statements)
        {
            await ExecuteAsync(connection, statement, cancellation);
        }
    }

    // Roles belong to the whole cluster, so servers of several databases may be at this at the same time.
    private static async Task<bool> TryMakeRoleAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync(connection, DatabaseGrants.MakeRole, cancellation);
                return true;
            }
            catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                return false;
            }
            catch (PostgresException race)
                when (attempt < Attempts
                    && race.SqlState
                        is PostgresErrorCodes.UniqueViolation
                            or PostgresErrorCodes.DuplicateObject
                            or PostgresErrorCodes.InternalError
                ) { }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
