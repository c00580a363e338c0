using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace ControlPlane.Server.Platform.Layout;

/// <summary>
/// Makes HTML of a template whose holes are text: what stands in them is encoded, unless it is markup already. For small
/// parts that stand on a page hundreds of times: a component of its own holds 3 KB on the server for as long as the page
/// is open, a piece of markup holds its text, and pages that show the same share it.
/// </summary>
internal static class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static MarkupString Of(Template template) => new(template.ToString());

    /// <summary>An attribute with a blank in front; nothing without a value.</summary>
    public static MarkupString Attribute(string name, string? value) =>
        value is null ? default : new($" {name}=\"{Encoder.Encode(value)}\"");

    /// <summary>What <see cref="Of"/> is given. Its fixed parts are HTML and must stand in the source.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Template(int literalLength, int formattedCount)
    {
        private readonly StringBuilder text = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string html) => text.Append(html);

        public void AppendFormatted(string? value) => text.Append(value is null ? null : Encoder.Encode(value));

        public void AppendFormatted(MarkupString markup) => text.Append(markup.Value);

        public void AppendFormatted(long number) => text.Append(number);

        public void AppendFormatted(Guid id) => text.Append(id);

        public override string ToString() => text.ToString();
    }
}
