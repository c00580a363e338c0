using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ControlPlane.Server.Platform.Hosting;

namespace ControlPlane.Server.Platform.Storage;

/// <summary>
/// The folder that holds the embedded PostgreSQL's files, held by one server at a time. The operating system lets go of
/// the hold when the server ends, however it ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string Elsewhere = "/var/lib/controlplane";
    private readonly FileStream hold;

    private DataFolder(string path, FileStream hold, string? note)
    {
        Path = path;
        Note = note;
        this.hold = hold;
    }

    public string Path { get; }

    /// <summary>What whoever started the server should know about the place of the data.</summary>
    public string? Note { get; }

    public string Cluster => ClusterIn(Path);

    public static DataFolder Open(string wanted)
    {
        wanted = System.IO.Path.GetFullPath(wanted);
        Make(wanted);
        if (PostgresAccount.For(ClusterIn(wanted)).CanEnter(wanted))
        {
            return new DataFolder(wanted, Hold(wanted), note: null);
        }

        // Root's own home, for example, is closed to the user that PostgreSQL runs as.
        var other = System.IO.Path.Combine(Elsewhere, Digest(wanted));
        Make(Elsewhere);
        Make(other);
        return new DataFolder(
            other,
            Hold(other),
            $"The user that runs PostgreSQL cannot enter {wanted}; the data is kept in {other} instead. Storage__DataFolder names another folder."
        );
    }

    public void Dispose() => hold.Dispose();

    private static string ClusterIn(string folder) => System.IO.Path.Combine(folder, "postgres");

    private static void Make(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(folder);
            // Open for passing through, whatever the umask: PostgreSQL's own folder in it is closed to others.
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or IOException)
        {
            throw new StartException(
                $"The data folder {folder} cannot be made: {failure.Message} Name another one in Storage__DataFolder.",
                failure
            );
        }
    }

    private static FileStream Hold(string folder)
    {
        var file = System.IO.Path.Combine(folder, "server.lock");
        try
        {
            var hold = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            hold.SetLength(0);
            hold.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            hold.Flush();
            return hold;
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StartException(
                $"The data folder {folder} belongs to another user. Start the server as that user, or name another folder in Storage__DataFolder.",
                failure
            );
        }
        catch (IOException failure)
        {
            throw new StartException(
                $"Another control plane server uses the data folder {folder}. Stop it first, or name another folder in Storage__DataFolder.",
                failure
            );
        }
    }

    private static string Digest(string path) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
}
