using Npgsql;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>Connections as the role that owns the schema: for migrations and for nothing that answers a request.</summary>
internal sealed class OwnerDataSource(DatabaseServer server) : IAsyncDisposable
{
    public NpgsqlDataSource Source { get; } =
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(server.ConnectionString)
            {
                MaxPoolSize = 4,
                MinPoolSize = 0,
                ApplicationName = "controlplane-owner",
            }
        );

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
