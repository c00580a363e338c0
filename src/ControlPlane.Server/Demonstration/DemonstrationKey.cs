using ControlPlane.Server.Access;
using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Demonstration;

/// <summary>
/// Gives the fleet's key, or ends it. The key is new at every start, so that no secret lies in a file; a server that
/// starts without one ends the last.
/// </summary>
internal sealed class DemonstrationKey(ControlPlaneDb database, BootstrapTokens tokens, ILogger<DemonstrationKey> log)
{
    private const string Name = "Demonstration fleet";

    public async Task ApplyAsync(DemonstrationOptions options, CancellationToken cancellation)
    {
        var removals = database.Set<DemonstrationRemoval>();
        if (options.Restore)
        {
            await removals.ExecuteDeleteAsync(cancellation);
        }

        if (options.Key is null)
        {
            await tokens.EndAsync(DemonstrationOptions.KeySetting, cancellation);
        }
        else if (await removals.OrderBy(static removal => removal.At).LastOrDefaultAsync(cancellation) is { } removal)
        {
            await tokens.EndAsync(DemonstrationOptions.KeySetting, cancellation);
            log.LogInformation(
                "The demonstration was removed by {Person} and does not start; ./run.sh --demo brings it back",
                removal.By
            );
        }
        else
        {
            await tokens.ApplyAsync(DemonstrationOptions.KeySetting, options.Key, null, cancellation, Name);
        }
    }
}
