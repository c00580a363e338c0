using ControlPlane.Domain.Prices;

namespace ControlPlane.Server.Prices;

/// <summary>The price table in force. Immutable tables are swapped whole, so a reader keeps the one it began with.</summary>
internal sealed class CurrentPrices(LoadPrices load)
{
    private volatile PriceTable table = PriceTable.Empty;

    public PriceTable Table => table;

    /// <summary>Reads the table again, at the start and after prices changed.</summary>
    public async Task ReloadAsync(CancellationToken cancellation) => table = await load.HandleAsync(cancellation);
}
