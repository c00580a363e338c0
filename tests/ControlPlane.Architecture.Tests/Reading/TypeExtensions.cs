using Mono.Cecil;

namespace ControlPlane.Architecture.Tests.Reading;

internal static class TypeExtensions
{
    /// <summary>Whether the type is the named class or derives from it.</summary>
    public static bool Is(this TypeDefinition type, string ancestor)
    {
        for (var current = type; current is not null; current = current.BaseType?.Resolve())
        {
            if (current.FullName == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type's name as people write it: without arity, with its declaring types.</summary>
    public static string ShortName(this TypeReference type)
    {
        var name = type.Name.Split('`')[0];
        return type.DeclaringType is null ? name : $"{type.DeclaringType.ShortName()}.{name}";
    }
}
