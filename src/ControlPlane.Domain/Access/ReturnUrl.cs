using System.Text;

namespace ControlPlane.Domain.Access;

/// <summary>Where a sign-in may lead back to: only into this server.</summary>
public static class ReturnUrl
{
    public const string Home = "/";

    /// <summary>
    /// The address itself if it is a path of this server, else the home page. Browsers read <c>//host</c> and
    /// <c>/\host</c> as another server, and drop control characters before they look.
    /// </summary>
    public static string Safe(string? address)
    {
        if (address is not ['/', ..] || address is ['/', '/' or '\\', ..])
        {
            return Home;
        }

        return address.Any(static sign => char.IsControl(sign) || sign == '\\') ? Home : Ascii(address);
    }

    // A header carries nothing else.
    private static string Ascii(string address) =>
        address.All(char.IsAscii)
            ? address
            : string.Concat(
                address.EnumerateRunes().Select(static sign => sign.IsAscii ? sign.ToString() : Escaped(sign))
            );

    private static string Escaped(Rune sign) => Uri.EscapeDataString(sign.ToString());
}
