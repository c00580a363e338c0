namespace ControlPlane.Server.Tests.Platform;

/// <summary>One server for all tests of a class, which therefore leave nothing behind that another one would notice.</summary>
public class SharedServer(TestPostgres postgres) : IAsyncLifetime
{
    private TestServer? server;

    internal TestServer Server => server!;

    protected TestPostgres Postgres => postgres;

    public virtual async ValueTask InitializeAsync() => server = await StartAsync();

    /// <summary>Starts it with what the tests of a class need otherwise than usual.</summary>
    private protected virtual Task<TestServer> StartAsync() => TestServer.StartAsync(Postgres);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
