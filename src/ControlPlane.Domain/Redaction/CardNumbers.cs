namespace ControlPlane.Domain.Redaction;

/// <summary>
/// Card numbers: 13 to 19 digits in one piece or in the groups they are printed in, with a valid check digit and the
/// first digits of a known network. The latter keeps times, ids and counts, one in ten of which has a valid digit.
/// </summary>
internal sealed class CardNumbers : ISecretFamily
{
    public const string Kind = "card-number";

    private const int MinDigits = 13;
    private const int MaxDigits = 19;

    // The groups that networks print. A shorter number may be followed by a verification code.
    private static readonly int[][] Printed =
    [
        [4, 4, 4, 4],
        [4, 6, 5],
        [4, 6, 4],
        [4, 4, 4, 4, 3],
    ];

    public IReadOnlyList<string> Hints { get; } = [];

    public static bool IsCard(ReadOnlySpan<char> digits) =>
        digits.Length is >= MinDigits and <= MaxDigits && HasKnownNetwork(digits) && HasValidCheckDigit(digits);

    public void Find(string text, List<SecretHit> hits)
    {
        var at = 0;
        while (at < text.Length && text.AsSpan(at).IndexOfAnyInRange('0', '9') is >= 0 and var ahead)
        {
            var start = at + ahead;
            at = start + Digits(text, start);
            if (at - start is 4 or (>= MinDigits and <= MaxDigits) && Length(text, start, at) is > 0 and var length)
            {
                hits.Add(new SecretHit(start, length, Kind, IsBare: start + length == at));
                at = start + length;
            }
        }
    }

    private static int Length(string text, int start, int end)
    {
        if (end - start >= MinDigits)
        {
            return IsAlone(text, start, end) && IsCard(text.AsSpan(start, end - start)) ? end - start : 0;
        }

        var separator = At(text, end);
        if (
            separator is not (' ' or '-')
            || (text.AsSpan(0, start) is [.., var digit, var before] && before == separator && char.IsAsciiDigit(digit))
        )
        {
            return 0;
        }

        foreach (var groups in Printed)
        {
            if (LengthInGroups(text, start, separator, groups) is > 0 and var length)
            {
                return length;
            }
        }

        return 0;
    }

    private static int LengthInGroups(string text, int start, char separator, int[] groups)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        var count = 0;
        var at = start;
        foreach (var group in groups)
        {
            if (Digits(text, at) != group || (count > 0 && text[at - 1] != separator))
            {
                return 0;
            }

            text.AsSpan(at, group).CopyTo(digits[count..]);
            count += group;
            at += group + 1;
        }

        return IsAlone(text, start, at - 1) && IsCard(digits[..count]) ? at - 1 - start : 0;
    }

    /// <summary>Not a part of something longer: a hash, an id with dashes, a fraction.</summary>
    private static bool IsAlone(string text, int start, int end) =>
        TokenEdges.StartsAt(text, start)
        && TokenEdges.EndsAt(text, end)
        && (start < 2 || text[start - 1] is not ('-' or '.' or '_') || !char.IsLetterOrDigit(text[start - 2]))
        && (start < 1 || text[start - 1] is not ('+' or '_'))
        && (At(text, end) is not ('-' or '.' or '_') || !char.IsLetterOrDigit(At(text, end + 1)));

    private static bool HasKnownNetwork(ReadOnlySpan<char> digits)
    {
        var first =
            ((digits[0] - '0') * 1_000) + ((digits[1] - '0') * 100) + ((digits[2] - '0') * 10) + digits[3] - '0';
        return digits.Length switch
        {
            13 => first / 1_000 == 4,
            14 => first is >= 3_000 and <= 3_059 or (>= 3_600 and <= 3_699) or (>= 3_800 and <= 3_999),
            15 => first / 100 is 34 or 37,
            16 => first
                is (>= 4_000 and <= 4_999)
                    or (>= 5_100 and <= 5_599)
                    or (>= 2_221 and <= 2_720)
                    or 6_011
                    or (>= 6_440 and <= 6_599)
                    or (>= 3_528 and <= 3_589)
                    or (>= 6_200 and <= 6_299)
                    or (5_018 or 5_020 or 5_038 or 5_893 or 6_304 or 6_759 or 6_761 or 6_762 or 6_763),
            _ => first is (>= 6_200 and <= 6_299) or 6_759 || (digits.Length == 19 && first / 1_000 == 4),
        };
    }

    private static bool HasValidCheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var index = 0; index < digits.Length; index++)
        {
            var digit = digits[^(index + 1)] - '0';
            digit = index % 2 == 0 ? digit : digit * 2;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }

    private static char At(string text, int index) => index < text.Length ? text[index] : '\0';

    private static int Digits(string text, int start)
    {
        var rest = text.AsSpan(Math.Min(start, text.Length));
        return rest.IndexOfAnyExceptInRange('0', '9') is >= 0 and var length ? length : rest.Length;
    }
}
