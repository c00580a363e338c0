using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>How something stands: a shape, a word, and a colour that repeats them.</summary>
internal static class Statuses
{
    private static readonly FrozenDictionary<Mark, MarkupString> Marks = new Dictionary<Mark, string>
    {
        [Mark.Disc] = """<circle cx="6" cy="6" r="4" fill="currentColor"></circle>""",
        [Mark.Triangle] = """<path d="M6 1.500 11.200 10.500H.8z" fill="currentColor"></path>""",
        [Mark.Diamond] = """<path d="M6 .8 11.200 6 6 11.200.8 6z" fill="currentColor"></path>""",
        [Mark.HalfDisc] =
            """<circle cx="6" cy="6" r="4.200" fill="none" stroke="currentColor" stroke-width="1.600"></circle><path d="M6 1.800a4.200 4.200 0 0 1 0 8.400z" fill="currentColor"></path>""",
        [Mark.DashedRing] =
            """<circle cx="6" cy="6" r="4.200" fill="none" stroke="currentColor" stroke-width="1.600" stroke-dasharray="2 1.800"></circle>""",
        [Mark.Bars] = """<path d="M2.500 2h2.500v8H2.500zM7 2h2.500v8H7z" fill="currentColor"></path>""",
        [Mark.OpenRing] =
            """<circle cx="6" cy="6" r="4.200" fill="none" stroke="currentColor" stroke-opacity=".3" stroke-width="2"></circle><path d="M6 1.800A4.200 4.200 0 1 1 1.800 6" fill="none" stroke="currentColor" stroke-width="2"></path>""",
        [Mark.Check] =
            """<path d="m1.800 6.500 2.700 2.700L10.300 3" fill="none" stroke="currentColor" stroke-width="1.900"></path>""",
        [Mark.Cross] =
            """<path d="m2.500 2.500 7 7m0-7-7 7" fill="none" stroke="currentColor" stroke-width="2"></path>""",
        [Mark.Hourglass] =
            """<path d="M2 1h8v1.300L7.200 6 10 9.700V11H2V9.700L4.800 6 2 2.300z" fill="currentColor"></path>""",
        [Mark.Square] = """<path d="M2 2h8v8H2z" fill="currentColor"></path>""",
        [Mark.Octagon] =
            """<path d="M4 1h4l3 3v4l-3 3H4L1 8V4z" fill="none" stroke="currentColor" stroke-width="1.500"></path><path d="M3.500 6h5" stroke="currentColor" stroke-width="1.500"></path>""",
    }.ToFrozenDictionary(
        static mark => mark.Key,
        static mark => new MarkupString(
            $"""<svg class="mark" viewBox="0 0 12 12" aria-hidden="true">{mark.Value}</svg>"""
        )
    );

    public static MarkupString Of(Mark mark) => Marks[mark];

    /// <param name="why">On hover.</param>
    public static MarkupString Of(string word, Mark mark, Tone tone, string? why = null) =>
        Html.Of(
            $"<span class=\"status {tone.ToString().ToLowerInvariant()}\"{Html.Attribute("title", why)}>{Of(mark)}<span>{word}</span></span>"
        );
}
