using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>Drawings of 16 by 16 in the colour of the text beside them.</summary>
internal static class Icons
{
    private const string Unknown = "M3 3h10v10H3z";

    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["overview"] = "M2.500 9.500h4v4h-4zM9.500 2.500h4v4h-4zM2.500 2.500h4v4h-4zM9.500 9.500h4v4h-4z",
        ["search"] = "M7 2.800a4.200 4.200 0 1 0 0 8.400 4.200 4.200 0 0 0 0-8.400M10.200 10.200l3.300 3.300",
        ["clock"] = "M8 2.200a5.800 5.800 0 1 0 0 11.600 5.800 5.800 0 0 0 0-11.600M8 4.800V8l2.200 1.400",
        ["pause"] = "M5.500 3.500v9M10.500 3.500v9",
        ["play"] = "M5 3.500v9l7.500-4.500z",
        ["columns"] = "M2.500 3.500h11v9h-11zM6.200 3.500v9M9.800 3.500v9",
        ["thread"] = "M2.500 3h7v5h-4l-2 2V8h-1zM11.500 6h2v5h-1v2l-2-2h-3v-1.500",
        ["runs"] = "M2.500 4h4M4.500 8h6M7 12h6.500",
        ["agents"] = "M8 1.800 13.400 5v6L8 14.200 2.600 11V5zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
        ["keys"] = "M9.500 6.500a2.800 2.800 0 1 0-2.500 2.800L8 10.300h1.500v1.500H11v1.500h2.500V11L9.500 7z",
        ["people"] = "M8 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5M3 13.500c.4-2.600 2.300-4 5-4s4.600 1.400 5 4",
        ["list"] = "M2.500 3.500h11v3h-11zM2.500 9.500h11v3h-11z",
        ["audit"] = "M4 2.500h8v11H4zM6.500 5.500h3M6.500 8h3M6.500 10.500h2",
        ["settings"] =
            "M2.500 4.500h5M10.500 4.500h3M2.500 11.500h2M7.500 11.500h6M9 3a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3M6 10a1.500 1.500 0 1 0 0 3 1.500 1.500 0 0 0 0-3",
        ["more"] = "M3.500 8h.1M8 8h.1M12.500 8h.1",
        ["theme"] = "M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11v11M9.500 3v10M11 4v8M12.400 5.500v5",
        ["up"] = "m4.500 9.500 3.500-3.500 3.500 3.500",
        ["open"] = "m4.500 6.500 3.500 3.500 3.500-3.500",
        ["closed"] = "m6.500 4.500 3.500 3.500-3.500 3.500",
        ["close"] = "m4 4 8 8M12 4l-8 8",
        ["copy"] = "M5.500 5.500h8v8h-8zM3 10.500h-.5v-8h8V3",
        ["link"] =
            "M6.500 9.500l3-3M7 4.800 8.600 3.200a2.900 2.900 0 0 1 4.200 4.200L11.200 9M9 11.200l-1.600 1.600a2.900 2.900 0 0 1-4.200-4.200L4.800 7",
        ["model"] =
            "M8 2v3M8 11v3M2 8h3M11 8h3M4 4l1.800 1.800M10.200 10.200 12 12M12 4l-1.800 1.800M5.800 10.200 4 12",
        ["tool"] =
            "M10.500 2.600a3.300 3.300 0 0 0-3.300 4.300L2.600 11.500l1.900 1.900 4.600-4.600a3.300 3.300 0 0 0 4.300-4.100l-2 2-1.900-.5-.5-1.900z",
        ["decision"] = "M8 2.500v4M8 6.500 3.500 13M8 6.500 12.500 13",
        ["web"] =
            "M8 2.500a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11M2.500 8h11M8 2.500c3.200 3.400 3.200 7.600 0 11-3.200-3.400-3.200-7.600 0-11z",
        ["agent"] = "M3 5.500h10v7H3zM8 2.500v3M6 8.500v1.200M10 8.500v1.200",
        ["warning"] = "M8 2.200 14.200 13H1.800zM8 6.400v3M8 11.200v.1",
        ["shield"] = "M8 2 13 4v4c0 3-2 5-5 6-3-1-5-3-5-6V4z",
        ["add"] = "M8 3v10M3 8h10",
        ["sun"] =
            "M8 5.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600M8 1.500v1.300M8 13.200v1.300M1.500 8h1.300M13.200 8h1.300M3.400 3.400l.9.9M11.700 11.700l.9.9M12.600 3.400l-.9.9M4.300 11.700l-.9.9",
        ["moon"] = "M12.900 9.800A5.300 5.300 0 0 1 6.200 3.100a5.300 5.300 0 1 0 6.700 6.700",
        ["screen"] = "M2.500 3.500h11v7.500h-11zM6 13.500h4M8 11v2.500",
        ["check"] = "m3 8.500 3.200 3.200L13 4.800",
        ["span"] = "M3 5.500h10M3 10.500h6",
    };

    private static readonly FrozenDictionary<string, MarkupString> Drawn = Paths.ToFrozenDictionary(
        static icon => icon.Key,
        static icon => Draw(icon.Value),
        StringComparer.Ordinal
    );

    public static MarkupString Of(string name) => Drawn.TryGetValue(name, out var icon) ? icon : Draw(Unknown);

    public static string PathOf(string name) => Paths.GetValueOrDefault(name, Unknown);

    private static MarkupString Draw(string path) =>
        Html.Of($"<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path d=\"{path}\"></path></svg>");
}
