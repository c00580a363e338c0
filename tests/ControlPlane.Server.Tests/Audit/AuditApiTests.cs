using System.Net;
using System.Net.Http.Json;
using ControlPlane.Domain.Access;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Tests.Access;
using ControlPlane.Server.Tests.Platform;

namespace ControlPlane.Server.Tests.Audit;

public sealed class AuditApiTests(AuditApiTests.Seeded shared, TestPostgres postgres)
    : IClassFixture<AuditApiTests.Seeded>
{
    private readonly TestServer server = shared.Server;

    /// <summary>A log in which two agents were registered, and on which no test registers another.</summary>
    public sealed class Seeded(TestPostgres postgres) : SharedServer(postgres)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await Server.AddAgentAsync("billing");
            await Server.AddAgentAsync("support");
        }
    }

    [Theory]
    [InlineData(Role.Viewer, HttpStatusCode.Forbidden)]
    [InlineData(Role.Operator, HttpStatusCode.Forbidden)]
    [InlineData(Role.Manager, HttpStatusCode.OK)]
    public async Task The_log_is_for_managers(Role role, HttpStatusCode expected)
    {
        using var caller = await server.AsAsync(role);

        Assert.Equal(expected, (await caller.GetAsync("/api/v1/audit")).StatusCode);
        Assert.Equal(expected, (await caller.GetAsync("/api/v1/audit/export")).StatusCode);
    }

    [Fact]
    public async Task A_page_that_needs_a_manager_says_so_to_a_viewer()
    {
        var viewer = Names.NewAddress();
        await server.AddPersonAsync(viewer, Role.Viewer);
        using var browser = new Browser(server);
        await browser.SignInAsync(viewer, Fleet.Password);

        var answer = await browser.GetAsync("/audit");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.Contains("needs the role", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/audit\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_hold_every_entry_once_newest_first()
    {
        await using var own = await TestServer.StartAsync(postgres);
        for (var n = 0; n < 5; n++)
        {
            await own.AddAgentAsync($"agent-{n}");
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await own.GetAsync(
                "/api/v1/audit?action=register.agent&limit=2" + (cursor is null ? "" : "&cursor=" + cursor)
            );
            seen.AddRange(page["items"]!.AsArray().Select(static entry => entry!["subject"]!["name"]!.ToString()));
            cursor = page["nextCursor"]?.ToString();
        } while (cursor is not null);

        Assert.Equal(["agent-4", "agent-3", "agent-2", "agent-1", "agent-0"], seen);
    }

    [Theory]
    [InlineData("action=register.agent", 2)]
    [InlineData("action=register", 2)]
    [InlineData("action=agent", 2)]
    [InlineData("subject=BILL", 1)]
    [InlineData("subject=100%25", 0)]
    [InlineData("subject=agent&action=register", 2)]
    [InlineData("actor=adminis&subject=agent", 2)]
    [InlineData("actor=somebody", 0)]
    [InlineData("subject=agent&from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00Z", 0)]
    [InlineData("action=register&from=2000-01-01T00:00:00%2B02:00", 2)]
    [InlineData("action=register&q=BILL", 1)]
    [InlineData("action=register&q=administrator", 2)]
    [InlineData("action=register&q=127.0.0.1", 2)]
    [InlineData("action=register&q=%22name%22:%20%22support%22", 1)]
    [InlineData("action=register&q=bil_ing", 0)]
    [InlineData("action=register&q=bil%25ing", 0)]
    [InlineData("action=register&q=b%5Cilling", 0)]
    [InlineData("action=register&q=register.agent", 0)]
    [InlineData("action=register&q=%20", 2)]
    public async Task It_is_narrowed_by_who_what_and_when(string query, int expected)
    {
        Assert.Equal(expected, (await server.GetAsync("/api/v1/audit?" + query))["items"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    public async Task What_cannot_be_read_is_refused_by_its_field(string query, string field)
    {
        var answer = await server.As(TestServer.AdminToken).GetAsync("/api/v1/audit?" + query);

        Assert.NotNull((await answer.ProblemAsync(HttpStatusCode.BadRequest))["errors"]![field]);
    }

    [Fact]
    public async Task The_export_has_every_entry_and_no_formula()
    {
        await using var own = await TestServer.StartAsync(postgres);
        await own.As(TestServer.AdminToken)
            .PostAsJsonAsync(
                "/api/v1/people",
                new
                {
                    email = "=cmd|x!a1@example.test",
                    displayName = "\"Quoted\", and more",
                    role = "viewer",
                    temporaryPassword = Fleet.Password,
                }
            );

        var answer = await own.As(TestServer.AdminToken).GetAsync("/api/v1/audit/export?action=add.person");

        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("audit.csv", answer.Content.Headers.ContentDisposition!.FileName);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(AuditCsv.Header, lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.Contains(",'=cmd|x!a1@example.test,", lines[1], StringComparison.Ordinal);
        Assert.Contains("\\\"\"Quoted\\\"\", and more", lines[1], StringComparison.Ordinal);
    }
}
