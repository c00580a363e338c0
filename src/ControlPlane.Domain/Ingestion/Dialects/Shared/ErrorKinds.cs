using System.Globalization;
using System.Text.RegularExpressions;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <param name="Type">See <see cref="Runs.StepFacts.ErrorType"/>.</param>
/// <param name="Class"><c>retryable</c>, <c>terminal</c>, or null if it cannot be told.</param>
internal sealed record ErrorKind(string Type, string? Class);

/// <summary>Names errors alike, whatever language and library they come from.</summary>
internal static partial class ErrorKinds
{
    public const string Retryable = "retryable";
    public const string Terminal = "terminal";

    private const int MessageStart = 300;

    private static readonly (string[] Words, ErrorKind Kind)[] ByWords =
    [
        (["ratelimit", "rate limit", "rate_limit", "too many requests"], new("rate_limit", Retryable)),
        (["timeout", "timed out", "timedout", "deadline"], new("timeout", Retryable)),
        (
            ["econnreset", "connection reset", "econnrefused", "socket hang up", "connectionerror", "connection error"],
            new("connection", Retryable)
        ),
        (
            [
                "authentication",
                "permissiondenied",
                "permission denied",
                "unauthorized",
                "forbidden",
                "api key",
                "api_key",
                "credentials",
            ],
            new("auth", Terminal)
        ),
        (["validation", "schema", "zoderror", "invalid_type"], new("schema", Terminal)),
        (["syntaxerror", "jsonexception", "jsondecode", "parse", "json"], new("parsing", Terminal)),
        (["internalserver", "server_error", "overloaded", "serviceunavailable"], new("api_error", Retryable)),
    ];

    public static ErrorKind Of(string? type, string? message, int? httpStatus)
    {
        var start = message is { Length: > MessageStart } ? message[..MessageStart] : message ?? "";
        if (StatusOf(type, start, httpStatus) is { } status)
        {
            return ByStatus(status);
        }

        return ByName(type) ?? ByName(start) ?? new ErrorKind(type ?? "error", null);
    }

    private static ErrorKind ByStatus(int status) =>
        status switch
        {
            429 => new("rate_limit", Retryable),
            401 or 403 => new("auth", Terminal),
            408 or 504 => new("timeout", Retryable),
            >= 500 => new("api_error", Retryable),
            422 => new("schema", Terminal),
            _ => new("api_error", Terminal),
        };

    private static ErrorKind? ByName(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        foreach (var (words, kind) in ByWords)
        {
            if (words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                return kind;
            }
        }

        return null;
    }

    private static int? StatusOf(string? type, string message, int? httpStatus)
    {
        if (httpStatus is >= 400 and < 600)
        {
            return httpStatus;
        }

        var match = StatusAlone().Match(type ?? "");
        if (!match.Success)
        {
            match = StatusAtStart().Match(message);
        }

        return match.Success
            ? int.Parse(match.Groups["status"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(
        "^(?<status>[45][0-9]{2})$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        RegexLimit.Milliseconds
    )]
    private static partial Regex StatusAlone();

    // "500 The server had …", "Error: 429 …", "HTTP 503 (…)", "Error code: 401 - …", "… status code 502"
    [GeneratedRegex(
        @"(?:^|^[A-Za-z]+: |HTTP |[Ss]tatus(?: code)?:? |[Ee]rror code: )(?<status>[45][0-9]{2})\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        RegexLimit.Milliseconds
    )]
    private static partial Regex StatusAtStart();
}
