using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>Lets <c>dotnet ef</c> build the model without a server or a database.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<ControlPlaneDb>
{
    public ControlPlaneDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ControlPlaneDb>().UseNpgsql("Host=localhost;Database=design").Options);
}
