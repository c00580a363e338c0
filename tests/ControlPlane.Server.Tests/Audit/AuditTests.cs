using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Security.Claims;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Demonstration;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Runs.Retention;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ControlPlane.Server.Tests.Audit;

public sealed class AuditTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private const string Email = "person@example.test";
    private const string Chosen = "a password the person chose";

    private readonly TestServer server = shared.Server;

    private const string DemonstrationKey = "the-key-of-the-demonstration-of-one-start";

    [Fact]
    public void Every_type_that_changes_something_for_people_names_what_it_writes()
    {
        Type[] acting = [.. typeof(AuditTrail).Assembly.GetTypes().Where(IsAction)];

        Assert.True(acting.Length >= 18, $"Only {acting.Length} types were looked at.");
        Assert.All(acting, static type => Assert.NotEmpty(ActionsOf(type)));
    }

    [Fact]
    public void A_type_that_forgets_would_be_found_out()
    {
        Assert.True(IsAction(typeof(Forgetful)));
        Assert.Empty(ActionsOf(typeof(Forgetful)));
    }

    [Fact]
    public async Task Every_action_that_a_type_names_is_written_once_it_is_done()
    {
        await using var own = await TestServer.StartAsync(
            postgres,
            null,
            null,
            "Demonstration:Key=" + DemonstrationKey
        );
        var secrets = await DoEverythingAsync(own);
        await using var restarted = await TestServer.StartAsync(
            postgres,
            own.ConnectionString,
            null,
            "Bootstrap:AdminPassword=another password of a setting"
        );

        var entries = await EntriesAsync(restarted);

        string[] named =
        [
            .. typeof(AuditTrail).Assembly.GetTypes().SelectMany(ActionsOf).Distinct(StringComparer.Ordinal).Order(),
        ];
        Assert.True(named.Length >= 30, $"Only {named.Length} actions are named.");
        Assert.Equal(named, entries.Select(static entry => entry.Text("action")).Distinct().Order());
        var log = await restarted.ScalarAsync<string>("SELECT string_agg(e::text, E'\\n') FROM audit_entries e");
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_says_who_did_what_to_what_from_where()
    {
        await using var own = await TestServer.StartAsync(postgres);
        await own.AddAgentAsync("billing");
        using var admin = own.As(TestServer.AdminToken);
        await admin.PatchAsJsonAsync("/api/v1/agents/billing", new { owner = "Ada", autonomyLevel = 1 });

        var entry = (await EntriesAsync(own, "?action=change.agent")).Single();

        Assert.Equal("Administrator", entry["actor"]!["name"]!.ToString());
        Assert.Equal("person", entry["actor"]!["kind"]!.ToString());
        Assert.Equal("billing", entry["subject"]!["name"]!.ToString());
        Assert.Equal("127.0.0.1", entry.Text("sourceAddress"));
        Assert.Null(entry["before"]!["owner"]);
        Assert.Equal("Ada", entry["after"]!["owner"]!.ToString());
        Assert.Equal(3, (int)entry["before"]!["autonomyLevel"]!);
        Assert.Equal(1, (int)entry["after"]!["autonomyLevel"]!);
    }

    [Fact]
    public async Task What_is_refused_and_what_changes_nothing_leaves_no_entry()
    {
        await server.AddAgentAsync("billing");
        using var viewer = await server.AsAsync(Role.Viewer);
        using var admin = server.As(TestServer.AdminToken);
        var before = (await EntriesAsync(server)).Count;

        await viewer.PostAsJsonAsync("/api/v1/agents", new { name = "x" });
        await admin.PostAsJsonAsync("/api/v1/agents", new { slug = "billing", name = "twice" });
        await admin.PatchAsJsonAsync("/api/v1/agents/billing", new { name = "billing", nothing = 1 });
        await admin.PostAsJsonAsync(
            "/api/v1/people",
            new
            {
                email = TestServer.AdminEmail,
                displayName = "twice",
                role = "viewer",
                temporaryPassword = Fleet.Password,
            }
        );

        Assert.Equal(before, (await EntriesAsync(server)).Count);
    }

    [Fact]
    public async Task A_change_whose_entry_cannot_be_stored_is_not_made()
    {
        await using var own = await TestServer.StartAsync(postgres);
        await own.ExecuteAsync("ALTER TABLE audit_entries ADD CONSTRAINT full_log CHECK (action <> 'register.agent')");

        var answer = await own.As(TestServer.AdminToken).PostAsJsonAsync("/api/v1/agents", new { name = "billing" });

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(0L, await own.ScalarAsync<long>("SELECT count(*) FROM agents"));
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET actor_name = 'somebody else'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    public async Task The_server_cannot_change_what_it_wrote(string sql)
    {
        await using var command = server.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private static bool IsAction(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Any(static method =>
                method.ReturnType is { IsGenericType: true } task
                && task.GetGenericTypeDefinition() == typeof(Task<>)
                && task.GetGenericArguments()[0] is { IsGenericType: true } outcome
                && outcome.GetGenericTypeDefinition() == typeof(Outcome<>)
                && !IsReport(method)
            );

    // What agents report is the record itself.
    private static bool IsReport(MethodInfo method) =>
        method.GetParameters().Any(static parameter => parameter.ParameterType == typeof(RunCaller));

    private static IReadOnlyList<string> ActionsOf(Type type) =>
        type.GetCustomAttribute<AuditsAttribute>()?.Actions ?? [];

    /// <summary>Does everything once that people can do. Returns the secrets that were used or given out.</summary>
    private static async Task<List<string>> DoEverythingAsync(TestServer server)
    {
        using var admin = server.As(TestServer.AdminToken);
        await server.AddAgentAsync("billing");
        await admin.PatchAsJsonAsync("/api/v1/agents/billing", new { team = "Finance" });
        var key = await server.AddKeyAsync("billing");
        var rotated = await admin.PostAsync($"/api/v1/agents/billing/keys/{key.Text("id")}/rotate", null);
        var revoked = await admin.DeleteAsync($"/api/v1/agents/billing/keys/{key.Text("id")}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        var person = await server.AddPersonAsync(Email, Role.Manager);
        var token = await OwnTokenAsync(server, person);
        await SignInAndOutAsync(server);
        var links = await ChangePeopleAsync(server);
        await ChangeSettingsAsync(server);
        await DeleteAgentsAsync(server);
        return
        [
            .. links,
            DemonstrationKey,
            TestServer.AdminToken,
            TestServer.AdminPassword,
            TestServer.IngestKey,
            Fleet.Password,
            Chosen,
            "a wrong password",
            "another password of a setting",
            key.Text("secret"),
            (await rotated.JsonAsync()).Text("secret"),
            token,
        ];
    }

    /// <summary>Returns the links that were given out.</summary>
    private static async Task<string[]> ChangePeopleAsync(TestServer server)
    {
        using var admin = server.As(TestServer.AdminToken);
        using var browser = new Browser(server);
        var invited = await admin.PostAsJsonAsync(
            "/api/v1/people/invitations",
            new
            {
                email = "invited@example.test",
                displayName = "Invited",
                role = "viewer",
            }
        );
        var invitation = await invited.JsonAsync();
        await ChooseAsync(browser, invitation.Text("address"));
        var person = $"/api/v1/people/{invitation["person"]!["id"]}";
        foreach (
            var change in new object[] { new { role = "manager" }, new { disabled = true }, new { disabled = false } }
        )
        {
            Assert.Equal(HttpStatusCode.OK, (await admin.PatchAsJsonAsync(person, change)).StatusCode);
        }

        var reset = await (await admin.PostAsync(person + "/password-reset", null)).JsonAsync();
        await ChooseAsync(browser, reset.Text("address"));
        await browser.SignInAsync("invited@example.test", Chosen);
        await browser.SubmitAsync(
            "/account/password",
            null,
            ("current", "a wrong password"),
            ("chosen", Chosen + "!"),
            ("repeated", Chosen + "!")
        );
        var own = new ClaimsPrincipal(
            PersonClaims.Of((Guid)invitation["person"]!["id"]!, "Invited", Role.Viewer, "test")
        );
        var ended = await server.Services.GetRequiredService<EndSessions>().OthersAsync(own, CancellationToken.None);
        Assert.Equal(1, ended.Value);
        return [invitation.Text("address").Split('=')[1], reset.Text("address").Split('=')[1]];
    }

    private static Task<HttpResponseMessage> ChooseAsync(Browser browser, string link) =>
        browser.SubmitAsync(link, "/welcome", ("chosen", Chosen), ("repeated", Chosen));

    private static async Task ChangeSettingsAsync(TestServer server)
    {
        using var admin = server.As(TestServer.AdminToken);
        var added = await admin.PostAsJsonAsync(
            "/api/v1/redaction/patterns",
            new
            {
                name = "Numbers",
                expression = "N-[0-9]+",
                kind = "number",
            }
        );
        var pattern = $"/api/v1/redaction/patterns/{(await added.JsonAsync())["id"]}";
        await admin.PatchAsJsonAsync(pattern, new { enabled = false });
        await admin.DeleteAsync(pattern);
        await admin.PutAsJsonAsync("/api/v1/retention", new { production = 60 });
        await server.PostAsync("/api/v1/runs", new { agent = "forgotten" });
        await server.ExecuteAsync("UPDATE runs SET run_day = run_day - 200, status = 'succeeded'");
        await server.Services.GetRequiredService<CleanUpRuns>().RunAsync(CancellationToken.None);
    }

    private static async Task DeleteAgentsAsync(TestServer server)
    {
        using var fleet = server.As(DemonstrationKey);
        var cast = new { agents = new[] { new { slug = "demo-desk", name = "demo-desk" } } };
        var registered = await fleet.PostAsJsonAsync("/api/v1/demonstration/agents", cast);
        Assert.Equal(HttpStatusCode.OK, registered.StatusCode);
        using var admin = server.As(TestServer.AdminToken);
        Assert.Equal(HttpStatusCode.OK, (await admin.DeleteAsync("/api/v1/agents/billing")).StatusCode);
        // The next start has no demonstration, and ends the key that this one leaves.
        await server
            .Services.GetRequiredService<RemoveDemonstration>()
            .HandleAsync(
                new ClaimsPrincipal(PersonClaims.Of(Guid.Empty, "Administrator", Role.Admin, "test")),
                null,
                CancellationToken.None
            );
        await server.ExecuteAsync("UPDATE access_tokens SET revoked_at = NULL WHERE setting = 'Demonstration:Key'");
    }

    private static async Task<string> OwnTokenAsync(TestServer server, Guid person)
    {
        var caller = new ClaimsPrincipal(PersonClaims.Of(person, "A person", Role.Manager, "test"));
        var issued = await server
            .Services.GetRequiredService<IssuePersonalToken>()
            .HandleAsync("test", null, caller, CancellationToken.None);
        var revoke = server.Services.GetRequiredService<RevokeToken>();
        Assert.True((await revoke.OwnAsync(issued.Value!.Token.Id, caller, CancellationToken.None)).Done);
        return issued.Value.Secret;
    }

    private static async Task SignInAndOutAsync(TestServer server)
    {
        using var browser = new Browser(server);
        await browser.SignInAsync(Email, Fleet.Password);
        await browser.SubmitAsync(
            "/account/password",
            null,
            ("current", Fleet.Password),
            ("chosen", Chosen),
            ("repeated", Chosen)
        );
        await browser.SubmitAsync("/account/password", "/sign-out");
        for (var attempt = 0; attempt < PasswordAttempts.Limit; attempt++)
        {
            await browser.SignInAsync(Email, "a wrong password");
        }
    }

    private static async Task<List<JsonObject>> EntriesAsync(TestServer server, string query = "?limit=500") =>
        [.. (await server.GetAsync("/api/v1/audit" + query))["items"]!.AsArray().Select(static e => e!.AsObject())];

    private sealed class Forgetful(bool answer)
    {
        public Task<Outcome<bool>> HandleAsync() => Task.FromResult<Outcome<bool>>(answer);
    }
}
