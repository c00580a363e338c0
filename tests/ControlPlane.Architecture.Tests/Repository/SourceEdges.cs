using System.Text.RegularExpressions;
using ControlPlane.Architecture.Tests.Rules;

namespace ControlPlane.Architecture.Tests.Repository;

/// <summary>
/// The edges once more, by what sources of the server name: a constant of another capability leaves no trace in the
/// assembly. The domain's folders have the same names, so a folder of the server follows its row there, too.
/// </summary>
internal static partial class SourceEdges
{
    private static readonly string[] Composition = ["Program.cs", "ServerApp.cs"];

    public static IEnumerable<Finding> Violations(string server, EdgeTable table) =>
        Files(server)
            .SelectMany(file =>
            {
                var name = Path.GetRelativePath(server, file);
                var from = name.Contains('/') ? name[..name.IndexOf('/')] : "Platform";
                return Named(file)
                    .Where(to => to != "Platform" && !(from != "Platform" && table.Allows(from, to)))
                    .Select(to => new Finding(name, to));
            });

    /// <summary>Sources in folders, and files at the root that hold for all of them (<c>_Imports.razor</c>).</summary>
    public static IEnumerable<string> Files(string server) =>
        SourceFiles
            .Under(server)
            .Where(static file => Path.GetExtension(file) is ".cs" or ".razor")
            .Where(static file => !Composition.Contains(Path.GetFileName(file)));

    private static IEnumerable<string> Named(string file) =>
        Capability().Matches(File.ReadAllText(file)).Select(static match => match.Groups["name"].Value).Distinct();

    [GeneratedRegex(@"\bControlPlane\.(Server|Domain)\.(?<name>[A-Z]\w*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Capability();
}
