using ControlPlane.Server.Tests.Platform;
using Npgsql;

namespace ControlPlane.Server.Tests.Access;

/// <summary>Looks into, and reaches into, the database behind a server.</summary>
internal static class Database
{
    public static async Task ExecuteAsync(this TestServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(this TestServer server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Every row of every table as text.</summary>
    public static async Task<string> DumpAsync(this TestServer server)
    {
        var tables = await server.ScalarAsync<string[]>(
            "SELECT array_agg(quote_ident(tablename)) FROM pg_tables WHERE schemaname = 'public'"
        );
        var rows = new List<string>();
        foreach (var table in tables)
        {
            rows.Add(
                await server.ScalarAsync<string>($"SELECT coalesce(string_agg(t::text, E'\\n'), '') FROM {table} t")
            );
        }

        return string.Join('\n', rows);
    }
}
