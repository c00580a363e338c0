using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Redaction;

/// <summary>
/// Takes secrets out of structured values, before anything of them is stored (T10). Text is read by
/// <see cref="SecretRedactor"/>, then by the installation's own patterns; a value whose key names a secret goes as a
/// whole. What holds none stays the same instance.
/// </summary>
public sealed class ValueRedactor(RedactionPatterns patterns)
{
    private const int MinNumber = 1_000;

    /// <summary>The text without secrets; adds how many there were.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Text(string? text, ref int count)
    {
        var redacted = SecretRedactor.Redact(text, ref count);
        return redacted is null || patterns.IsEmpty ? redacted : patterns.Redact(redacted, ref count);
    }

    /// <summary>The attributes without secrets; adds how many there were.</summary>
    public AttributeBag Redact(AttributeBag bag, ref int count) =>
        RedactMap(bag.Values, ref count) is { } redacted ? new AttributeBag(redacted) : bag;

    /// <summary>A value of the shape that <see cref="AttributeBag"/> describes, without secrets.</summary>
    public object? Redact(object? value, ref int count) =>
        value switch
        {
            string text => Text(text, ref count),
            List<object?> list => RedactList(list, ref count),
            Dictionary<string, object?> map => RedactMap(map, ref count) ?? map,
            byte[] bytes => RedactBytes(bytes, ref count),
            long number => RedactNumber(number, ref count),
            _ => value,
        };

    /// <summary>Null if nothing was redacted. Then, and only then, nothing is allocated.</summary>
    private Dictionary<string, object?>? RedactMap(IReadOnlyDictionary<string, object?> map, ref int count)
    {
        Dictionary<string, object?>? redacted = null;
        foreach (var (key, value) in map)
        {
            var before = count;
            var newKey = Text(key, ref count);
            var newValue = SensitiveKeys.Of(key) is { } sensitive
                ? RedactAll(value, sensitive, ref count)
                : Redact(value, ref count);
            if (count != before)
            {
                redacted ??= new Dictionary<string, object?>(map, StringComparer.Ordinal);
                redacted.Remove(key);
                redacted[Free(redacted, newKey)] = newValue;
            }
        }

        return redacted;
    }

    /// <summary>Two keys that only differ in a secret must not become one.</summary>
    private static string Free(Dictionary<string, object?> map, string key)
    {
        var free = key;
        for (var number = 2; map.ContainsKey(free); number++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{key}-{number}");
        }

        return free;
    }

    private List<object?> RedactList(List<object?> list, ref int count)
    {
        List<object?>? redacted = null;
        for (var index = 0; index < list.Count; index++)
        {
            var before = count;
            var value =
                index > 0 && FlagBefore(list[index - 1]) is { } sensitive
                    ? RedactAll(list[index], sensitive, ref count)
                    : Redact(list[index], ref count);
            if (count != before)
            {
                redacted ??= [.. list];
                redacted[index] = value;
            }
        }

        return redacted ?? list;
    }

    /// <summary>Of the arguments of a command, the one behind <c>--password</c> is it.</summary>
    private static SensitiveKey? FlagBefore(object? previous) =>
        previous is string flag
        && flag.StartsWith("--", StringComparison.Ordinal)
        && !flag.Contains('=', StringComparison.Ordinal)
            ? SensitiveKeys.Of(flag)
            : null;

    /// <summary>Everything below a sensitive key goes, except flags and what says that there is nothing.</summary>
    private object? RedactAll(object? value, SensitiveKey key, ref int count)
    {
        switch (value)
        {
            case string { Length: > 0 } text when key.Covers(text):
                return RedactWhole(text, key, ref count);
            case long number when Math.Abs((decimal)number) >= MinNumber && !key.MustLookRandom:
                count++;
                return SecretRedactor.Marker(key.Kind);
            case List<object?> list:
                var items = new List<object?>(list.Count);
                foreach (var item in list)
                {
                    items.Add(RedactAll(item, key, ref count));
                }

                return items;
            case Dictionary<string, object?> map when !key.MustLookRandom:
                var values = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
                foreach (var (name, item) in map)
                {
                    values[Free(values, Text(name, ref count))] = RedactAll(item, key, ref count);
                }

                return values;
            default:
                return Redact(value, ref count);
        }
    }

    private static string RedactWhole(string text, SensitiveKey key, ref int count)
    {
        if (text.StartsWith("[redacted:", StringComparison.Ordinal) || text.AsSpan().Trim('*').IsEmpty)
        {
            return text;
        }

        count++;
        return SecretRedactor.Marker(key.Kind);
    }

    private byte[] RedactBytes(byte[] bytes, ref int count)
    {
        if (!Utf8.IsValid(bytes))
        {
            return bytes;
        }

        var before = count;
        var text = Text(Encoding.UTF8.GetString(bytes), ref count);
        return count == before ? bytes : Encoding.UTF8.GetBytes(text);
    }

    private object RedactNumber(long number, ref int count)
    {
        if (IsCard(number))
        {
            count++;
            return SecretRedactor.Marker(CardNumbers.Kind);
        }

        if (patterns.IsEmpty)
        {
            return number;
        }

        var before = count;
        var text = patterns.Redact(number.ToString(CultureInfo.InvariantCulture), ref count);
        return count == before ? number : text;
    }

    private static bool IsCard(long number)
    {
        Span<char> digits = stackalloc char[20];
        return number >= 1_000_000_000_000
            && number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture)
            && CardNumbers.IsCard(digits[..length]);
    }
}
