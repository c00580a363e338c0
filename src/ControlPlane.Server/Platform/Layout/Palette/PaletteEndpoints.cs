using System.Data.Common;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>Answers what is typed into the palette. It needs no circuit, so it also works while there is none.</summary>
internal static class PaletteEndpoints
{
    private const int LongestText = 200;

    public static void MapPalette(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/palette", FindAsync).RequireAuthorization("viewer").ExcludeFromDescription();

    private static async Task<PaletteAnswer> FindAsync(
        string? text,
        IEnumerable<PaletteSource> sources,
        IAuthorizationService authorization,
        ClaimsPrincipal person,
        HttpResponse response,
        ILogger<PaletteAnswer> log,
        CancellationToken cancellation
    )
    {
        response.Headers.CacheControl = "no-store";
        var typed = text?.Trim() ?? "";
        if (typed.Length is 0 or > LongestText)
        {
            return new([], true);
        }

        var allowed = new List<PaletteSource>();
        foreach (var source in sources)
        {
            if ((await authorization.AuthorizeAsync(person, null, source.Policy)).Succeeded)
            {
                allowed.Add(source);
            }
        }

        var groups = await Task.WhenAll(allowed.Select(source => AskAsync(source, typed, log, cancellation)));
        return new([.. groups.OfType<PaletteGroup>()], groups.All(static group => group is not null));
    }

    // One source that fails must not hide what the others found.
    private static async Task<PaletteGroup?> AskAsync(
        PaletteSource source,
        string typed,
        ILogger log,
        CancellationToken cancellation
    )
    {
        try
        {
            var found = await source.FindAsync(typed, cancellation);
            return new(source.Group, [.. found.Select(Found)]);
        }
        catch (DbException failure)
        {
            log.LogWarning(failure, "The palette could not search {Group}", source.Group);
            return null;
        }
    }

    private static PaletteFound Found(PaletteItem item) =>
        new(item.Title, item.Href, Icons.PathOf(item.Icon), item.Note, item.Exact);
}

/// <param name="Complete">False if a source could not be asked.</param>
internal sealed record PaletteAnswer(IReadOnlyList<PaletteGroup> Groups, bool Complete);

internal sealed record PaletteGroup(string Title, IReadOnlyList<PaletteFound> Items);

/// <param name="Icon">The path to draw.</param>
internal sealed record PaletteFound(string Title, string Href, string Icon, string? Note, bool Exact);
