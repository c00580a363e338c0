using System.Globalization;
using System.Text.Json.Nodes;
using ControlPlane.Server.Runs;
using ControlPlane.Server.Tests.Ingestion;
using ControlPlane.Server.Tests.Platform;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ControlPlane.Server.Tests.Runs;

/// <summary>What the list of runs is narrowed to, counted and sorted by, and the steps of one run page by page.</summary>
public sealed class RunSearchTests(RunSearchTests.Seeded shared, TestPostgres postgres)
    : IClassFixture<RunSearchTests.Seeded>
{
    private readonly TestServer server = shared.Server;
    private static readonly CancellationToken Ever = CancellationToken.None;

    /// <summary>Three runs of two agents, which every test only reads.</summary>
    public sealed class Seeded(TestPostgres postgres) : SharedServer(postgres)
    {
        public override async ValueTask InitializeAsync()
        {
            await base.InitializeAsync();
            await OneAsync(
                Server,
                "alpha",
                "a1 SO-881204 late courier",
                "u1",
                "succeeded",
                Model(),
                Tool("2", "get_order", 1)
            );
            await OneAsync(
                Server,
                "alpha",
                "a2 refund",
                "u2",
                "failed",
                Tool("1", "refund", 0),
                Tool("2", "refund", 9)
            );
            await OneAsync(Server, "beta", "b1 late", "u1", "succeeded", Tool("1", "lookup", 0));
        }
    }

    [Fact]
    public async Task Any_of_several_values_and_none_of_others_are_asked_for()
    {
        Assert.Equal(["a1", "a2", "b1"], await NamesAsync(server, new()));
        Assert.Equal(["a1", "a2"], await NamesAsync(server, new() { Agent = new(["alpha"], []) }));
        Assert.Equal(["b1"], await NamesAsync(server, new() { Agent = new([], ["alpha"]) }));
        Assert.Equal(
            ["a1", "b1"],
            await NamesAsync(server, new() { Status = new(["succeeded", "failed"], []), Text = "late" })
        );
        Assert.Equal(
            ["a1"],
            await NamesAsync(server, new() { Model = new(["gpt-5-mini"], []), User = new([], ["u2"]) })
        );
        Assert.Equal(["a2", "b1"], await NamesAsync(server, new() { Tool = new([], ["get_order"]) }));
        Assert.Equal(["a1"], await NamesAsync(server, new() { Bounds = [new(RunFigure.Tokens, ">", 1_000)] }));
    }

    [Theory]
    [InlineData("881204", "a1")] // a number inside SO-881204
    [InlineData("LATE", "a1,b1")]
    [InlineData("late cour", "a1")]
    [InlineData("u2", "a2")]
    [InlineData("'; DROP TABLE runs; --", "")]
    [InlineData("!!!", "")]
    public async Task Words_are_found_by_their_beginnings(string text, string names)
    {
        Assert.Equal(names, string.Join(',', await NamesAsync(server, new() { Text = text })));
    }

    [Fact]
    public async Task A_run_is_found_by_its_id_and_by_its_trace()
    {
        var run = (await server.RunsAsync())[0];

        Assert.Single(await NamesAsync(server, new() { Text = (string)run["id"]! }));
        Assert.Empty(await NamesAsync(server, new() { Text = Guid.CreateVersion7().ToString("N") }));
    }

    [Theory]
    [InlineData("-started")]
    [InlineData("started")]
    [InlineData("-took")]
    [InlineData("cost")]
    [InlineData("-cost")]
    [InlineData("-tokens")]
    [InlineData("steps")]
    public async Task Every_order_pages_through_every_run_once(string name)
    {
        var (list, order) = (server.Services.GetRequiredService<RunList>(), RunOrder.Named(name));
        var whole = (await list.ReadAsync(new(), order, null, 100, Ever)).Items;
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await list.ReadAsync(new(), order, cursor, 1, Ever);
            seen.AddRange(page.Items.Select(static run => run.Id));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal(3, seen.Count);
        Assert.Equal(whole.Select(static run => run.Id), seen);
        Assert.Equal(name, order.Name);
        Assert.All(whole.Zip(whole.Skip(1)), pair => Assert.False(order.IsBefore(pair.Second, pair.First)));
    }

    [Fact]
    public async Task Each_facet_counts_the_runs_that_everything_else_asks_for()
    {
        var facets = server.Services.GetRequiredService<RunFacets>();

        var counts = await facets.CountAsync(
            "k",
            new() { Agent = new(["alpha"], []), Status = new([], ["failed"]) },
            Ever
        );

        Assert.Equal(1, counts.Matching);
        Assert.True(counts.Complete);
        Assert.Equal(["alpha 1", "beta 1"], Texts(counts.Agent));
        Assert.Equal(["failed 1", "succeeded 1"], Texts(counts.Status));
        Assert.Equal(["gpt-5-mini 1"], Texts(counts.Model));
    }

    [Fact]
    public async Task Long_lists_are_read_from_the_indexes_of_their_order()
    {
        await using var database = NpgsqlDataSource.Create(server.ConnectionString);
        foreach (var sort in new[] { RunSort.Started, RunSort.Took, RunSort.Cost, RunSort.Tokens, RunSort.Steps })
        {
            await using var connection = await database.OpenConnectionAsync(Ever);
            await using var off = new NpgsqlCommand("SET enable_seqscan = off; SET enable_sort = off", connection);
            await off.ExecuteNonQueryAsync(Ever);
            await using var command = new NpgsqlCommand(
                $"EXPLAIN SELECT r.id FROM runs r WHERE r.visible ORDER BY {RunSql.ColumnOf(sort)} DESC, r.id DESC LIMIT 10",
                connection
            );
            var plan = new List<string>();
            await using var rows = await command.ExecuteReaderAsync(Ever);
            while (await rows.ReadAsync(Ever))
            {
                plan.Add(rows.GetString(0));
            }

            Assert.True(
                plan.Exists(static line => line.Contains("Index", StringComparison.Ordinal)),
                $"{sort}: {plan[0]}"
            );
            Assert.DoesNotContain(plan, static line => line.Contains("Sort", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Steps_are_paged_by_key_and_one_is_found_by_its_id()
    {
        await using var own = await TestServer.StartAsync(postgres);
        var id = (string)(await own.PostAsync("/api/v1/runs", new { agent = "pager" }))["id"]!;
        await own.PostAsync(
            $"/api/v1/runs/{id}/steps",
            new { steps = Enumerable.Range(0, 25).Select(static i => Tool($"s{i:00}", "t", i / 2)) }
        );

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await own.GetAsync(
                $"/api/v1/runs/{id}/steps?limit=4" + (cursor is null ? "" : "&cursor=" + cursor)
            );
            seen.AddRange(page["items"]!.AsArray().Select(static step => (string)step!["id"]!));
            cursor = (string?)page["nextCursor"];
        } while (cursor is not null);

        Assert.Equal(25, seen.Distinct().Count());
        Assert.Equal(25, seen.Count);
        Assert.Equal("s24", seen[^1]);
        Assert.Equal("s07", (string?)(await own.GetAsync($"/api/v1/runs/{id}/steps/s07"))["step"]!["id"]);
    }

    private static string[] Texts(IEnumerable<FacetValue> values) =>
        [.. values.Select(static value => $"{value.Value} {value.Count}").Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<string>> NamesAsync(TestServer server, RunCriteria criteria)
    {
        var page = await server
            .Services.GetRequiredService<RunList>()
            .ReadAsync(criteria, RunOrder.Newest, null, 100, Ever);
        return [.. page.Items.Select(static run => run.Name!.Split(' ')[0]).Order(StringComparer.Ordinal)];
    }

    private static object Tool(string id, string tool, int from) =>
        new
        {
            id,
            kind = "tool",
            tool,
            startedAt = At(from),
            endedAt = At(from + 1),
        };

    private static string At(int seconds) =>
        new DateTime(2026, 11, 21, 10, 0, 0, DateTimeKind.Utc)
            .AddSeconds(seconds)
            .ToString("O", CultureInfo.InvariantCulture);

    private static object Model() =>
        new
        {
            id = "1",
            kind = "llm",
            provider = "openai",
            model = "gpt-5-mini",
            startedAt = At(0),
            endedAt = At(1),
            tokens = new { input = 1000, output = 100 },
        };

    private static async Task OneAsync(
        TestServer server,
        string agent,
        string task,
        string user,
        string status,
        params object[] steps
    )
    {
        var run = await server.PostAsync(
            "/api/v1/runs",
            new
            {
                agent,
                task,
                userId = user,
            }
        );
        var id = (string)run["id"]!;
        await server.PostAsync($"/api/v1/runs/{id}/steps", new { steps });
        JsonNode ended = await server.PostAsync($"/api/v1/runs/{id}/complete", new { status });
        Assert.Equal(status, (string?)ended["status"]);
    }
}
