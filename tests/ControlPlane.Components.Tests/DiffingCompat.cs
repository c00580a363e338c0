using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace ControlPlane.Components.Tests;

/// <summary>Serves bUnit's reference to AngleSharp.Diffing 1.0 with the 0.17 that lies in <c>compat/</c>.</summary>
internal static class DiffingCompat
{
#pragma warning disable CA2255 // a module initializer is the only hook that runs before bUnit loads
    [ModuleInitializer]
    internal static void Install() =>
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            name.Name == "AngleSharp.Diffing"
                ? context.LoadFromAssemblyPath(
                    Path.Combine(AppContext.BaseDirectory, "compat", "AngleSharp.Diffing.dll")
                )
                : null;
#pragma warning restore CA2255
}
