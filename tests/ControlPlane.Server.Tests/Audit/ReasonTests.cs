using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Audit;

public sealed class ReasonTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly TestServer server = shared.Server;

    [Fact]
    public async Task Whatever_takes_something_away_keeps_the_reason_that_was_sent_with_it()
    {
        var agent = Names.New("doomed");
        await server.AddAgentAsync(agent);
        var key = (await server.AddKeyAsync(agent)).Text("id");
        await server.AddKeyAsync(agent); // goes with its agent
        var person = await server.AddPersonAsync(Names.NewAddress(), Role.Manager);
        var pattern = await AddPatternAsync();

        await DoAsync(HttpMethod.Patch, $"/api/v1/people/{person}", new { role = "viewer" });
        await DoAsync(HttpMethod.Post, $"/api/v1/people/{person}/password-reset");
        await DoAsync(HttpMethod.Patch, $"/api/v1/people/{person}", new { disabled = true });
        await DoAsync(HttpMethod.Delete, $"/api/v1/agents/{agent}/keys/{key}");
        await DoAsync(HttpMethod.Patch, pattern, new { enabled = false });
        await DoAsync(HttpMethod.Delete, pattern);
        await DoAsync(HttpMethod.Put, "/api/v1/retention", new { production = 80 });
        await DoAsync(HttpMethod.Delete, $"/api/v1/agents/{agent}");
        await DoAsync(HttpMethod.Delete, "/api/v1/demonstration");

        var about = await ReasonsAsync(person.ToString());
        Assert.Equal("PATCH of the quarter’s review", about["change.person"]);
        Assert.Equal("POST of the quarter’s review", about["reset.password"]);
        Assert.Equal("PATCH of the quarter’s review", about["disable.person"]);
        Assert.Null(about["add.person"]);
        Assert.Equal("DELETE of the quarter’s review", (await ReasonsAsync(key))["revoke.agent_key"]);
        var redaction = await ReasonsAsync(pattern.Split('/')[^1]);
        Assert.Equal("PATCH of the quarter’s review", redaction["change.redaction_pattern"]);
        Assert.Equal("DELETE of the quarter’s review", redaction["delete.redaction_pattern"]);
        Assert.Equal("PUT of the quarter’s review", (await ReasonsAsync("Retention"))["change.retention"]);
        Assert.Equal("DELETE of the quarter’s review. With 0 runs.", (await ReasonsAsync(agent))["delete.agent"]);
        Assert.Equal("DELETE of the quarter’s review", (await ReasonsAsync("demonstration"))["remove.demonstration"]);
        var keys = await EntriesAsync("?action=revoke.agent_key&q=quarter’s");
        Assert.Equal(2, keys.Count(static entry => entry.Text("reason") == "DELETE of the quarter’s review"));
    }

    [Fact]
    public async Task A_page_hands_over_what_was_typed_and_keeps_nothing_of_it()
    {
        var person = await server.AddPersonAsync(Names.NewAddress(), Role.Viewer);
        var caller = new System.Security.Claims.ClaimsPrincipal(PersonClaims.Of(person, "A", Role.Viewer, "test"));
        var first = await IssueOwnAsync(caller);
        var second = await IssueOwnAsync(caller);
        var revoke = server.Services.GetRequiredService<RevokeToken>();

        await revoke.OwnAsync(first, caller.Because("\t seen in a\nlog \0"), CancellationToken.None);
        await revoke.OwnAsync(second, caller.Because("  "), CancellationToken.None);

        Assert.Equal("seen in a log", (await ReasonsAsync(first.ToString()))["revoke.personal_token"]);
        Assert.Null((await ReasonsAsync(second.ToString()))["revoke.personal_token"]);
    }

    [Fact]
    public async Task A_reason_that_is_too_long_is_refused_by_its_name_and_nothing_is_done()
    {
        var agent = Names.New("kept");
        await server.AddAgentAsync(agent);

        var longer = await SendAsync(HttpMethod.Delete, $"/api/v1/agents/{agent}", new string('x', 201));

        var problem = await longer.ProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains("200", problem["errors"]!["X-Audit-Reason"]!.ToString(), StringComparison.Ordinal);
        await server.GetAsync($"/api/v1/agents/{agent}");

        var allowed = await SendAsync(HttpMethod.Delete, $"/api/v1/agents/{agent}", new string('x', 200));
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Theory]
    [InlineData("they left – 100% sure", "they left – 100% sure")]
    [InlineData("sie geht nach K%C3%B6ln%0Aund%00 bleibt", "sie geht nach Köln und  bleibt")]
    [InlineData("<b>left</b>", "<b>left</b>")]
    public async Task A_reason_is_one_line_of_text_in_any_script(string sent, string kept)
    {
        var agent = Names.New("named");

        var answer = await SendAsync(HttpMethod.Post, "/api/v1/agents", sent, new { slug = agent, name = agent });

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(kept, (await ReasonsAsync(agent))["register.agent"]);
    }

    [Fact]
    public async Task Neither_strangers_nor_agents_write_reasons()
    {
        var address = Names.NewAddress();
        using var stranger = new Browser(server);
        stranger.Say("they were let in");
        await stranger.SignInAsync(address, "some password");
        using var agent = server.As(TestServer.IngestKey);
        agent.DefaultRequestHeaders.Add("X-Audit-Reason", new string('x', 300));

        var reported = await agent.PostAsJsonAsync("/api/v1/runs", new { agent = Names.New("reporting") });

        Assert.True(reported.IsSuccessStatusCode);
        Assert.Equal("Nobody has this address.", (await ReasonsAsync(address))["refuse.sign_in"]);
    }

    [Fact]
    public async Task Whoever_may_not_do_it_is_told_so_and_not_how_to_say_why()
    {
        using var viewer = await server.AsAsync(Role.Viewer);
        viewer.DefaultRequestHeaders.Add("X-Audit-Reason", new string('x', 300));

        var answer = await viewer.DeleteAsync("/api/v1/agents/any");

        await answer.ProblemAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_reason_is_found_by_its_words_and_exported_as_no_formula()
    {
        var agent = Names.New("exported");
        var reason = $"=HYPERLINK(\"x\"), ticket {Names.New("T")}_50%";
        await SendAsync(HttpMethod.Post, "/api/v1/agents", reason, new { slug = agent, name = agent });

        var found = await EntriesAsync("?q=" + Uri.EscapeDataString(reason[14..].ToUpperInvariant()));
        var export = await server
            .As(TestServer.AdminToken)
            .GetStringAsync("/api/v1/audit/export?q=" + Uri.EscapeDataString(reason));

        Assert.Equal(agent, Assert.Single(found)["subject"]!["name"]!.ToString());
        Assert.Contains($",\"'{reason.Replace("\"", "\"\"")}\",", export, StringComparison.Ordinal);
        Assert.Empty(await EntriesAsync("?q=" + Uri.EscapeDataString(reason.Replace('_', '?'))));
        Assert.Empty(await EntriesAsync("?q=" + Uri.EscapeDataString(reason.Replace("_50%", "%"))));
    }

    [Fact]
    public async Task The_contract_names_the_header_where_a_person_changes_something()
    {
        var paths = (await server.Http.GetFromJsonAsync<JsonObject>("/openapi/v1.json"))!["paths"]!;

        Assert.Equal(200, (int)Header("/api/v1/agents/{slug}", "delete")!["schema"]!["maxLength"]!);
        Assert.NotNull(Header("/api/v1/people/{id}", "patch"));
        Assert.Null(Header("/api/v1/people", "get"));
        Assert.Null(Header("/api/v1/runs", "post"));

        JsonNode? Header(string path, string method) =>
            paths[path]![method]!
                ["parameters"]
                ?.AsArray()
                .SingleOrDefault(static parameter => (string?)parameter!["name"] == "X-Audit-Reason");
    }

    private async Task DoAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await SendAsync(method, path, $"{method} of the quarter’s review", body);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {await answer.Content.ReadAsStringAsync()}");
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string reason,
        object? body = null
    )
    {
        // As curl does: the bytes of the text, in UTF-8.
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        using var http = new HttpClient(handler) { BaseAddress = server.Http.BaseAddress };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", TestServer.AdminToken);
        request.Headers.TryAddWithoutValidation("X-Audit-Reason", reason);
        request.Content = body is null ? null : JsonContent.Create(body);
        return await http.SendAsync(request);
    }

    private async Task<string> AddPatternAsync()
    {
        var name = Names.New("pattern");
        var added = await server
            .As(TestServer.AdminToken)
            .PostAsJsonAsync(
                "/api/v1/redaction/patterns",
                new
                {
                    name,
                    expression = name,
                    kind = "number",
                }
            );
        return $"/api/v1/redaction/patterns/{(await added.JsonAsync())["id"]}";
    }

    private async Task<Guid> IssueOwnAsync(System.Security.Claims.ClaimsPrincipal caller) =>
        (
            await server
                .Services.GetRequiredService<IssuePersonalToken>()
                .HandleAsync("test", null, caller, CancellationToken.None)
        )
            .Value!
            .Token
            .Id;

    /// <summary>By action, of a subject.</summary>
    private async Task<Dictionary<string, string?>> ReasonsAsync(string subject) =>
        (await EntriesAsync("?subject=" + Uri.EscapeDataString(subject))).ToDictionary(
            static entry => entry.Text("action"),
            static entry => (string?)entry["reason"]
        );

    private async Task<List<JsonObject>> EntriesAsync(string query) =>
        [.. (await server.GetAsync("/api/v1/audit" + query))["items"]!.AsArray().Select(static e => e!.AsObject())];
}
