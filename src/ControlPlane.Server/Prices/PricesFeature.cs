using ControlPlane.Domain.Prices;

namespace ControlPlane.Server.Prices;

internal static class PricesFeature
{
    public static void AddPrices(this IServiceCollection services)
    {
        services.AddSingleton<SeedPrices>();
        services.AddSingleton<LoadPrices>();
        services.AddSingleton<CurrentPrices>();
    }

    /// <summary>After the migration: stores the prices that come with the product, and reads those in force.</summary>
    public static async Task PreparePricesAsync(this WebApplication app)
    {
        var seed = app.Services.GetRequiredService<SeedPrices>();
        if (!await seed.HasAsync(PriceFormat.ReadSeedVersion(), CancellationToken.None))
        {
            await seed.HandleAsync(PriceFormat.ReadSeed(), CancellationToken.None);
        }

        await app.Services.GetRequiredService<CurrentPrices>().ReloadAsync(CancellationToken.None);
    }
}
