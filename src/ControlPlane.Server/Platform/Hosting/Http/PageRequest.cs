using System.Globalization;

namespace ControlPlane.Server.Platform.Hosting.Http;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="After">The decoded cursor; null for the first part.</param>
internal sealed record PageRequest(int Limit, string[]? After)
{
    public const int DefaultLimit = 50;
    public const int MaximumLimit = 500;

    /// <summary>Reads the query parameters <c>limit</c> and <c>cursor</c>, or says which of them is wrong.</summary>
    /// <param name="parts">How many parts the sort key of this list has.</param>
    public static Outcome<PageRequest> Read(string? limit, string? cursor, int parts = 1)
    {
        var count = DefaultLimit;
        if (
            limit is not null
            && (
                !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count)
                || count is < 1 or > MaximumLimit
            )
        )
        {
            return Refusal.Field("limit", $"Must be a number from 1 to {MaximumLimit}.");
        }

        if (string.IsNullOrEmpty(cursor))
        {
            return new PageRequest(count, null);
        }

        return Cursor.Decode(cursor, parts) is { } after
            ? new PageRequest(count, after)
            : Refusal.Field("cursor", "Is not a cursor of this list. Use nextCursor of an answer.");
    }
}
