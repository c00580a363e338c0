using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>What a span says of its failure: status, the attribute <c>error.type</c>, exception events.</summary>
internal static class ErrorFacts
{
    private const int ErrorStatus = 2;
    private const int OkStatus = 1;

    public static StepFacts AddTo(StepFacts facts, TelemetrySpan span)
    {
        var a = span.Attributes;
        var type = a.Text("error.type");
        if (span.StatusCode != ErrorStatus && (type is null || span.StatusCode == OkStatus))
        {
            return facts;
        }

        var exception = LastException(span);
        var message =
            exception?.Text("exception.message")
            ?? span.StatusMessage
            ?? a.FirstText("error.message", "exception.message");
        return Fail(facts, FirstSpecific(type, exception?.Text("exception.type"), a.Text("exception.type")), message);
    }

    /// <summary>The facts of a step that failed.</summary>
    public static StepFacts Fail(StepFacts facts, string? type, string? message)
    {
        var kind = ErrorKinds.Of(type, message, facts.HttpStatus);
        return facts with
        {
            Status = StepStatus.Error,
            ErrorType = kind.Type,
            ErrorClass = kind.Class,
            ErrorMessage = message,
            Severity = kind.Class == ErrorKinds.Retryable ? "warning" : "critical",
        };
    }

    public static string? Traceback(TelemetrySpan span) =>
        LastException(span)?.Text("exception.stacktrace") ?? span.Attributes.Text("exception.stacktrace");

    private static AttributeBag? LastException(TelemetrySpan span) =>
        span.Events.LastOrDefault(static e => e.Name == "exception")?.Attributes;

    // Several clients fill in a word that says nothing.
    private static string? FirstSpecific(params ReadOnlySpan<string?> types)
    {
        string? any = null;
        foreach (var type in types)
        {
            if (type is not (null or "Error" or "Object" or "Exception" or "unknown" or "_OTHER"))
            {
                return type;
            }

            any ??= type;
        }

        return any;
    }
}
