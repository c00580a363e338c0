using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Tests.Ingestion;

/// <summary>Spans by hand, for what no capture shows.</summary>
internal static class Spans
{
    public static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static TelemetrySpan Of(string scope, string name, params (string Key, object? Value)[] attributes) =>
        new(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            "b7ad6b7169203330",
            name,
            1,
            Start,
            Start.AddSeconds(2),
            0,
            null,
            Bag(attributes),
            [],
            new TelemetryScope(scope, "1", AttributeBag.Empty),
            Bag(("service.name", "service"))
        );

    public static TelemetrySpan Root(this TelemetrySpan span) => span with { ParentSpanId = null };

    public static TelemetrySpan With(this TelemetrySpan span, string name, params (string, object?)[] attributes) =>
        span with
        {
            Events = [.. span.Events, new TelemetryEvent(name, Start.AddSeconds(1), Bag(attributes))],
        };

    public static TelemetrySpan Red(this TelemetrySpan span, string message, string? type = null) =>
        (span with { StatusCode = 2, StatusMessage = message }).With(
            "exception",
            ("exception.type", type),
            ("exception.message", message),
            ("exception.stacktrace", $"{type}: {message}\n  at somewhere")
        );

    public static TelemetryLog Log(string? eventName, object? body, params (string Key, object? Value)[] attributes) =>
        new(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            eventName,
            Start,
            9,
            null,
            body,
            Bag(attributes),
            new TelemetryScope("lib", "1", AttributeBag.Empty),
            AttributeBag.Empty
        );

    public static Dictionary<string, object?> Map(params (string Key, object? Value)[] pairs) =>
        pairs.ToDictionary(static pair => pair.Key, static pair => pair.Value);

    public static AttributeBag Bag(params (string Key, object? Value)[] pairs) => new(Map(pairs));
}
