using System.Net;
using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Hosting;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Access;

public sealed class BootstrapTests(TestPostgres postgres)
{
    private const string Another = "another value that is long enough";

    [Fact]
    public async Task The_configured_administrator_and_keys_work()
    {
        await using var server = await TestServer.StartAsync(postgres);

        var admin = await (await server.As(TestServer.AdminToken).GetAsync("/api/v1/whoami")).JsonAsync();
        Assert.Equal(("person", "admin"), (admin.Text("kind"), admin.Text("role")));

        var key = await (await server.As(TestServer.IngestKey).GetAsync("/api/v1/whoami")).JsonAsync();
        Assert.Equal("agent_key", key.Text("kind"));
        Assert.Null(key["agentId"]);
        Assert.Equal(["ingest", "run"], key["scopes"]!.AsArray().Select(static scope => (string)scope!));
    }

    [Fact]
    public async Task Without_settings_the_first_start_prints_a_password_once_that_must_be_changed()
    {
        using var output = new StringWriter();
        await using var server = await StartAsync(output);

        var password = PasswordIn(output);
        Assert.Equal(20, password.Length);
        using var browser = new Browser(server);
        await browser.SignInAsync("admin@localhost", password);
        var page = await browser.GetAsync("/");
        Assert.StartsWith("/account/password", page.Headers.Location!.ToString(), StringComparison.Ordinal);

        using var secondOutput = new StringWriter();
        await using var second = await StartAsync(secondOutput, server.ConnectionString);
        Assert.Empty(secondOutput.ToString());
    }

    [Fact]
    public async Task Two_servers_starting_at_once_make_one_administrator()
    {
        var database = await postgres.CreateDatabaseAsync();
        using var output = new StringWriter();
        var shared = TextWriter.Synchronized(output);

        var servers = await Task.WhenAll(StartAsync(shared, database), StartAsync(shared, database));

        Assert.Equal(1L, await servers[0].ScalarAsync<long>("SELECT count(*) FROM people"));
        Assert.Equal(1L, await servers[0].ScalarAsync<long>("SELECT count(*) FROM protection_keys"));
        Assert.NotEmpty(PasswordIn(output));
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_restart_with_the_same_settings_changes_nothing()
    {
        await using var first = await TestServer.StartAsync(postgres);
        var before = await first.ScalarAsync<string>("SELECT string_agg(p::text, '') FROM people p");

        await using var second = await TestServer.StartAsync(postgres, first.ConnectionString);

        Assert.Equal(before, await second.ScalarAsync<string>("SELECT string_agg(p::text, '') FROM people p"));
        Assert.Equal(2L, await second.ScalarAsync<long>("SELECT count(*) FROM access_tokens"));
    }

    [Fact]
    public async Task A_restart_keeps_the_password_that_the_administrator_chose_since()
    {
        await using var first = await TestServer.StartAsync(postgres);
        using var browser = new Browser(first);
        await browser.SignInAsync(TestServer.AdminEmail, TestServer.AdminPassword);
        var changed = await browser.SubmitAsync(
            "/account/password",
            null,
            ("current", TestServer.AdminPassword),
            ("chosen", Another),
            ("repeated", Another)
        );
        Assert.Equal(HttpStatusCode.Redirect, changed.StatusCode);

        await using var second = await TestServer.StartAsync(postgres, first.ConnectionString);

        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(second, Another)).StatusCode);
    }

    [Fact]
    public async Task A_changed_setting_replaces_the_password_and_ends_the_old_token()
    {
        await using var first = await TestServer.StartAsync(postgres);
        await using var second = await TestServer.StartAsync(
            postgres,
            first.ConnectionString,
            null,
            $"Bootstrap:AdminPassword={Another}",
            $"Bootstrap:AdminToken={Another}"
        );

        Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync(second, TestServer.AdminPassword)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(second, Another)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await WhoAmIAsync(second, TestServer.AdminToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(second, Another)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(second, TestServer.IngestKey)).StatusCode);
    }

    [Fact]
    public async Task A_restart_does_not_bring_a_revoked_key_back_to_life()
    {
        await using var first = await TestServer.StartAsync(postgres);
        await first.ExecuteAsync("UPDATE access_tokens SET revoked_at = now() WHERE kind = 'agent'");

        await using var second = await TestServer.StartAsync(postgres, first.ConnectionString);

        Assert.Equal(HttpStatusCode.Unauthorized, (await WhoAmIAsync(second, TestServer.IngestKey)).StatusCode);
    }

    [Theory]
    [InlineData("Bootstrap:AdminEmail", "nobody")]
    [InlineData("Bootstrap:AdminPassword", "elevenchars")]
    [InlineData("Bootstrap:AdminToken", "thirty-one-characters-are-short")]
    [InlineData("Bootstrap:IngestKey", "thirty-one-characters-are-short")]
    public async Task A_setting_that_cannot_be_used_is_named_and_its_value_is_not(string setting, string value)
    {
        var database = await postgres.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<StartException>(() =>
            TestServer.StartAsync(postgres, database, null, $"{setting}={value}")
        );

        Assert.Contains(setting, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private async Task<TestServer> StartAsync(TextWriter output, string? database = null) =>
        await TestServer.StartAsync(
            postgres,
            database,
            builder => builder.Services.AddSingleton(new FirstStartNotice(output)),
            TestServer.NoBootstrap
        );

    private static string PasswordIn(StringWriter output) =>
        Assert
            .Single(output.ToString().Split('\n'), static line => line.Contains("password  ", StringComparison.Ordinal))
            .Split("password  ")[1]
            .Trim();

    private static async Task<HttpResponseMessage> SignInAsync(TestServer server, string password)
    {
        using var browser = new Browser(server);
        return await browser.SignInAsync(TestServer.AdminEmail, password);
    }

    private static Task<HttpResponseMessage> WhoAmIAsync(TestServer server, string token) =>
        server.As(token).GetAsync("/api/v1/whoami");
}
