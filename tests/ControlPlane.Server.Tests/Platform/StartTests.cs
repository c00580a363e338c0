using Npgsql;

namespace ControlPlane.Server.Tests.Platform;

public sealed class StartTests(TestPostgres postgres)
{
    [Fact]
    public async Task Two_servers_starting_at_once_on_an_empty_database_both_come_up()
    {
        var database = await postgres.CreateDatabaseAsync();

        var servers = await Task.WhenAll(
            TestServer.StartAsync(postgres, database),
            TestServer.StartAsync(postgres, database)
        );

        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT count(*) FROM agents", connection);
        Assert.NotNull(await command.ExecuteScalarAsync());
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }
}
