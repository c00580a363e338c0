using System.Globalization;

namespace ControlPlane.Server.Tests.Ingestion;

/// <summary>OTLP/JSON of a made-up trace: span 0 is the root, an agent; the others are model calls below it.</summary>
internal static class OtlpJsonBody
{
    public const int InputTokens = 100;

    public static string SpanId(int span) => (span + 1).ToString("x16", CultureInfo.InvariantCulture);

    public static object Trace(
        string traceId,
        IEnumerable<int> spans,
        string service = "load-agent",
        IReadOnlyDictionary<string, string>? attributes = null
    ) =>
        new
        {
            resourceSpans = new[]
            {
                new
                {
                    resource = new { attributes = new[] { Text("service.name", service) } },
                    scopeSpans = new[]
                    {
                        new
                        {
                            scope = new { name = "test" },
                            spans = spans.Select(span => Span(traceId, span, attributes)).ToArray(),
                        },
                    },
                },
            },
        };

    private static object Span(string traceId, int span, IReadOnlyDictionary<string, string>? attributes)
    {
        var start = 1_795_000_000L + span;
        object[] own =
            span == 0
                ? [Text("gen_ai.operation.name", "invoke_agent"), Text("gen_ai.agent.name", "load-agent")]
                :
                [
                    Text("gen_ai.operation.name", "chat"),
                    Text("gen_ai.provider.name", "openai"),
                    Text("gen_ai.request.model", "gpt-5-mini"),
                    Text("gen_ai.response.id", $"{traceId}-{span}"),
                    Number("gen_ai.usage.input_tokens", InputTokens),
                    Number("gen_ai.usage.output_tokens", 10),
                ];
        return new
        {
            traceId,
            spanId = SpanId(span),
            parentSpanId = span == 0 ? "" : SpanId(0),
            name = span == 0 ? "invoke_agent load-agent" : "chat gpt-5-mini",
            kind = 3,
            startTimeUnixNano = $"{start}000000000",
            endTimeUnixNano = $"{start + 1}000000000",
            attributes = own.Concat(
                    (attributes ?? new Dictionary<string, string>()).Select(static a => Text(a.Key, a.Value))
                )
                .ToArray(),
            status = new { },
        };
    }

    private static object Text(string key, string value) => new { key, value = new { stringValue = value } };

    private static object Number(string key, long value) => new { key, value = new { intValue = value } };
}
