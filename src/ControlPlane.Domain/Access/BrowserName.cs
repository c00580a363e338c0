namespace ControlPlane.Domain.Access;

/// <summary>Browser and system in a few words, made of what a browser says of itself: enough to recognise one's own.</summary>
public static class BrowserName
{
    // Most browsers also name those they descend from, so the order matters.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chrome without a window"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("FxiOS/", "Firefox"),
        ("Version/", "Safari"),
        ("curl/", "curl"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];

    public static string Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
        {
            return "Unknown browser";
        }

        var browser = Array.Find(Browsers, known => userAgent.Contains(known.Sign, StringComparison.Ordinal));
        var system = Array.Find(Systems, known => userAgent.Contains(known.Sign, StringComparison.Ordinal));
        var name = browser.Name is null ? "Unknown browser" : WithVersion(userAgent, browser.Sign, browser.Name);
        return system.Name is null ? name : $"{name} on {system.Name}";
    }

    private static string WithVersion(string userAgent, string sign, string name)
    {
        var version = userAgent.AsSpan(userAgent.IndexOf(sign, StringComparison.Ordinal) + sign.Length);
        var digits = version.IndexOfAnyExceptInRange('0', '9');
        var major = version[..(digits < 0 ? version.Length : digits)];
        return major.Length is > 0 and <= 5 ? $"{name} {major}" : name;
    }
}
