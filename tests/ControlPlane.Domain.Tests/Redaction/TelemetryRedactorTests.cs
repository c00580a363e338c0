using System.Text;
using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Platform;
using ControlPlane.Domain.Redaction;

namespace ControlPlane.Domain.Tests.Redaction;

public sealed class TelemetryRedactorTests
{
    private const string Url = "postgres://app:hunter2@db/x";
    private const string RedactedUrl = "postgres://app:[redacted:url-password]@db/x";

    private static readonly DateTimeOffset At = new(2026, 11, 21, 5, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("authorization", "authorization")]
    [InlineData("http.request.header.authorization", "authorization")]
    [InlineData("HTTP.Request.Header.X-Api-Key", "api-key")]
    [InlineData("x-api-key", "api-key")]
    [InlineData("cookie", "cookie")]
    [InlineData("http.response.header.set_cookie", "cookie")]
    [InlineData("db.password", "password")]
    [InlineData("dbPassword", "password")]
    [InlineData("clientSecret", "secret")]
    public void A_value_under_a_sensitive_key_goes_as_a_whole(string key, string kind)
    {
        var count = 0;
        var redacted = new ValueRedactor(RedactionPatterns.None).Redact(Bag((key, "any value"), ("b", 1L)), ref count);

        Assert.Equal(($"[redacted:{kind}]", 1L, 1), (redacted[key], redacted["b"], count));
    }

    [Fact]
    public void Lists_and_maps_under_a_sensitive_key_go_too()
    {
        var count = 0;
        var bag = Bag(
            ("http.request.header.authorization", new List<object?> { "a", "b" }),
            (
                "secret",
                new Dictionary<string, object?>
                {
                    ["user"] = "u",
                    ["pin"] = 123456L,
                    ["set"] = true,
                }
            )
        );

        var redacted = new ValueRedactor(RedactionPatterns.None).Redact(bag, ref count);

        Assert.Equal(4, count);
        Assert.DoesNotContain("123456", redacted.ToJson().ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("true", redacted.ToJson().ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gen_ai.usage.input_tokens")]
    [InlineData("gen_ai.token.type")]
    [InlineData("llm.token_count.prompt")]
    [InlineData("password.length")]
    [InlineData("session.id")]
    [InlineData("idempotency.key")]
    [InlineData("token")]
    public void Other_keys_keep_their_values(string key)
    {
        var count = 0;
        var bag = Bag((key, "some value"), ("n", 4_242L));

        Assert.Same(bag, new ValueRedactor(RedactionPatterns.None).Redact(bag, ref count));
        Assert.Equal(0, count);
    }

    [Fact]
    public void Values_and_keys_are_read_at_any_depth()
    {
        var count = 0;
        var bag = Bag(
            (
                "a",
                new List<object?>
                {
                    new Dictionary<string, object?> { [Url] = Url, ["n"] = 4_242_424_242_424_242L },
                }
            ),
            ("args", new List<object?> { "--password", "hunter2", "--verbose" }),
            ("bytes", Encoding.UTF8.GetBytes(Url)),
            ("binary", new byte[] { 0xFF, 0xFE, 0x01 })
        );

        var redacted = new ValueRedactor(RedactionPatterns.None).Redact(bag, ref count);

        var map = (Dictionary<string, object?>)((List<object?>)redacted["a"]!)[0]!;
        Assert.Equal((RedactedUrl, "[redacted:card-number]"), (map[RedactedUrl], map["n"]));
        Assert.Equal(["--password", "[redacted:password]", "--verbose"], (List<object?>)redacted["args"]!);
        Assert.Equal(RedactedUrl, Encoding.UTF8.GetString((byte[])redacted["bytes"]!));
        Assert.Same(bag["binary"], redacted["binary"]);
        Assert.Equal(5, count);
    }

    [Fact]
    public void Keys_that_differ_only_in_a_secret_stay_apart()
    {
        var count = 0;
        var bag = Bag((Url, 1L), (Url.Replace("hunter2", "hunter3", StringComparison.Ordinal), 2L));

        Assert.Equal(2, new ValueRedactor(RedactionPatterns.None).Redact(bag, ref count).Count);
    }

    [Fact]
    public void Every_part_of_a_span_is_read()
    {
        var (span, count) = new TelemetryRedactor(RedactionPatterns.None).Redact(Span(Url));

        Assert.Equal(7, count);
        Assert.Equal((RedactedUrl, RedactedUrl), (span.Name, span.StatusMessage));
        Assert.Equal((RedactedUrl, RedactedUrl), (span.Events[0].Name, span.Events[0].Attributes["a"]));
        Assert.Equal((RedactedUrl, RedactedUrl), (span.Scope.Attributes["a"], span.Resource["a"]));
        Assert.Equal(RedactedUrl, span.Attributes["a"]);
        Assert.Equal(Span(Url).SpanId, span.SpanId);
    }

    [Fact]
    public void Every_part_of_a_log_record_is_read()
    {
        var (log, count) = new TelemetryRedactor(RedactionPatterns.None).Redact(Log(Url));

        Assert.Equal(5, count);
        Assert.Equal((RedactedUrl, RedactedUrl, RedactedUrl), (log.EventName, log.Body, log.Attributes["a"]));
    }

    [Fact]
    public void Without_a_secret_everything_stays_the_same_instance()
    {
        var (span, log) = (Span("chat gpt-4o"), Log("chat gpt-4o"));

        Assert.Same(span, new TelemetryRedactor(RedactionPatterns.None).Redact(span).Span);
        Assert.Same(log, new TelemetryRedactor(RedactionPatterns.None).Redact(log).Log);
    }

    private static AttributeBag Bag(params (string Key, object? Value)[] values) =>
        new(values.ToDictionary(static pair => pair.Key, static pair => pair.Value));

    private static TelemetrySpan Span(string text) =>
        new(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            null,
            text,
            1,
            At,
            At,
            0,
            text,
            Bag(("a", text)),
            [new TelemetryEvent(text, At, Bag(("a", text)))],
            new TelemetryScope("scope", "1.0", Bag(("a", text))),
            Bag(("a", text))
        );

    private static TelemetryLog Log(string text) =>
        new(
            null,
            null,
            text,
            At,
            9,
            "INFO",
            text,
            Bag(("a", text)),
            new TelemetryScope("scope", "1.0", Bag(("a", text))),
            Bag(("a", text))
        );
}
