namespace ControlPlane.Server.Platform.Layout;

/// <summary>
/// Where the reader left each list, so that the way back leads to the same filter, order and columns. Kept for one
/// circuit; after that the header's environment and time, which stand in every address, are all that is left.
/// </summary>
internal sealed class WaysBack
{
    private readonly Dictionary<string, string> left = new(StringComparer.Ordinal);

    /// <param name="address">The list's path with its query.</param>
    public void Remember(string list, string address) => left[list] = address;

    /// <summary>The list as it was left, unless the header was changed meanwhile: then the list by the header alone.</summary>
    public string To(string list, PageScope? scope)
    {
        var now = scope.On(list);
        return
            left.TryGetValue(list, out var address)
            && PageScope.Of(new Uri(Any, address).AbsoluteUri) == PageScope.Of(new Uri(Any, now).AbsoluteUri)
            ? address
            : now;
    }

    private static readonly Uri Any = new("http://any");
}
