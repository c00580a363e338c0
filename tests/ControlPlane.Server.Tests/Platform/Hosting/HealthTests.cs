using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ControlPlane.Server.Platform.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ControlPlane.Server.Tests.Platform.Hosting;

public sealed class HealthTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_started_server_is_ready_and_says_what_it_checked()
    {
        await using var server = await TestServer.StartAsync(postgres);

        var (status, checks) = await ReadinessAsync(server);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ok", checks["database"].Status);
        Assert.Equal("ok", checks["migrations"].Status);
        Assert.Equal("ok", checks["database roles"].Status);
        Assert.Equal("ok", checks["disk space"].Status);
        Assert.All(checks.Values, static check => Assert.NotEmpty(check.Reason));
    }

    [Fact]
    public async Task Without_its_database_the_server_is_alive_and_not_ready()
    {
        var database = await postgres.CreatePreparedDatabaseAsync();
        await using var server = await TestServer.StartAsync(postgres, database);
        await AlterAsync(database, "WITH ALLOW_CONNECTIONS false");

        var (status, checks) = await ReadinessAsync(server);
        using var live = await server.Http.GetAsync("/health/live");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(("failed", "PostgreSQL does not answer."), checks["database"]);
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_not_ready()
    {
        var database = await postgres.CreatePreparedDatabaseAsync();
        await using var server = await TestServer.StartAsync(postgres, database);
        await AlterAsync(database, "SET default_transaction_read_only = on");

        var (status, checks) = await ReadinessAsync(server);
        for (var broken = 0; broken < 10 && checks["database"].Reason != "PostgreSQL takes no writes."; broken++)
        {
            (status, checks) = await ReadinessAsync(server); // a connection that was ended says so once
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(("failed", "PostgreSQL takes no writes."), checks["database"]);
    }

    [Fact]
    public async Task A_schema_that_is_not_up_to_date_is_not_ready()
    {
        var database = await postgres.CreatePreparedDatabaseAsync();
        await using var server = await TestServer.StartAsync(postgres, database);
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var forget = new NpgsqlCommand("DELETE FROM \"__EFMigrationsHistory\"", connection);
            Assert.NotEqual(0, await forget.ExecuteNonQueryAsync());
        }

        var (status, checks) = await ReadinessAsync(server);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("failed", checks["migrations"].Status);
    }

    [Fact]
    public async Task A_capability_adds_a_check_and_its_unexpected_failure_does_not_leak()
    {
        await using var server = await TestServer.StartAsync(
            postgres,
            configure: static builder =>
                builder
                    .Services.AddHealthChecks()
                    .AddCheck("mine", static () => throw new InvalidOperationException("Password=hunter2"))
        );

        var (status, checks) = await ReadinessAsync(server);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("failed", checks["mine"].Status);
        Assert.DoesNotContain("hunter2", checks["mine"].Reason);
    }

    [Theory]
    [InlineData(100, HealthStatus.Unhealthy)]
    [InlineData(1000, HealthStatus.Degraded)]
    [InlineData(100_000, HealthStatus.Healthy)]
    public void A_disk_that_fills_up_is_noticed_before_it_is_full(long freeMebibytes, HealthStatus expected) =>
        Assert.Equal(expected, DiskSpaceCheck.Judge(freeMebibytes).Status);

    private static async Task<(HttpStatusCode, Dictionary<string, (string Status, string Reason)>)> ReadinessAsync(
        TestServer server
    )
    {
        using var response = await server.Http.GetAsync("/health/ready");
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return (
            response.StatusCode,
            answer
                .GetProperty("checks")
                .EnumerateArray()
                .ToDictionary(
                    static check => check.GetProperty("name").GetString()!,
                    static check =>
                        (check.GetProperty("status").GetString()!, check.GetProperty("reason").GetString()!),
                    StringComparer.Ordinal
                )
        );
    }

    // Connections that are open keep what held before, so they are ended.
    private static Task AlterAsync(string database, string how) =>
        ExecuteAsync(
            database,
            $"""
            ALTER DATABASE current_database_name {how};
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'current_database_name';
            """
        );

    private static async Task ExecuteAsync(string database, string sql)
    {
        var parts = new NpgsqlConnectionStringBuilder(database);
        var script = sql.Replace("current_database_name", parts.Database, StringComparison.Ordinal);
        parts.Database = "postgres";
        await using var connection = new NpgsqlConnection(parts.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(script, connection);
        await command.ExecuteNonQueryAsync();
    }
}
