using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ControlPlane.Server.Platform.Live;

internal static class SavingWithTopic
{
    /// <summary>Saves and announces in one transaction, for changes that every server must follow at once.</summary>
    public static async Task SaveAndAnnounceAsync(this DbContext database, string topic, CancellationToken cancellation)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        await database.SaveChangesAsync(cancellation);
        await TopicAnnouncer.AnnounceInAsync(
            (NpgsqlConnection)database.Database.GetDbConnection(),
            [topic],
            cancellation
        );
        await transaction.CommitAsync(cancellation);
    }
}
