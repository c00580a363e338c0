using ControlPlane.Server.Platform.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ControlPlane.Server.Tests.Platform.Storage;

public sealed class MigrationTests(TestPostgres postgres)
{
    [Fact]
    public async Task The_migrations_make_exactly_what_the_model_says()
    {
        await using var server = await TestServer.StartAsync(postgres);
        var factory = server.Services.GetRequiredService<IDbContextFactory<ControlPlaneDb>>();
        await using var database = await factory.CreateDbContextAsync();

        Assert.NotEmpty(database.Database.GetMigrations());
        Assert.False(database.Database.HasPendingModelChanges(), "dotnet ef migrations add … is missing.");
    }
}
