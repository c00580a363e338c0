using System.Text.Json;
using ControlPlane.Domain.Prices;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Prices;

/// <summary>Reads the newest version of the seeded prices from the database, with people's own prices over it.</summary>
internal sealed class LoadPrices(IDbContextFactory<ControlPlaneDb> databases)
{
    public async Task<PriceTable> HandleAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var header = await database
            .Set<StoredPriceTable>()
            .AsNoTracking()
            .OrderByDescending(static table => table.Version)
            .FirstOrDefaultAsync(cancellation);
        var version = header?.Version;
        var rows = await database
            .Set<StoredModelPrice>()
            .AsNoTracking()
            .Where(price => price.TableVersion == null || price.TableVersion == version)
            .OrderBy(static price => price.Position)
            .ToListAsync(cancellation);
        return Table(header, rows);
    }

    private static PriceTable Table(StoredPriceTable? header, List<StoredModelPrice> rows)
    {
        var models = rows.Where(static row => row.TableVersion is not null).ToLookup(static row => row.Provider);
        var table = header is null
            ? PriceTable.Empty
            : new PriceTable(
                header.Version,
                header.Source,
                [
                    .. Json(header.Providers)
                        .EnumerateArray()
                        .Select(provider =>
                            PriceFormat.ReadProvider(provider, Models(models[provider.GetProperty("id").GetString()!]))
                        ),
                ]
            );
        var overrides = rows.Where(static row => row.TableVersion is null)
            .GroupBy(static row => row.Provider)
            .SelectMany(static group => Models(group).Select(model => new PriceOverride(group.Key, model)));
        return table.With([.. overrides]);
    }

    private static List<PricedModel> Models(IEnumerable<StoredModelPrice> rows) =>
        [.. rows.GroupBy(static row => row.ModelId).Select(static entries => Model(entries.First(), entries))];

    private static PricedModel Model(StoredModelPrice model, IEnumerable<StoredModelPrice> entries) =>
        new(
            model.ModelId,
            model.Name,
            MatchRuleFormat.Read(Json(model.Match)),
            model.ContextWindow,
            model.IsDeprecated,
            [.. entries.Select(static entry => PriceFormat.ReadEntry(Json(entry.Prices)))]
        );

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
