using System.Text.Json.Nodes;
using ControlPlane.Domain.Prices;
using Npgsql;
using NpgsqlTypes;

namespace ControlPlane.Server.Prices;

/// <summary>
/// Stores the prices that come with the product, once a version. Versions that are there stay as they are, and so do
/// people's own prices. It copies, as row by row would delay a first start by seconds.
/// </summary>
internal sealed class SeedPrices(NpgsqlDataSource database, TimeProvider time, ILogger<SeedPrices> log)
{
    private const string InsertTable = """
        INSERT INTO price_tables (version, source, imported_at, providers) VALUES ($1, $2, $3, $4)
        ON CONFLICT (version) DO NOTHING
        """;

    private const string CopyPrices = """
        COPY model_prices (id, table_version, position, provider, model_id, name, match, context_window, is_deprecated,
            effective_from, prices, origin) FROM STDIN (FORMAT BINARY)
        """;

    /// <summary>Whether a version is stored. Most starts find that, and need not read a file of 1,700 models.</summary>
    public async Task<bool> HasAsync(string version, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("SELECT EXISTS (SELECT FROM price_tables WHERE version = $1)");
        command.Parameters.Add(new() { Value = version });
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    public async Task HandleAsync(PriceTable seed, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Of servers that start at the same time, one inserts; the others wait for it here, and then have nothing to do.
        if (await InsertAsync(connection, seed, cancellation) == 0)
        {
            return;
        }

        await CopyAsync(connection, seed, cancellation);
        await transaction.CommitAsync(cancellation);
        log.LogInformation("Stored price table {Version}", seed.Version);
    }

    private async Task<int> InsertAsync(NpgsqlConnection connection, PriceTable seed, CancellationToken cancellation)
    {
        var providers = new JsonArray([.. seed.Providers.Select(PriceFormat.WriteProvider)]).ToJsonString();
        await using var command = new NpgsqlCommand(InsertTable, connection)
        {
            Parameters =
            {
                new() { Value = seed.Version },
                new() { Value = seed.Source },
                new() { Value = time.GetUtcNow() },
                new() { Value = providers, NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task CopyAsync(NpgsqlConnection connection, PriceTable seed, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(CopyPrices, cancellation);
        var entries =
            from provider in seed.Providers
            from model in provider.Models
            from entry in model.Entries
            select (provider, model, entry);
        var position = 0;
        foreach (var (provider, model, entry) in entries)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(Guid.CreateVersion7(time.GetUtcNow()), NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(seed.Version, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(position++, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(provider.Id, NpgsqlDbType.Text, cancellation);
            await WriteAsync(copy, model, cancellation);
            await copy.WriteAsync(entry.EffectiveFrom, NpgsqlDbType.Date, cancellation);
            await copy.WriteAsync(PriceFormat.WriteEntry(entry).ToJsonString(), NpgsqlDbType.Jsonb, cancellation);
            await copy.WriteAsync(StoredModelPrice.Seed, NpgsqlDbType.Text, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, PricedModel model, CancellationToken cancellation)
    {
        await copy.WriteAsync(model.Id, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(model.Name, NpgsqlDbType.Text, cancellation);
        await copy.WriteAsync(MatchRuleFormat.Write(model.Match).ToJsonString(), NpgsqlDbType.Jsonb, cancellation);
        await copy.WriteAsync(model.ContextWindow, NpgsqlDbType.Bigint, cancellation);
        await copy.WriteAsync(model.IsDeprecated, NpgsqlDbType.Boolean, cancellation);
    }
}
