using Microsoft.AspNetCore.Components;
using Mono.Cecil;

namespace ControlPlane.Architecture.Tests.Reading;

/// <summary>The built product, and the folder it was built from.</summary>
internal static class Product
{
    private const string PlantedRoot = "ControlPlane.Architecture.Tests.Planted";

    public static ModuleDefinition DomainModule { get; } = Read("ControlPlane.Domain");

    public static ModuleDefinition OwnModule { get; } = Read("ControlPlane.Architecture.Tests");

    public static Layer Domain { get; } = Layer.Of(DomainModule, "ControlPlane.Domain");

    public static Layer Server { get; } = Layer.Of(Read("ControlPlane.Server"), "ControlPlane.Server");

    public static string Folder { get; } = FindFolder();

    /// <summary>Types of this assembly that break a rule on purpose.</summary>
    public static Layer Planted(string rule) => Layer.Of(OwnModule, $"{PlantedRoot}.{rule}");

    private static ModuleDefinition Read(string assembly)
    {
        // Bases are followed into the frameworks: whether a class is a component or a DbContext is said there.
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(ComponentBase).Assembly.Location));
        return ModuleDefinition.ReadModule(
            Path.Combine(AppContext.BaseDirectory, assembly + ".dll"),
            new ReaderParameters { AssemblyResolver = resolver }
        );
    }

    private static string FindFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ControlPlane.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }
}
