using Npgsql;

namespace ControlPlane.Server.Runs.Recording;

/// <summary>Tells a database that is gone from a report that it does not take.</summary>
internal static class StoreLoss
{
    // Classes of SQLSTATE: 08 connection, 53 resources, 57 operator intervention (shutdown, crash, not yet up).
    private static readonly string[] Classes = ["08", "53", "57"];

    public static bool Caused(Exception failure) =>
        failure switch
        {
            PostgresException { SqlState: var state } => Classes.Contains(state[..2], StringComparer.Ordinal),
            NpgsqlException => true,
            _ => false,
        };
}
