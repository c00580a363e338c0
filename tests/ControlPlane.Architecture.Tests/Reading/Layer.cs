using Mono.Cecil;

namespace ControlPlane.Architecture.Tests.Reading;

/// <summary>
/// The types below one namespace of a module. A rule takes a layer, so that it runs on the product and on what was
/// planted in this assembly alike.
/// </summary>
internal sealed record Layer(ModuleDefinition Module, string Root, IReadOnlyList<ProductType> Types)
{
    public static Layer Of(ModuleDefinition module, string root) =>
        new(
            module,
            root,
            [
                .. module
                    .Types.Where(type => !type.Name.Contains('<') && TypeUse.In(type).Single().IsUnder(root))
                    .Select(type => new ProductType(type, root))
                    .OrderBy(static type => type.Name, StringComparer.Ordinal),
            ]
        );

    /// <summary>The first folder of a type of this layer (empty at its root); null for types from elsewhere.</summary>
    public string? CapabilityOf(TypeUse use) =>
        !use.IsUnder(Root) ? null
        : use.Namespace == Root ? ""
        : use.Namespace[(Root.Length + 1)..].Split('.')[0];

    /// <summary>The name below the root for types of this layer, the full name for all others.</summary>
    public string NameOf(TypeUse use) => use.IsUnder(Root) ? use.FullName[(Root.Length + 1)..] : use.FullName;

    /// <summary>Names of the types of this layer that are EF Core contexts.</summary>
    public IReadOnlySet<string> Contexts =>
        Types
            .Where(static type => type.Definition.Is("Microsoft.EntityFrameworkCore.DbContext"))
            .Select(static type => type.Definition.FullName)
            .ToHashSet(StringComparer.Ordinal);
}
