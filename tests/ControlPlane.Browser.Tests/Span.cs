using System.Globalization;
using System.Security.Cryptography;

namespace ControlPlane.Browser.Tests;

/// <summary>A span of an agent, by OpenTelemetry's conventions for generative AI.</summary>
/// <param name="Seconds">How long it took; null while it runs, then it cannot be exported.</param>
public sealed record Span(string Trace, string Id, string? Parent, string Name, double From, double Seconds)
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddMinutes(-1);

    /// <summary>What <see cref="From"/> is for a span that begins now.</summary>
    public static double Now => (TimeProvider.System.GetUtcNow() - Start).TotalSeconds;

    public string? Model { get; init; }

    public string? Tool { get; init; }

    public bool IsAgent { get; init; }

    public bool Failed { get; init; }

    public string? Prompt { get; init; }

    /// <summary>The answer of a model: output messages as JSON.</summary>
    public string? Answer { get; init; }

    /// <summary>What it says of its status.</summary>
    public string? Message { get; init; }

    /// <summary>Further attributes.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = new Dictionary<string, string>();

    public static string NewTrace() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>The body of <c>POST /v1/traces</c>.</summary>
    public static object Export(string agent, IEnumerable<Span> spans) =>
        new
        {
            resourceSpans = new[]
            {
                new
                {
                    resource = new { attributes = new[] { Text("service.name", agent) } },
                    scopeSpans = new[]
                    {
                        new
                        {
                            scope = new { name = "browser.tests", version = "1" },
                            spans = spans.Select(static s => s.ToJson(agentName: null)),
                        },
                    },
                },
            },
        };

    private object ToJson(string? agentName) =>
        new
        {
            traceId = Trace,
            spanId = Id,
            parentSpanId = Parent ?? "",
            name = Name,
            kind = 1,
            startTimeUnixNano = Nano(From),
            endTimeUnixNano = Nano(From + Seconds),
            attributes = Attributes(agentName).ToArray(),
            status = new { code = Failed ? 2 : 1, message = Message ?? (Failed ? "it did not work" : "") },
        };

    private IEnumerable<object> Attributes(string? agentName)
    {
        foreach (var (key, value) in More)
        {
            yield return Text(key, value);
        }

        if (agentName is not null)
        {
            yield return Text("gen_ai.agent.name", agentName);
        }

        if (IsAgent)
        {
            yield return Text("gen_ai.operation.name", "invoke_agent");
        }

        if (Tool is not null)
        {
            yield return Text("gen_ai.operation.name", "execute_tool");
            yield return Text("gen_ai.tool.name", Tool);
        }

        if (Model is null)
        {
            yield break;
        }

        yield return Text("gen_ai.operation.name", "chat");
        yield return Text("gen_ai.provider.name", "openai");
        yield return Text("gen_ai.request.model", Model);
        yield return Text("gen_ai.response.model", Model);
        yield return Number("gen_ai.usage.input_tokens", 1200);
        yield return Number("gen_ai.usage.output_tokens", 340);
        if (Answer is not null)
        {
            yield return Text("gen_ai.output.messages", Answer);
        }

        if (Prompt is not null)
        {
            var quoted = System.Text.Json.JsonSerializer.Serialize(Prompt);
            yield return Text(
                "gen_ai.input.messages",
                $$"""[{"role":"user","parts":[{"type":"text","content":{{quoted}}}]}]"""
            );
        }
    }

    private static object Text(string key, string value) => new { key, value = new { stringValue = value } };

    private static object Number(string key, long value) =>
        new { key, value = new { intValue = value.ToString(CultureInfo.InvariantCulture) } };

    /// <summary>A time as OpenTelemetry writes it; see <see cref="From"/>.</summary>
    public static string Nano(double seconds) =>
        ((Start.AddSeconds(seconds).UtcDateTime - DateTime.UnixEpoch).Ticks * 100).ToString(
            CultureInfo.InvariantCulture
        );
}
