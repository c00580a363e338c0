using Mono.Cecil;

namespace ControlPlane.Architecture.Tests.Reading;

/// <summary>A type that code mentions, by its outermost declaring type.</summary>
internal readonly record struct TypeUse(string Namespace, string Name, string Assembly)
{
    public string FullName => $"{Namespace}.{Name}";

    /// <summary>The types a reference is made of: <c>Task&lt;Agent[]&gt;</c> is a task and an agent.</summary>
    public static IEnumerable<TypeUse> In(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic => [.. In(generic.ElementType), .. generic.GenericArguments.SelectMany(In)],
            IModifierType modified => [.. In(modified.ElementType), .. In(modified.ModifierType)],
            FunctionPointerType pointer =>
            [
                .. In(pointer.ReturnType),
                .. pointer.Parameters.SelectMany(static parameter => In(parameter.ParameterType)),
            ],
            TypeSpecification composed => In(composed.ElementType),
            _ => [Of(type)],
        };

    public bool IsUnder(string root) => Namespace == root || Namespace.StartsWith(root + ".", StringComparison.Ordinal);

    private static TypeUse Of(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return new(type.Namespace, type.Name, type.Scope.Name);
    }
}
