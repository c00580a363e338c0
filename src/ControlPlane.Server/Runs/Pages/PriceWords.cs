using System.Globalization;

namespace ControlPlane.Server.Runs.Pages;

/// <summary>The price a call was computed with, taken from the note that is stored beside its cost.</summary>
internal sealed record PriceWords(string Model, string Since, string Table)
{
    private const string Beginning = "Price ";

    /// <summary>Null if the note is no price.</summary>
    public static PriceWords? Of(string? note)
    {
        var table = note?.LastIndexOf(" in ", StringComparison.Ordinal) ?? -1;
        var since = table < 0 ? -1 : note!.LastIndexOf(" of ", table, StringComparison.Ordinal);
        return since < Beginning.Length || !note!.StartsWith(Beginning, StringComparison.Ordinal)
            ? null
            : new(note[Beginning.Length..since], Date(note[(since + 4)..table]), note[(table + 4)..]);
    }

    private static string Date(string text) =>
        DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.ToString("d MMM yyyy", CultureInfo.InvariantCulture)
        : text == "ever" ? "always"
        : text;
}
