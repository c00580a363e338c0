using ControlPlane.Domain.Prices;
using ControlPlane.Server.Platform.Storage;
using ControlPlane.Server.Prices;
using ControlPlane.Server.Tests.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Prices;

public sealed class PricesTests(SharedServer shared, TestPostgres postgres) : IClassFixture<SharedServer>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TestServer server = shared.Server;

    [Fact]
    public async Task The_first_start_stores_the_seed_and_prices_are_read_from_it_unchanged()
    {
        var (seed, table) = (PriceFormat.ReadSeed(), server.Services.GetRequiredService<CurrentPrices>().Table);

        Assert.Equal((seed.Version, seed.Source), (table.Version, table.Source));
        Assert.NotEmpty(Lines(seed));
        Assert.Equal(Lines(seed), Lines(table));
    }

    [Fact]
    public async Task Another_start_stores_nothing_again()
    {
        var before = await CountAsync(server);

        await using var second = await TestServer.StartAsync(postgres, server.ConnectionString);

        Assert.Equal(before, await CountAsync(second));
        Assert.NotNull(second.Services.GetRequiredService<CurrentPrices>().Table.Find("openai", "gpt-4o", Noon));
    }

    [Fact]
    public async Task A_new_version_comes_into_force_and_the_old_one_stays()
    {
        await using var own = await TestServer.StartAsync(postgres);
        var seed = PriceFormat.ReadSeed();
        var newer = new PriceTable(
            "2027-01-01",
            "a test",
            [.. seed.Providers.Where(static item => item.Id == "openai")]
        );

        await own.Services.GetRequiredService<SeedPrices>().HandleAsync(newer, CancellationToken.None);
        var current = own.Services.GetRequiredService<CurrentPrices>();
        await current.ReloadAsync(CancellationToken.None);

        Assert.Equal("2027-01-01", current.Table.Version);
        Assert.Equal(Lines(newer), Lines(current.Table));
        Assert.Equal(["2026-11-21", "2027-01-01"], await VersionsAsync(own));
    }

    [Fact]
    public async Task A_persons_own_price_stands_over_the_seed()
    {
        await using var own = await TestServer.StartAsync(postgres);
        await using (var database = await Databases(own).CreateDbContextAsync())
        {
            database.Add(
                new StoredModelPrice
                {
                    Id = Guid.CreateVersion7(Noon),
                    Position = 0,
                    Provider = "openai",
                    ModelId = "gpt-4o",
                    Name = "GPT-4o",
                    Match = "\"=gpt-4o\"",
                    Prices = """{"input": 1.25, "output": 5}""",
                    Origin = StoredModelPrice.Override,
                }
            );
            await database.SaveChangesAsync();
        }

        var current = own.Services.GetRequiredService<CurrentPrices>();
        await current.ReloadAsync(CancellationToken.None);
        var found = current.Table.Find("openai", "gpt-4o", Noon);

        Assert.Equal((1.25m, true), (found?.Price.Input?.Base, found?.IsOverride));
    }

    private static IEnumerable<string> Lines(PriceTable table) =>
        from provider in table.Providers
        from model in provider.Models
        from entry in model.Entries
        select string.Join(
            '|',
            PriceFormat.WriteProvider(provider).ToJsonString(),
            model.Id,
            model.Name,
            model.ContextWindow,
            model.IsDeprecated,
            MatchRuleFormat.Write(model.Match).ToJsonString(),
            PriceFormat.WriteEntry(entry).ToJsonString()
        );

    private static IDbContextFactory<ControlPlaneDb> Databases(TestServer server) =>
        server.Services.GetRequiredService<IDbContextFactory<ControlPlaneDb>>();

    private static async Task<(int Tables, int Prices)> CountAsync(TestServer server)
    {
        await using var database = await Databases(server).CreateDbContextAsync();
        return (
            await database.Set<StoredPriceTable>().CountAsync(),
            await database.Set<StoredModelPrice>().CountAsync()
        );
    }

    private static async Task<List<string>> VersionsAsync(TestServer server)
    {
        await using var database = await Databases(server).CreateDbContextAsync();
        return await database.Set<StoredPriceTable>().Select(static table => table.Version).Order().ToListAsync();
    }
}
