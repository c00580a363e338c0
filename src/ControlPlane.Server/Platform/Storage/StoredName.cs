namespace ControlPlane.Server.Platform.Storage;

/// <summary>Enums are stored and sent as lower-case text with underscores: <c>not_sent</c>.</summary>
internal static class StoredName
{
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    public static T Parse<T>(string name)
        where T : struct, Enum => Names<T>.ByName[name];

    public static bool TryParse<T>(string name, out T value)
        where T : struct, Enum => Names<T>.ByName.TryGetValue(name, out value);

    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Names<T>.ByName.Keys;

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToDictionary(static value => value, static value => SnakeCase.Of(value.ToString()));

        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(
            static pair => pair.Value,
            static pair => pair.Key,
            StringComparer.Ordinal
        );
    }
}
