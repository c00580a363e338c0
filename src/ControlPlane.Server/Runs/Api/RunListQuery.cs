using System.Globalization;
using ControlPlane.Domain.Runs;
using ControlPlane.Server.Platform.Hosting.Http;
using ControlPlane.Server.Platform.Storage;

namespace ControlPlane.Server.Runs.Api;

/// <summary>How <c>GET /api/v1/runs</c> is narrowed: by parameters, or by <c>filter</c>, or both.</summary>
/// <param name="Filter">Terms <c>name:value</c> separated by spaces: agent, status, session, user, env.</param>
/// <param name="From">Runs that started at or after this time (RFC 3339).</param>
/// <param name="To">Runs that started before this time (RFC 3339).</param>
internal sealed record RunListQuery(
    string? Agent,
    string? Status,
    string? Session,
    string? SessionId,
    string? User,
    string? UserId,
    string? Environment,
    string? From,
    string? To,
    string? Filter,
    string? Cursor,
    string? Limit
)
{
    private const int LongestText = 1_000;

    private static readonly string[] Names = ["agent", "status", "session", "user", "env"];

    /// <summary>What is asked for, and what is wrong with it by the name of the parameter.</summary>
    public (RunFilter Filter, PageRequest Page, Dictionary<string, string[]> Errors) Read()
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        return (ToFilter(errors), ToPage(errors), errors);
    }

    private PageRequest ToPage(Dictionary<string, string[]> errors)
    {
        var page = PageRequest.Read(Limit, Cursor, RunCursor.Parts);
        foreach (var (field, messages) in page.Refusal?.Errors ?? new Dictionary<string, string[]>())
        {
            errors[field] = messages;
        }

        if (page.Value?.After is { } after && RunCursor.Read(after) is null)
        {
            errors["cursor"] = ["Is not a cursor of this list. Use nextCursor of an answer."];
        }

        return page.Value ?? new PageRequest(PageRequest.DefaultLimit, null);
    }

    private RunFilter ToFilter(Dictionary<string, string[]> errors)
    {
        var terms = Terms(errors);
        CheckLengths(errors);
        return new RunFilter
        {
            Agent = Agent ?? terms.GetValueOrDefault("agent"),
            Status = StatusOf(Status ?? terms.GetValueOrDefault("status"), errors),
            SessionId = Session ?? SessionId ?? terms.GetValueOrDefault("session"),
            UserId = User ?? UserId ?? terms.GetValueOrDefault("user"),
            Environment = Environment ?? terms.GetValueOrDefault("env"),
            From = TimeOf("from", From, errors),
            To = TimeOf("to", To, errors),
        };
    }

    private void CheckLengths(Dictionary<string, string[]> errors)
    {
        TextLimits.Check(errors, "agent", Agent, LongestText);
        TextLimits.Check(errors, "session", Session, LongestText);
        TextLimits.Check(errors, "sessionId", SessionId, LongestText);
        TextLimits.Check(errors, "user", User, LongestText);
        TextLimits.Check(errors, "userId", UserId, LongestText);
        TextLimits.Check(errors, "environment", Environment, LongestText);
        TextLimits.Check(errors, "filter", Filter, LongestText);
    }

    private Dictionary<string, string> Terms(Dictionary<string, string[]> errors)
    {
        var terms = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var term in (Filter ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = term.IndexOf(':', StringComparison.Ordinal);
            var name = colon > 0 ? term[..colon] : term;
            if (colon <= 0 || !Names.Contains(name, StringComparer.Ordinal))
            {
                errors["filter"] = [$"'{name}' is unknown; known are {string.Join(", ", Names)}."];
                continue;
            }

            if (colon == term.Length - 1)
            {
                errors["filter"] = [$"Say which {name}."];
                continue;
            }

            terms[name] = term[(colon + 1)..];
        }

        return terms;
    }

    private static RunStatus? StatusOf(string? status, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(status))
        {
            return null;
        }

        if (StoredName.TryParse<RunStatus>(status, out var value))
        {
            return value;
        }

        errors["status"] = [$"One of {string.Join(", ", StoredName.All<RunStatus>())}."];
        return null;
    }

    private static DateTimeOffset? TimeOf(string name, string? text, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (
            DateTimeOffset.TryParse(
                text.Replace(' ', '+'),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
        )
        {
            return time.ToUniversalTime();
        }

        errors[name] = ["A time in RFC 3339, like 2026-11-21T14:00:00Z."];
        return null;
    }
}
