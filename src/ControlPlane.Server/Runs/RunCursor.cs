using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ControlPlane.Server.Runs;

/// <summary>Where a page of runs ended: opaque to clients.</summary>
internal static class RunCursor
{
    public static string Of(RunRow run) =>
        Base64Url.EncodeToString(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{run.StartedAt.UtcTicks}.{run.Id:N}"))
        );

    /// <exception cref="FormatException">It is not one of ours.</exception>
    public static (DateTimeOffset StartedAt, Guid Id) Parse(string cursor)
    {
        var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor));
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return
            dot > 0
            && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.Ticks
            && Guid.TryParseExact(text[(dot + 1)..], "N", out var id)
            ? (new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : throw new FormatException("Not a cursor.");
    }
}
