namespace ControlPlane.Server.Tests.Platform;

/// <summary>One server for all tests of a class, which therefore leave nothing behind that another one would notice.</summary>
public class SharedServer(TestPostgres postgres) : IAsyncLifetime
{
    private TestServer? server;

    internal TestServer Server => server!;

    public virtual async ValueTask InitializeAsync() => server = await TestServer.StartAsync(postgres);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
