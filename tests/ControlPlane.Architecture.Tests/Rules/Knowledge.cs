using ControlPlane.Architecture.Tests.Reading;

namespace ControlPlane.Architecture.Tests.Rules;

/// <summary>Pages and endpoints call actions and queries; how those are stored or sent is not theirs to know.</summary>
internal static class Knowledge
{
    private static readonly string[] Storage = ["Microsoft.EntityFrameworkCore", "Npgsql", "NpgsqlTypes"];

    private static readonly string[] Request =
    [
        "Microsoft.AspNetCore.Http.HttpContext",
        "Microsoft.AspNetCore.Http.IHttpContextAccessor",
    ];

    public static IEnumerable<Finding> OfPages(Layer layer)
    {
        var contexts = layer.Contexts;
        return Pages(layer)
            .SelectMany(page =>
                page.Uses.Where(use => IsStorage(use, contexts) || Request.Contains(use.FullName))
                    .Select(use => new Finding(page.Name, layer.NameOf(use)))
            );
    }

    public static IEnumerable<Finding> OfEndpoints(Layer layer)
    {
        var contexts = layer.Contexts;
        return Endpoints(layer)
            .SelectMany(endpoints =>
                endpoints
                    .Uses.Where(use => IsStorage(use, contexts))
                    .Select(use => new Finding(endpoints.Name, layer.NameOf(use)))
            );
    }

    /// <summary>Components, wherever they stand, and what helps them in their folders.</summary>
    public static IEnumerable<ProductType> Pages(Layer layer) =>
        layer.Types.Where(static type =>
            type.IsComponent
            || type.Place.Split('.').Contains("Pages")
            || type.Place == "Platform.Layout"
            || type.Place.StartsWith("Platform.Layout.", StringComparison.Ordinal)
        );

    public static IEnumerable<ProductType> Endpoints(Layer layer) =>
        layer.Types.Where(static type => type.Name.EndsWith("Endpoints", StringComparison.Ordinal));

    private static bool IsStorage(TypeUse use, IReadOnlySet<string> contexts) =>
        Storage.Any(space => use.IsUnder(space)) || contexts.Contains(use.FullName);
}
