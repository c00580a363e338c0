using ControlPlane.Architecture.Tests.Reading;

namespace ControlPlane.Architecture.Tests.Rules;

/// <summary>
/// A capability uses only what its row allows, and Platform. What stands at the root (the composition) knows all and
/// is known by nobody. Platform knows no capability, neither of its own layer nor of another.
/// </summary>
internal static class CapabilityEdges
{
    private const string Platform = "Platform";

    public static IEnumerable<Finding> OfCode(Layer layer, EdgeTable table) =>
        layer
            .Types.Where(static type => type.Capability is not ("" or Platform))
            .SelectMany(type =>
                Used(type, layer)
                    .Where(to => to.Capability != Platform && !table.Allows(type.Capability, to.Capability))
                    .Select(to => new Finding(type.Name, to.Name))
            );

    public static IEnumerable<Finding> OfPlatform(Layer layer, params string[] otherRoots) =>
        layer
            .Types.Where(static type => type.Capability == Platform)
            .SelectMany(type =>
                Used(type, layer)
                    .Where(static to => to.Capability != Platform)
                    .Select(static to => to.Name)
                    .Concat(
                        type.Uses.Where(use => otherRoots.Any(root => use.IsUnder(root)))
                            .Select(static use => use.FullName)
                    )
                    .Select(name => new Finding(type.Name, name))
            );

    public static IEnumerable<Finding> OfRows(IEnumerable<string> capabilities, EdgeTable table) =>
        capabilities
            .Where(capability => capability is not ("" or Platform) && !table.Has(capability))
            .Select(static capability => new Finding(capability, "has no row in the table of edges"));

    private static IEnumerable<(string Capability, string Name)> Used(ProductType type, Layer layer) =>
        type.Uses.Where(use => use.IsUnder(layer.Root)).Select(use => (layer.CapabilityOf(use)!, layer.NameOf(use)));
}
