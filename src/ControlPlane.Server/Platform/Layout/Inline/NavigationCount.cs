using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>The count behind an entry of the navigation. One that needs a person also stands in the title of the tab.</summary>
internal static class NavigationCount
{
    /// <param name="number">Nothing is shown for none.</param>
    /// <param name="words">What is counted, for who hears the page: <c>failing</c>.</param>
    /// <param name="tone">Bad and Human need somebody; everything else is only said.</param>
    public static MarkupString Of(long number, string words, Tone tone = Tone.Off) =>
        number <= 0
            ? default
            : Html.Of(
                $"<span class=\"count {tone.ToString().ToLowerInvariant()}\"{Attention(number, tone)}>{Format.Count(number)}<span class=\"unseen\"> {words}</span></span>"
            );

    private static MarkupString Attention(long number, Tone tone) =>
        tone is Tone.Bad or Tone.Human
            ? Html.Attribute("data-attention", number.ToString(System.Globalization.CultureInfo.InvariantCulture))
            : default;
}
