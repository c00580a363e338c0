using System.Xml.Linq;
using ControlPlane.Server.Platform.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace ControlPlane.Server.Access;

/// <summary>A key that protects cookies and forms.</summary>
internal sealed class ProtectionKey
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public required string Xml { get; init; }
}

/// <summary>
/// Keeps the keys in the database, so that a cookie of one replica is good for all. Whoever reads this table can make
/// cookies, as whoever writes to <c>people</c> can make administrators.
/// </summary>
internal sealed class ProtectionKeys(IDbContextFactory<ControlPlaneDb> databases) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var database = databases.CreateDbContext();
        var keys = database.Set<ProtectionKey>().Select(static key => key.Xml).ToArray();
        return [.. keys.Select(static xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var database = databases.CreateDbContext();
        database.Add(new ProtectionKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        database.SaveChanges();
    }
}
