using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Ingestion.Otlp;
using static ControlPlane.Domain.Tests.Ingestion.OtlpBytes;

namespace ControlPlane.Domain.Tests.Ingestion;

public sealed class OtlpProtobufTests
{
    [Fact]
    public void A_span_is_read_with_everything_it_holds()
    {
        var resource = Bytes(1, Attribute(1, "service.name", "ops"));
        var scope = Bytes(1, [.. Text(1, "lib"), .. Text(2, "1.2"), .. Attribute(3, "kind", "test")]);
        var item = Span([
            .. Bytes(4, 8, 7, 6, 5, 4, 3, 2, 1),
            .. Varint(6, 3),
            .. Attribute(9, "n", Varint(3, unchecked((ulong)-5))),
            .. Bytes(11, [.. Fixed64(1, Start + 1_000_000), .. Text(2, "happened"), .. Attribute(3, "why", "so")]),
            .. Bytes(13, [.. Bytes(1, TraceId), .. Bytes(2, SpanId)]),
            .. Bytes(15, [.. Text(2, "broke"), .. Varint(3, 2)]),
            .. Fixed32(16, 0x301),
            .. Text(99, "a field of tomorrow"),
        ]);
        // Scope and resource stand behind the spans: order is free in protobuf.
        var span = Assert.Single(Read(Bytes(1, [.. Bytes(2, [.. Bytes(2, item), .. scope]), .. resource])).Spans);

        Assert.Equal("0102030405060708090a0b0c0d0e0f10", span.TraceId);
        Assert.Equal("0102030405060708", span.SpanId);
        Assert.Equal("0807060504030201", span.ParentSpanId);
        Assert.Equal(("step", 3, 2, "broke"), (span.Name, span.Kind, span.StatusCode, span.StatusMessage));
        Assert.Equal(TimeSpan.FromMilliseconds(5), span.EndedAt - span.StartedAt);
        Assert.Equal(-5L, span.Attributes["n"]);
        Assert.Equal(("happened", "so"), (span.Events[0].Name, span.Events[0].Attributes.Text("why")));
        Assert.Equal(span.TraceId, Assert.Single(span.Links).TraceId);
        Assert.True(span.HasRemoteParent);
        Assert.Equal("lib@1.2", span.Scope.ToString());
        Assert.Equal(("test", "ops"), (span.Scope.Attributes.Text("kind"), span.Resource.Text("service.name")));
    }

    [Fact]
    public void All_kinds_of_values_are_read()
    {
        var map = Bytes(6, Bytes(1, [.. Text(1, "in"), .. Bytes(2, Varint(2, 1))]));
        var list = Bytes(5, [.. Bytes(1, Text(1, "a")), .. Bytes(1, Fixed64(4, BitConverter.DoubleToUInt64Bits(1.5)))]);
        var span = One([
            .. Attribute(9, "map", map),
            .. Attribute(9, "list", list),
            .. Attribute(9, "bytes", Bytes(7, 1, 2)),
            .. Attribute(9, "none", []),
        ]);
        Assert.Equal(true, Assert.IsType<Dictionary<string, object?>>(span.Attributes["map"])["in"]);
        Assert.Equal(["a", 1.5], Assert.IsType<List<object?>>(span.Attributes["list"]));
        Assert.Equal([1, 2], Assert.IsType<byte[]>(span.Attributes["bytes"]));
        Assert.True(span.Attributes.Has("none"));
        Assert.Null(span.Attributes["none"]);
    }

    [Theory]
    [InlineData("trace id", 1, 15)]
    [InlineData("span id", 2, 9)]
    [InlineData("parent span id", 4, 3)]
    public void A_span_with_an_id_of_wrong_length_is_refused_and_the_others_kept(string said, int field, int length)
    {
        var bad = Span(Bytes(field, [.. Enumerable.Repeat((byte)9, length)]));
        var read = Read(Request(Span(), bad, Span()));
        Assert.Equal(2, read.Spans.Count);
        var rejection = Assert.Single(read.Rejected);
        Assert.Equal(1, rejection.Index);
        Assert.StartsWith(said, rejection.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 8)]
    public void An_all_zero_id_is_refused(int field, int length) =>
        Assert.Single(Read(Request(Span(Bytes(field, new byte[length])))).Rejected);

    [Fact]
    public void An_all_zero_parent_is_no_parent() => Assert.Null(One(Bytes(4, new byte[8])).ParentSpanId);

    [Fact]
    public void A_span_without_a_start_or_beyond_2261_is_refused()
    {
        var read = Read(
            Request(Span(Fixed64(7, 0)), Span(Fixed64(7, ulong.MaxValue)), Span(Fixed64(8, ulong.MaxValue)))
        );
        Assert.Empty(read.Spans);
        Assert.Equal(
            ["start time is missing", "start time is after 2261", "end time is after 2261"],
            read.Rejected.Select(static rejection => rejection.Reason)
        );
    }

