using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ControlPlane.Server.Platform.Hosting;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// The operating system's user that PostgreSQL runs as. PostgreSQL refuses root, so a server started by root runs it as
/// the owner of the existing files, or as the user <c>postgres</c>.
/// </summary>
internal sealed partial class PostgresAccount
{
    private const uint Root = 0;
    private readonly (uint User, uint Group)? other;

    private PostgresAccount((uint User, uint Group)? other) => this.other = other;

    public static PostgresAccount For(string cluster)
    {
        if (geteuid() != Root)
        {
            return new PostgresAccount(other: null);
        }

        return Directory.Exists(cluster) && OwnerOf(cluster) is { User: not Root } owner
            ? new PostgresAccount(owner)
            : new PostgresAccount(ServiceUser());
    }

    /// <summary>The arguments of <c>setpriv</c> that change to this user.</summary>
    public IReadOnlyList<string> Arguments =>
        other is var (user, group)
            ?
            [
                "--reuid",
                user.ToString(CultureInfo.InvariantCulture),
                "--regid",
                group.ToString(CultureInfo.InvariantCulture),
                "--clear-groups",
            ]
            : [];

    /// <summary>Makes the folder if it is missing and gives it, without what is in it, to this user alone.</summary>
    public void TakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (other is var (user, group))
            {
                _ = Run("chown", $"{user}:{group}", folder);
            }

            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StartException(
                $"The folder {folder} belongs to another user. Start the server as that user, or name another folder in Storage__DataFolder.",
                failure
            );
        }
    }

    /// <summary>Whether this user gets to what is in the folder, through all folders above it.</summary>
    public bool CanEnter(string folder) =>
        other is null || Run("setpriv", [.. Arguments, "--", "test", "-x", folder]).ExitCode == 0;

    private static (uint User, uint Group) ServiceUser() =>
        Run("id", "-u", "postgres") is { ExitCode: 0, Output: var user }
        && Run("id", "-g", "postgres") is { ExitCode: 0, Output: var group }
            ? (Number(user), Number(group))
            : throw new StartException(
                "PostgreSQL does not run as root and this machine has no user postgres. Install the Debian package postgresql, or start the server as an ordinary user."
            );

    private static (uint User, uint Group) OwnerOf(string folder)
    {
        var parts = Run("stat", "-c", "%u %g", folder).Output.Split(' ');
        return (Number(parts[0]), Number(parts[1]));
    }

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);

    private static (int ExitCode, string Output) Run(string file, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(file, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = "/",
            }
        )!;
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
