using ControlPlane.Architecture.Tests.Reading;
using Mono.Cecil;

namespace ControlPlane.Architecture.Tests.Rules;

/// <summary>The classes EF Core stores, and who stores them: nobody else uses them.</summary>
internal static class OwnTables
{
    public static IEnumerable<Finding> Violations(Layer layer)
    {
        var owners = Entities(layer);
        return layer.Types.SelectMany(type =>
            type.Uses.Where(use => owners.TryGetValue(use, out var owner) && owner != type.Capability)
                .Select(use => new Finding(type.Name, layer.NameOf(use)))
        );
    }

    /// <summary>Each entity and the capability whose configuration maps it.</summary>
    public static IReadOnlyDictionary<TypeUse, string> Entities(Layer layer) =>
        layer
            .Types.SelectMany(static type => type.Written.SelectMany(Configured).Select(entity => (entity, type)))
            .ToDictionary(static pair => pair.entity, static pair => pair.type.Capability);

    private static IEnumerable<TypeUse> Configured(TypeDefinition type) =>
        type
            .Interfaces.Select(static implemented => implemented.InterfaceType)
            .OfType<GenericInstanceType>()
            .Where(static contract => contract.Name == "IEntityTypeConfiguration`1")
            .Select(static contract => TypeUse.In(contract.GenericArguments[0]).First());
}
