using System.Globalization;
using System.Text;

namespace ControlPlane.Server.Audit;

/// <summary>Entries as lines of a table that other programs open.</summary>
internal static class AuditCsv
{
    public const string Header =
        "at,action,actor_kind,actor_id,actor,subject_kind,subject_id,subject,before,after,reason,source_address,id";

    public static string Line(AuditEntry entry) =>
        string.Join(
            ',',
            new[]
            {
                entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                entry.Action,
                entry.ActorKind,
                entry.ActorId,
                entry.ActorName,
                entry.SubjectKind,
                entry.SubjectId,
                entry.SubjectName,
                entry.Before,
                entry.After,
                entry.Reason,
                entry.SourceAddress,
                entry.Id.ToString(),
            }.Select(Cell)
        );

    // A spreadsheet takes a cell that begins so for a formula, and names are chosen by strangers.
    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var safe = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0
            ? safe
            : new StringBuilder("\"")
                .Append(safe.Replace("\"", "\"\"", StringComparison.Ordinal))
                .Append('"')
                .ToString();
    }
}
