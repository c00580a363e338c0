using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Platform;
using ControlPlane.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Agents;

public sealed class AgentKeyTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;
    private readonly string agent = Names.New("billing");

    [Fact]
    public async Task A_key_stands_for_its_agent_with_its_scopes()
    {
        await server.AddAgentAsync(agent);
        var key = await server.AddKeyAsync(agent, ["gateway", "ingest"]);

        var caller = await (await WhoAmIAsync(server, key.Text("secret"))).JsonAsync();

        Assert.StartsWith("cpa_", key.Text("secret"), StringComparison.Ordinal);
        Assert.Equal(
            await server.ScalarAsync<Guid>($"SELECT id FROM agents WHERE slug = '{agent}'"),
            (Guid)caller["agentId"]!
        );
        Assert.Equal(key.Text("id"), caller.Text("keyId"));
        Assert.Equal(["ingest", "gateway"], caller["scopes"]!.AsArray().Select(static scope => (string)scope!));
    }

    [Fact]
    public async Task A_key_is_taken_as_the_password_of_HTTP_Basic_with_any_name()
    {
        using var client = server.As("");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{TestServer.IngestKey}"))
        );

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/whoami")).StatusCode);
    }

    [Theory]
    [InlineData("Basic", "not base64")]
    [InlineData("Basic", "bm8tY29sb24=")]
    [InlineData("Digest", "the-ingest-key-of-every-test-server")]
    [InlineData("Bearer", "the-ingest-key-of-every-test-serveR")]
    public async Task Anything_else_in_the_header_is_refused(string scheme, string parameter)
    {
        using var client = server.As("");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, parameter);

        await (await client.GetAsync("/api/v1/whoami")).ProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_list_shows_a_key_and_when_it_was_used_but_never_the_secret()
    {
        await server.AddAgentAsync(agent);
        var key = await server.AddKeyAsync(agent);
        await WhoAmIAsync(server, key.Text("secret"));

        var list = await server.As(TestServer.AdminToken).GetStringAsync($"/api/v1/agents/{agent}/keys");

        Assert.DoesNotContain(key.Text("secret"), list, StringComparison.Ordinal);
        var row = System.Text.Json.Nodes.JsonNode.Parse(list)!["items"]!.AsArray().Single()!.AsObject();
        Assert.Equal(key.Text("prefix"), row.Text("prefix"));
        Assert.Equal("active", row.Text("state"));
        Assert.Equal("Administrator", row.Text("createdBy"));
        Assert.NotNull(row["lastUsedAt"]);
    }

    [Fact]
    public async Task No_secret_is_in_any_table()
    {
        await server.AddAgentAsync(agent);
        var key = await server.AddKeyAsync(agent);
        var person = (await server.AsAsync(Role.Viewer)).DefaultRequestHeaders.Authorization!.Parameter!;

        var tables = await server.DumpAsync();

        Assert.Contains(key.Text("prefix"), tables, StringComparison.Ordinal);
        foreach (
            var secret in new[]
            {
                key.Text("secret")[^40..],
                person[^40..],
                TestServer.AdminToken,
                TestServer.IngestKey,
                TestServer.AdminPassword,
                Fleet.Password,
            }
        )
        {
            Assert.DoesNotContain(secret, tables, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_a_second_by_every_server()
    {
        await using var second = await TestServer.StartAsync(postgres, server.ConnectionString);
        await server.AddAgentAsync(agent);
        var key = await server.AddKeyAsync(agent);
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(server, key.Text("secret"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(second, key.Text("secret"))).StatusCode);

        using var admin = server.As(TestServer.AdminToken);
        var since = Stopwatch.StartNew();
        var revoked = await admin.DeleteAsync($"/api/v1/agents/{agent}/keys/{key.Text("id")}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);

        await (await WhoAmIAsync(server, key.Text("secret"))).ProblemAsync(HttpStatusCode.Unauthorized);
        var letIn = TimeSpan.Zero;
        await Eventually.TrueAsync(async () =>
        {
            var sent = since.Elapsed;
            if ((await WhoAmIAsync(second, key.Text("secret"))).StatusCode != HttpStatusCode.OK)
            {
                return true;
            }

            letIn = sent;
            return false;
        });

        // The last request that was let in was sent before the second was over; its answer may have been late.
        Assert.True(letIn < TimeSpan.FromSeconds(1.1), $"The key was taken for {letIn}.");
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await admin.DeleteAsync($"/api/v1/agents/{agent}/keys/{key.Text("id")}")).StatusCode
        );
    }

    [Fact]
    public async Task After_a_rotation_both_keys_work_until_the_overlap_is_over()
    {
        var clock = new SettableClock();
        await using var own = await StartAsync(clock);
        await own.AddAgentAsync(agent);
        var old = await own.AddKeyAsync(agent, ["ingest"], clock.GetUtcNow().AddDays(30));
        using var admin = own.As(TestServer.AdminToken);

        var rotated = await admin.PostAsJsonAsync(
            $"/api/v1/agents/{agent}/keys/{old.Text("id")}/rotate",
            new { overlapMinutes = 60 }
        );
        Assert.Equal(HttpStatusCode.Created, rotated.StatusCode);
        var next = await rotated.JsonAsync();

        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(own, old.Text("secret"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(own, next.Text("secret"))).StatusCode);

        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await WhoAmIAsync(own, old.Text("secret"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(own, next.Text("secret"))).StatusCode);
        Assert.Equal(["ingest"], next["scopes"]!.AsArray().Select(static scope => (string)scope!));
        Assert.Equal(30, ((DateTimeOffset)next["expiresAt"]! - (DateTimeOffset)next["createdAt"]!).TotalDays, 2);
    }

    [Fact]
    public async Task A_rotation_without_a_body_overlaps_for_a_day_and_happens_once()
    {
        var clock = new SettableClock();
        await using var own = await StartAsync(clock);
        await own.AddAgentAsync(agent);
        var old = await own.AddKeyAsync(agent);
        using var admin = own.As(TestServer.AdminToken);
        var address = $"/api/v1/agents/{agent}/keys/{old.Text("id")}/rotate";

        var answers = await Task.WhenAll(admin.PostAsync(address, null), admin.PostAsync(address, null));

        Assert.Equal(
            [HttpStatusCode.Created, HttpStatusCode.Conflict],
            answers.Select(static answer => answer.StatusCode).Order()
        );
        clock.Advance(TimeSpan.FromMinutes(1439));
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(own, old.Text("secret"))).StatusCode);
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await WhoAmIAsync(own, old.Text("secret"))).StatusCode);
    }

    [Fact]
    public async Task A_key_ends_when_it_was_said_to()
    {
        var clock = new SettableClock();
        await using var own = await StartAsync(clock);
        await own.AddAgentAsync(agent);
        var key = await own.AddKeyAsync(agent, expiresAt: clock.GetUtcNow().AddHours(1));
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(own, key.Text("secret"))).StatusCode);

        clock.Advance(TimeSpan.FromHours(1));

        await (await WhoAmIAsync(own, key.Text("secret"))).ProblemAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"scopes": ["ingest"]}""", "name")]
    [InlineData("""{"name": "x", "scopes": []}""", "scopes")]
    [InlineData("""{"name": "x", "scopes": ["ingest", "everything"]}""", "scopes")]
    [InlineData("""{"name": "x", "expiresAt": "2020-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task A_wrong_field_of_a_key_is_named(string body, string field)
    {
        await server.AddAgentAsync(agent);
        using var admin = server.As(TestServer.AdminToken);

        var answer = await admin.PostAsync(
            $"/api/v1/agents/{agent}/keys",
            new StringContent(body, Encoding.UTF8, "application/json")
        );

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, Assert.Single(problem["errors"]!.AsObject()).Key);
    }

    [Fact]
    public async Task A_key_cannot_be_reached_through_another_agent_or_by_a_viewer()
    {
        await server.AddAgentAsync(agent);
        var support = Names.New("support");
        await server.AddAgentAsync(support);
        var key = await server.AddKeyAsync(agent);
        using var admin = server.As(TestServer.AdminToken);
        using var viewer = await server.AsAsync(Role.Viewer);

        var foreign = await admin.DeleteAsync($"/api/v1/agents/{support}/keys/{key.Text("id")}");
        await foreign.ProblemAsync(HttpStatusCode.NotFound);
        var rotated = await admin.PostAsync($"/api/v1/agents/{support}/keys/{key.Text("id")}/rotate", null);
        await rotated.ProblemAsync(HttpStatusCode.NotFound);
        await (await viewer.DeleteAsync($"/api/v1/agents/{agent}/keys/{key.Text("id")}")).ProblemAsync(
            HttpStatusCode.Forbidden
        );
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync($"/api/v1/agents/{agent}/keys")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await WhoAmIAsync(server, key.Text("secret"))).StatusCode);
    }

    private Task<TestServer> StartAsync(SettableClock clock) =>
        TestServer.StartAsync(postgres, configure: builder => builder.Services.AddSingleton<TimeProvider>(clock));

    private static Task<HttpResponseMessage> WhoAmIAsync(TestServer server, string token) =>
        server.As(token).GetAsync("/api/v1/whoami");
}
