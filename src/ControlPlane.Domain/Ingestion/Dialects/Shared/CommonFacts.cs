using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>What is read the same way from every span, whoever wrote it.</summary>
internal static class CommonFacts
{
    private const int ClientKind = 3;

    private static readonly string[] SessionKeys =
    [
        "session.id",
        "gen_ai.conversation.id",
        "langfuse.session.id",
        "traceloop.association.properties.session_id",
        "ai.telemetry.metadata.sessionId",
        "ai.settings.context.sessionId",
        "langsmith.metadata.session_id",
        "langsmith.metadata.thread_id",
        "mastra.metadata.sessionId",
        "mastra.metadata.threadId",
        "gcp.vertex.agent.session_id",
    ];

    private static readonly string[] UserKeys =
    [
        "user.id",
        "enduser.id",
        "langfuse.user.id",
        "traceloop.association.properties.user_id",
        "ai.telemetry.metadata.userId",
        "ai.settings.context.userId",
        "langsmith.metadata.user_id",
        "mastra.metadata.userId",
        "mastra.metadata.resourceId",
    ];

    public static StepFacts From(TelemetrySpan span, string dialect)
    {
        var a = span.Attributes;
        var facts = new StepFacts
        {
            Key = StepKey.OfSpan(span.TraceId, span.SpanId),
            Id = span.SpanId,
            ParentKey = span.ParentSpanId is { } parent ? StepKey.OfSpan(span.TraceId, parent) : null,
            ParentId = span.ParentSpanId,
            ParentIsRemote = span.HasRemoteParent,
            TraceId = span.TraceId,
            Kind = OwnKind(a) ?? StepKind.Other,
            Name = span.Name,
            StartedAt = span.StartedAt,
            EndedAt = span.EndedAt,
            Scope = span.Scope.ToString(),
            Dialect = dialect,
            ServiceName = span.Resource.Text("service.name"),
            SessionId = a.FirstText(SessionKeys),
            UserId = a.FirstText(UserKeys),
            Environment = Environment(span),
            Version = a.FirstText("controlplane.version", "gen_ai.agent.version"),
            RunId = Guid.TryParse(a.Text("controlplane.run.id"), out var run) ? run : null,
            ReservationId = a.Text("controlplane.reservation.id"),
            Attempt = Int(a.Number("controlplane.attempt")),
            RetryCount = Int(
                a.FirstNumber("http.request.resend_count", "http.resend_count", "controlplane.retry_count")
            ),
            Confidence = a.Real("controlplane.confidence") is >= 0 and <= 1 and var confidence ? confidence : null,
            HttpStatus = Int(a.FirstNumber("http.response.status_code", "http.status_code")),
        };
        return ErrorFacts.AddTo(facts, span);
    }

    public static bool IsHttpClient(TelemetrySpan span) =>
        span.Kind == ClientKind && (span.Attributes.Has("http.request.method") || span.Attributes.Has("http.method"));

    public static int? Int(long? number) => number is >= 0 and <= int.MaxValue ? (int)number : null;

    // An application may say itself what its span is.
    private static StepKind? OwnKind(AttributeBag attributes) =>
        Enum.TryParse<StepKind>(attributes.Text("controlplane.step.kind"), ignoreCase: true, out var kind)
        && Enum.IsDefined(kind)
            ? kind
            : null;

    private static string? Environment(TelemetrySpan span) =>
        span.Attributes.Text("deployment.environment.name")
        ?? span.Resource.Text("deployment.environment.name")
        ?? span.Attributes.FirstText("deployment.environment", "langfuse.environment")
        ?? span.Resource.Text("deployment.environment");
}
