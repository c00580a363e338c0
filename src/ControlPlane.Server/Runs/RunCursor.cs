using System.Globalization;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Runs;

/// <summary>Where a page of runs ended: the sort key of its last run.</summary>
internal static class RunCursor
{
    /// <summary>How many parts a cursor of this list has.</summary>
    public const int Parts = 2;

    public static string Of(RunRow run) =>
        Cursor.Encode(run.StartedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), run.Id.ToString("N"));

    /// <summary>Null if it is not one of ours.</summary>
    public static (DateTimeOffset StartedAt, Guid Id)? Read(string[] parts) =>
        parts is [var at, var run]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
        && ticks <= DateTimeOffset.MaxValue.Ticks
        && Guid.TryParseExact(run, "N", out var id)
            ? (new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : null;
}
