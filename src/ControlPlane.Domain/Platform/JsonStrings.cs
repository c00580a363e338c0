using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ControlPlane.Domain.Platform;

/// <summary>
/// Strings of a JSON document. <see cref="JsonElement.GetString"/> throws where a text holds half a surrogate pair,
/// which clients do send when they cut text; here it becomes the replacement character instead.
/// </summary>
internal static class JsonStrings
{
    public static string Read(JsonElement value)
    {
        try
        {
            return SafeText.Clean(value.GetString() ?? "");
        }
        catch (InvalidOperationException)
        {
            return SafeText.Clean(Unescape(value.GetRawText().AsSpan()[1..^1]));
        }
    }

    private static string Unescape(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
            }
            else if (raw[++i] == 'u')
            {
                text.Append(
                    (char)ushort.Parse(raw.Slice(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                );
                i += 4;
            }
            else
            {
                text.Append(Control(raw[i]));
            }
        }

        return text.ToString();
    }

    private static char Control(char escaped) =>
        escaped switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\b',
            'f' => '\f',
            _ => escaped,
        };
}
