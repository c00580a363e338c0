using System.Xml.Linq;
using ControlPlane.Architecture.Tests.Rules;

namespace ControlPlane.Architecture.Tests.Repository;

/// <summary>Where things stand: the top of the repository, the projects, the README of each capability.</summary>
internal static class Places
{
    private const int ReadmeLines = 15;

    private static readonly string[] Top =
    [
        "src",
        "tests",
        "migrations",
        "wwwroot",
        "docs",
        "samples",
        "scripts",
        "ControlPlane.sln",
        "appsettings.json",
        "Dockerfile",
        "compose.yaml",
        "README.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "run.sh",
        "test.sh",
        "BannedSymbols.txt",
        "Directory.Build.props",
        "Directory.Build.targets",
        "Directory.Packages.props",
    ];

    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["ControlPlane.Domain"] = [],
        ["ControlPlane.Server"] = ["ControlPlane.Domain"],
        ["ControlPlane.Client"] = [],
    };

    public static IEnumerable<Finding> OfTop(string root) =>
        TopEntries(root)
            .Where(static name => !Top.Contains(name))
            .Select(static name => new Finding(name, "has no place at the top"));

    /// <summary>Files whose name begins with a dot belong to tools and are not looked at.</summary>
    public static IEnumerable<string> TopEntries(string root) =>
        Directory
            .EnumerateFileSystemEntries(root)
            .Select(static path => Path.GetFileName(path))
            .Where(static name => name[0] != '.' && !SourceFiles.IsLeftBehind(name));

    public static IEnumerable<string> ProjectFiles(params IEnumerable<string> folders) =>
        folders.SelectMany(SourceFiles.Under).Where(static file => file.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>Of all that is no test: only tests may know the server.</summary>
    public static IEnumerable<Finding> OfProjects(params IEnumerable<string> folders) =>
        ProjectFiles(folders)
            .SelectMany(static file =>
            {
                var name = Path.GetFileNameWithoutExtension(file);
                return References(file)
                    .Where(to => !Projects.GetValueOrDefault(name, []).Contains(to))
                    .Select(to => new Finding(name, $"references {to}"));
            });

    public static IEnumerable<string> Capabilities(string server) =>
        SourceFiles
            .Folders(server)
            .Select(static folder => Path.GetFileName(folder))
            .Where(static name => name is not ("Platform" or "Properties"));

    public static IEnumerable<Finding> OfReadmes(string server) =>
        Capabilities(server)
            .SelectMany(capability =>
            {
                var readme = Path.Combine(server, capability, "README.md");
                return !File.Exists(readme) ? [new Finding(capability, "has no README.md")]
                    : File.ReadLines(readme).Count() > ReadmeLines
                        ? [new Finding(capability, $"has a README.md of more than {ReadmeLines} lines")]
                    : Array.Empty<Finding>();
            });

    /// <summary>Files that only list what there is: once they grow, something else is written in them.</summary>
    public static IEnumerable<Finding> OfLength(string folder, params (string File, int Lines)[] limits) =>
        limits
            .Where(limit => File.ReadLines(Path.Combine(folder, limit.File)).Count() > limit.Lines)
            .Select(static limit => new Finding(limit.File, $"has more than {limit.Lines} lines"));

    private static IEnumerable<string> References(string project) =>
        XDocument
            .Load(project)
            .Descendants("ProjectReference")
            .Select(static reference => (string)reference.Attribute("Include")!)
            .Select(static path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
}
