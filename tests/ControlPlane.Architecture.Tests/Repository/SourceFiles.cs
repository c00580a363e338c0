namespace ControlPlane.Architecture.Tests.Repository;

/// <summary>The files of a folder without what building and running leave there.</summary>
internal static class SourceFiles
{
    private static readonly string[] Left =
    [
        ".git",
        ".tools",
        ".vs",
        ".idea",
        "bin",
        "obj",
        "data",
        "node_modules",
        "TestResults",
    ];

    public static bool IsLeftBehind(string name) =>
        Left.Contains(name, StringComparer.Ordinal) || name.EndsWith(".user", StringComparison.Ordinal);

    public static IEnumerable<string> Under(string folder) =>
        Directory
            .EnumerateFiles(folder)
            .Where(static file => !IsLeftBehind(Path.GetFileName(file)))
            .Concat(Folders(folder).SelectMany(Under));

    public static IEnumerable<string> Folders(string folder) =>
        Directory
            .EnumerateDirectories(folder)
            .Where(static inner => !IsLeftBehind(Path.GetFileName(inner)))
            .Order(StringComparer.Ordinal);
}
