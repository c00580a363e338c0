using ControlPlane.Architecture.Tests.Reading;
using Mono.Cecil;

namespace ControlPlane.Architecture.Tests.Rules;

/// <summary>The domain is System only: no package, no framework, no I/O, no clock and no chance of its own.</summary>
internal static class DomainPurity
{
    private static readonly string[] InMemory =
    [
        "System.IO.Stream",
        "System.IO.MemoryStream",
        "System.IO.UnmanagedMemoryStream",
        "System.IO.TextReader",
        "System.IO.TextWriter",
        "System.IO.StringReader",
        "System.IO.StringWriter",
        "System.IO.SeekOrigin",
        "System.IO.EndOfStreamException",
        "System.IO.InvalidDataException",
        "System.Net.WebUtility",
    ];

    private static readonly string[] OutsideTypes =
    [
        "System.Console",
        "System.Environment",
        "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch",
        "System.Threading.Thread",
        "System.Threading.Timer",
        "System.Threading.PeriodicTimer",
    ];

    private static readonly string[] OutsideSpaces = ["System.IO", "System.Net", "System.Data", "System.Timers"];

    private static readonly string[] ClockAndChance =
    [
        "System.DateTime::get_Now/0",
        "System.DateTime::get_UtcNow/0",
        "System.DateTime::get_Today/0",
        "System.DateTimeOffset::get_Now/0",
        "System.DateTimeOffset::get_UtcNow/0",
        "System.TimeProvider::get_System/0",
        "System.Guid::NewGuid/0",
        "System.Guid::CreateVersion7/0",
        "System.Random::get_Shared/0",
    ];

    public static IEnumerable<Finding> OfReferences(ModuleDefinition module) =>
        module
            .AssemblyReferences.Where(static reference => !IsSystem(reference.Name))
            .Select(reference => new Finding(module.Name, reference.Name));

    public static IEnumerable<Finding> OfCode(Layer domain) =>
        domain.Types.SelectMany(type =>
            type.Uses.Where(use => !IsPure(use, domain))
                .Select(use => new Finding(type.Name, use.FullName))
                .Concat(type.Calls.Where(ClockAndChance.Contains).Select(call => new Finding(type.Name, call)))
        );

    private static bool IsPure(TypeUse use, Layer domain) =>
        use.IsUnder(domain.Root)
        || IsMadeByCompiler(use, domain)
        || (
            IsSystem(use.Namespace)
            && !OutsideTypes.Contains(use.FullName)
            && (
                InMemory.Contains(use.FullName)
                || use.IsUnder("System.IO.Compression")
                || !OutsideSpaces.Any(space => use.IsUnder(space))
            )
        );

    // The compiler puts attributes such as Microsoft.CodeAnalysis.EmbeddedAttribute into the module itself.
    private static bool IsMadeByCompiler(TypeUse use, Layer domain) =>
        use.Assembly == domain.Module.Name && !use.IsUnder("ControlPlane");

    private static bool IsSystem(string name) =>
        name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
}
