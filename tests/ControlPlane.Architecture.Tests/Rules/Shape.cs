using ControlPlane.Architecture.Tests.Reading;
using Mono.Cecil;

namespace ControlPlane.Architecture.Tests.Rules;

/// <summary>How types look: sealed, internal, named after what they do, and behind an interface only for a reason.</summary>
internal static class Shape
{
    private static readonly string[] EmptyEndings =
    [
        "Manager",
        "Helper",
        "Helpers",
        "Util",
        "Utils",
        "Utility",
        "Utilities",
        "Base",
        "Impl",
        "Repository",
    ];

    private static readonly string[] Indirection = ["MediatR", "AutoMapper", "Mapster"];

    public static IEnumerable<Finding> Open(Layer layer) =>
        Classes(layer)
            .Where(static type => !type.IsSealed && !type.IsAbstract)
            .Select(type => new Finding(Name(type, layer), "is not sealed"));

    public static IEnumerable<Finding> Names(Layer layer) =>
        layer
            .Types.SelectMany(static type => type.Written)
            .Where(static type =>
                EmptyEndings.Any(ending => type.ShortName().EndsWith(ending, StringComparison.Ordinal))
            )
            .Select(type => new Finding(Name(type, layer), "has a name that says nothing"));

    /// <summary>Libraries that hide who calls whom.</summary>
    public static IEnumerable<Finding> Libraries(Layer layer) =>
        layer.Types.SelectMany(type =>
            type.Uses.Where(static use => Indirection.Any(library => use.IsUnder(library)))
                .Select(use => new Finding(type.Name, use.FullName))
        );

    /// <summary>Public types that no component shows. Components are public, so what they show has to be.</summary>
    public static IEnumerable<Finding> Public(Layer layer)
    {
        var shown = ShownByComponents(layer);
        return layer
            .Types.Where(type => type.Definition.IsPublic && !IsGenerated(type) && !shown.Contains(type.Definition))
            .Select(static type => new Finding(type.Name, "is public"));
    }

    /// <summary>Interfaces with fewer than two implementations.</summary>
    public static IEnumerable<Finding> LonelyInterfaces(params Layer[] layers)
    {
        var implemented = layers
            .SelectMany(static layer => layer.Types)
            .SelectMany(static type => type.Written)
            .Where(static type => !type.IsInterface)
            .SelectMany(static type => type.Interfaces)
            .SelectMany(static contract => TypeUse.In(contract.InterfaceType).Take(1))
            .CountBy(static use => use)
            .ToDictionary();
        return layers.SelectMany(layer =>
            layer
                .Types.Where(static type => type.Definition.IsInterface)
                .Where(type => implemented.GetValueOrDefault(TypeUse.In(type.Definition).Single()) < 2)
                .Select(static type => new Finding(type.Name, "has no second implementation"))
        );
    }

    private static IEnumerable<TypeDefinition> Classes(Layer layer) =>
        layer
            .Types.Where(static type => !IsGenerated(type))
            .SelectMany(static type => type.Written)
            .Where(static type => type.IsClass && !type.IsValueType);

    // Razor and EF Core write these; their code-behind is sealed where there is one.
    private static bool IsGenerated(ProductType type) =>
        type.IsComponent
        || type.Definition.Name == "_Imports"
        || type.Definition.Is("Microsoft.EntityFrameworkCore.Migrations.Migration")
        || type.Definition.Is("Microsoft.EntityFrameworkCore.Infrastructure.ModelSnapshot");

    private static HashSet<TypeDefinition> ShownByComponents(Layer layer)
    {
        var own = layer.Types.ToDictionary(
            static type => TypeUse.In(type.Definition).Single(),
            static type => type.Definition
        );
        var open = new Stack<TypeDefinition>(
            layer.Types.Where(static type => type.IsComponent).Select(static type => type.Definition)
        );
        var shown = new HashSet<TypeDefinition>();
        while (open.TryPop(out var type))
        {
            foreach (var use in PublicFace(type))
            {
                if (own.TryGetValue(use, out var next) && shown.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return shown;
    }

    private static IEnumerable<TypeUse> PublicFace(TypeDefinition type) =>
        TypeUse
            .In(type.BaseType)
            .Concat(type.Interfaces.SelectMany(static contract => TypeUse.In(contract.InterfaceType)))
            .Concat(
                type.Methods.Where(static method => method.IsPublic || method.IsFamily)
                    .SelectMany(static method =>
                        method
                            .Parameters.Select(static parameter => parameter.ParameterType)
                            .Append(method.ReturnType)
                            .SelectMany(TypeUse.In)
                    )
            )
            .Concat(type.NestedTypes.Where(static nested => nested.IsNestedPublic).SelectMany(PublicFace));

    private static string Name(TypeDefinition type, Layer layer)
    {
        var outer = TypeUse.In(type).Single();
        var place = layer.NameOf(outer)[..^outer.Name.Length];
        return place + type.ShortName();
    }
}
