using System.Text.Json.Nodes;
using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Runs;
using ControlPlane.Fixtures;

namespace ControlPlane.Domain.Tests.Ingestion;

public sealed class EncodingsAgreeTests
{
    [Theory]
    [InlineData("openinference-openai.happy", "openinference-openai.happy.http-json")]
    [InlineData("openinference-openai.happy", "openinference-openai.happy.gzip")]
    [InlineData("openinference-openai.happy", "openinference-openai.happy.grpc")]
    [InlineData("openinference-openai.happy", "openinference-openai.happy.split")]
    [InlineData("vercel-ai-v5.happy", "vercel-ai-v5.happy.http-json")]
    [InlineData("vercel-ai-v5.happy", "vercel-ai-v5.happy.http-json.gzip")]
    [InlineData("vercel-ai-v5.happy", "vercel-ai-v5.happy.grpc")]
    [InlineData("vercel-ai-v7.happy", "vercel-ai-v7.happy.http-json")]
    [InlineData("anthropic-native.happy", "anthropic-native.happy.http-json")]
    [InlineData("otel-openai.happy", "otel-openai.happy.http-json")]
    [InlineData("langfuse.happy", "langfuse.happy.native")]
    public void The_same_run_in_two_encodings_reads_the_same(string one, string other)
    {
        // Two runs of one scenario: ids and times differ, nothing else may.
        var left = CaptureManifest.ById(one);
        var right = CaptureManifest.ById(other);
        Assert.Equal(Describe(left), Describe(right));
    }

    private static List<string> Describe(Capture capture)
    {
        var reading = CaptureReading.Of(capture);
        return
        [
            .. reading
                .Spans.Zip(reading.Facts)
                .Select(pair => Describe(pair.First, pair.Second))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string Describe(TelemetrySpan span, StepFacts facts)
    {
        var kinds = span
            .Attributes.Values.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Where(static pair => pair.Key != "http.request.resend_count")
            .Select(static pair => $"{pair.Key}:{KindOf(pair.Value)}");
        return $"{span.Name} {span.Kind} {span.StatusCode} {span.Scope} {facts.Kind} {facts.RequestModel} "
            + $"{facts.ResponseModel} {facts.Usage} {facts.ToolName} {string.Join(',', facts.FinishReasons)} "
            + string.Join(' ', kinds);
    }

    private static string KindOf(object? value) =>
        value switch
        {
            // JavaScript does not tell whole numbers from others.
            long or double => "number",
            null => "null",
            _ => value.GetType().Name,
        };
}
