using ControlPlane.Architecture.Tests.Rules;

namespace ControlPlane.Architecture.Tests.Repository;

/// <summary>Where packages come from is set on the machine that builds; no file here names a registry.</summary>
internal static class PackageHosts
{
    // In two parts, so that this file does not name them either.
    private static readonly (string Name, string Zone)[] Hosts =
    [
        ("nuget", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("docker", "io"),
        ("ghcr", "io"),
        ("quay", "io"),
        ("mcr.microsoft", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("proxy.golang", "org"),
    ];

    private static readonly string[] Binary = [".png", ".jpg", ".ico", ".gz", ".woff", ".woff2", ".bin", ".pb", ".zip"];

    public static IEnumerable<Finding> Violations(string root) =>
        Files(root)
            .SelectMany(file =>
            {
                var text = File.ReadAllText(file);
                return Hosts
                    .Select(static host => $"{host.Name}.{host.Zone}")
                    .Where(host => text.Contains(host, StringComparison.OrdinalIgnoreCase))
                    .Select(host => new Finding(Path.GetRelativePath(root, file), host));
            });

    public static IEnumerable<string> Files(string root) =>
        SourceFiles.Under(root).Where(static file => !Binary.Contains(Path.GetExtension(file)));
}
