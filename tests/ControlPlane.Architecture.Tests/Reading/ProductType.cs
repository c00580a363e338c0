using Mono.Cecil;

namespace ControlPlane.Architecture.Tests.Reading;

/// <summary>An outermost type with everything that is written inside it.</summary>
internal sealed class ProductType
{
    private readonly CodeReading reading = new();

    public ProductType(TypeDefinition definition, string root)
    {
        Definition = definition;
        Place = definition.Namespace.Length == root.Length ? "" : definition.Namespace[(root.Length + 1)..];
        Written = [.. WithNested(definition)];
        reading.Read(definition);
    }

    public TypeDefinition Definition { get; }

    /// <summary>The namespace below the root: <c>Runs.Pages</c>; empty for what stands at the root itself.</summary>
    public string Place { get; }

    public string Name => Place.Length == 0 ? Definition.Name : $"{Place}.{Definition.Name}";

    /// <summary>The first folder: a capability, <c>Platform</c>, or nothing.</summary>
    public string Capability => Place.Split('.')[0];

    /// <summary>The type and the types nested in it, without those the compiler made.</summary>
    public IReadOnlyList<TypeDefinition> Written { get; }

    public IReadOnlySet<TypeUse> Uses => reading.Uses;

    public IReadOnlySet<string> Calls => reading.Calls;

    public IReadOnlySet<string> Texts => reading.Texts;

    public bool IsComponent => Definition.Is("Microsoft.AspNetCore.Components.ComponentBase");

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) =>
        [type, .. type.NestedTypes.Where(static nested => !nested.Name.Contains('<')).SelectMany(WithNested)];
}