    [Fact]
    public void An_end_before_the_start_becomes_the_start()
    {
        var span = One(Fixed64(8, Start - 1_000_000_000));
        Assert.Equal(span.StartedAt, span.EndedAt);
    }

    [Fact]
    public void A_span_that_has_not_ended_has_no_end() => Assert.Null(One(Fixed64(8, 0)).EndedAt);

    [Fact]
    public void A_span_without_a_name_is_kept() => Assert.Equal("", One(Text(5, "")).Name);

    [Fact]
    public void Of_equal_keys_the_last_wins() =>
        Assert.Equal("b", One([.. Attribute(9, "k", "a"), .. Attribute(9, "k", "b")]).Attributes.Text("k"));

    [Fact]
    public void Attributes_beyond_a_thousand_are_cut_and_counted()
    {
        var many = Enumerable.Range(0, 1_007).SelectMany(static i => Attribute(9, $"k{i}", "v")).ToArray();
        var span = One(many);
        Assert.Equal(1_001, span.Attributes.Count);
        Assert.Equal(7L, span.Attributes["controlplane.truncated.attributes"]);
    }

    [Fact]
    public void A_long_text_is_cut_and_counted_and_no_character_is_halved()
    {
        var span = One(Attribute(9, "k", "x" + string.Concat(Enumerable.Repeat("😀", 140_000))));
        var text = span.Attributes.Text("k")!;
        Assert.Equal((256 * 1024) - 1, text.Length);
        Assert.False(char.IsHighSurrogate(text[^1]));
        Assert.Equal(1L, span.Attributes["controlplane.truncated.values"]);
    }

    [Fact]
    public void Nul_and_invalid_utf8_never_come_through()
    {
        var span = One([.. Text(5, "a\0b"), .. Attribute(9, "k", Bytes(1, 0x61, 0xff, 0x00, 0x62))]);
        Assert.Equal("ab", span.Name);
        Assert.Equal("a\uFFFDb", span.Attributes.Text("k"));
    }

    [Fact]
    public void A_value_nested_too_deeply_is_cut_and_the_span_kept()
    {
        var value = Text(1, "deep");
        for (var i = 0; i < 5_000; i++)
        {
            value = Bytes(5, Bytes(1, value));
        }

        var span = One(Attribute(9, "k", value));
        Assert.Equal(1L, span.Attributes["controlplane.truncated.values"]);
    }

    [Fact]
    public void What_is_not_protobuf_is_refused_as_a_whole()
    {
        Assert.Throws<OtlpFormatException>(() => Read("{\"resourceSpans\":[]}"u8.ToArray()));
        Assert.Throws<OtlpFormatException>(() => Read([0x0a, 0xff, 0xff, 0xff, 0xff, 0x7f]));
        Assert.Throws<OtlpFormatException>(() => Read([0x00]));
        Assert.Throws<OtlpFormatException>(() => Read([0x0b, 0x0b, 0x0b]));
        Assert.Throws<OtlpFormatException>(() => Read(Request(Span())[..^3]));
    }

    [Fact]
    public void Groups_inside_groups_do_not_exhaust_the_stack() =>
        Assert.Throws<OtlpFormatException>(() => Read([.. Enumerable.Repeat((byte)0x13, 1_000_000)]));

    [Fact]
    public void An_empty_body_is_an_empty_request() => Assert.Empty(Read([]).Spans);

    [Fact]
    public void A_log_record_is_read_with_everything_it_holds()
    {
        byte[] record =
        [
            .. Fixed64(11, Start),
            .. Varint(2, 17),
            .. Text(3, "ERROR"),
            .. Bytes(5, Bytes(6, Bytes(1, [.. Text(1, "content"), .. Bytes(2, Text(1, "hi"))]))),
            .. Attribute(6, "event.name", "gen_ai.choice"),
            .. Bytes(9, TraceId),
            .. Bytes(10, SpanId),
        ];
        var log = Assert.Single(OtlpProtobuf.ReadLogs(Request(record)).Logs);
        Assert.Equal(("gen_ai.choice", 17, "ERROR"), (log.EventName, log.SeverityNumber, log.SeverityText));
        Assert.Equal("0102030405060708", log.SpanId);
        Assert.Equal("hi", Assert.IsType<Dictionary<string, object?>>(log.Body)["content"]);

        var named = OtlpProtobuf.ReadLogs(Request([.. record, .. Text(12, "own"), .. Bytes(9), .. Bytes(10)])).Logs[0];
        Assert.Equal(("own", null, null), (named.EventName, named.TraceId, named.SpanId));
    }

    [Fact]
    public void A_log_record_without_any_time_is_refused_and_the_others_kept()
    {
        var read = OtlpProtobuf.ReadLogs(Request(Text(3, "no time"), Fixed64(1, Start)));
        Assert.Single(read.Logs);
        Assert.Equal("time is missing", Assert.Single(read.Rejected).Reason);
    }

    private static DecodedTraces Read(byte[] body) => OtlpProtobuf.ReadTraces(body);

    private static TelemetrySpan One(byte[] more) => Assert.Single(Read(Request(Span(more))).Spans);
}
