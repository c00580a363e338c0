namespace ControlPlane.Server.Tests.Platform.Hosting;

/// <summary>What can be seen of PostgreSQL from outside.</summary>
internal static class PostgresProcesses
{
    /// <summary>The entries in /proc of those that run on a data folder.</summary>
    public static string[] On(string folder) =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Where(static process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
                .Where(process => ReadOrNothing(process + "/cmdline").Contains(folder, StringComparison.Ordinal))
                .Where(static process =>
                    ReadOrNothing(process + "/comm").StartsWith("postgres", StringComparison.Ordinal)
                ),
        ];

    // The fourth field after the command, which stands in parentheses.
    public static string SessionOf(string process) =>
        ReadOrNothing(process + "/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];

    private static string ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
