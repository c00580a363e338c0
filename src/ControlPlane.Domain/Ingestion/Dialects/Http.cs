using System.Text.Json.Nodes;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Runs;

namespace ControlPlane.Domain.Ingestion.Dialects;

/// <summary>Calls of external APIs as HTTP client instrumentations report them (T5).</summary>
internal sealed class Http : IDialect
{
    public string Name => "http";

    public bool Speaks(TelemetrySpan span) => CommonFacts.IsHttpClient(span);

    public StepFacts Read(TelemetrySpan span)
    {
        var a = span.Attributes;
        var facts = CommonFacts.From(span, Name) with
        {
            Kind = StepKind.Http,
            HttpTarget = TargetOf(a),
            HasOutput = a.Has("http.response.status_code") || a.Has("http.status_code"),
        };
        return facts is { HttpStatus: >= 400, Status: StepStatus.Ok }
            ? ErrorFacts.Fail(facts, null, span.StatusMessage)
            : facts;
    }

    public StepContent ReadContent(TelemetrySpan span, IReadOnlyList<TelemetryLog> logs) =>
        StepContent.Empty with
        {
            Arguments = GenAiContent.Structure(span.Attributes, "http.request.body"),
            Result = GenAiContent.Structure(span.Attributes, "http.response.body"),
            Traceback = ErrorFacts.Traceback(span),
        };

    private static string? TargetOf(AttributeBag a)
    {
        if (a.FirstText("url.full", "http.url") is { } url)
        {
            return url;
        }

        var host = a.FirstText("server.address", "net.peer.name", "http.host");
        var port = a.FirstText("server.port", "net.peer.port");
        var path = a.FirstText("url.path", "http.target");
        return host is null ? path
            : port is null ? host + path
            : $"{host}:{port}{path}";
    }
}
