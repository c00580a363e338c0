using System.IO.Compression;
using Npgsql;

namespace ControlPlane.Architecture.Tests.Planted.Purity.Runs;

internal static class AsksClockInLambda
{
#pragma warning disable RS0030 // planted
    public static IEnumerable<DateTimeOffset> Of(IEnumerable<int> days) =>
        days.Select(static day => DateTimeOffset.UtcNow.AddDays(day));
#pragma warning restore RS0030
}

internal static class MakesIds
{
    public static Guid Next() => Guid.CreateVersion7();
}

internal static class OpensConnection
{
    public static string Of(object thing) => thing is NpgsqlConnection ? "open" : "closed";
}

internal static class ReadsFileLater
{
    public static async Task<int> LengthAsync(string path)
    {
        await Task.Yield();
        return (await File.ReadAllBytesAsync(path)).Length;
    }
}

internal static class PacksInMemory
{
    public static byte[] Of(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
