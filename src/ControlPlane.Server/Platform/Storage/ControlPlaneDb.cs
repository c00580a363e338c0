using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// The database as EF Core sees it. It knows no entity by name: each capability brings its own tables
/// (<c>AgentTables.cs</c> and the like).
/// </summary>
internal sealed class ControlPlaneDb(DbContextOptions<ControlPlaneDb> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ControlPlaneDb).Assembly);
        modelBuilder.UseSnakeCase();
    }
}
