using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>
/// Times that the browser keeps counting (times.js). What they say here does not change with the clock, so that the same
/// moment is the same markup whenever it is written.
/// </summary>
internal static class Times
{
    /// <summary>How long ago; the exact time in the reader's zone on hover.</summary>
    public static MarkupString Ago(DateTimeOffset at, ViewerZone zone) =>
        Html.Of(
            $"<time datetime=\"{Format.Iso(at)}\" data-relative title=\"{Format.Exact(at, zone)}\">{Format.Day(at, zone)}</time>"
        );

    /// <param name="to">Null while it goes on.</param>
    public static MarkupString Elapsed(DateTimeOffset from, DateTimeOffset? to) =>
        to is { } end
            ? Html.Of($"<span title=\"{Format.ExactDuration(end - from)}\">{Format.Duration(end - from)}</span>")
            : Html.Of($"<span data-since=\"{Format.Iso(from)}\">goes on</span>");
}
