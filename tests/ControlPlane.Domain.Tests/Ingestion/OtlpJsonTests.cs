using System.Text;
using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Ingestion.Otlp;

namespace ControlPlane.Domain.Tests.Ingestion;

public sealed class OtlpJsonTests
{
    private const string Ids = """ "traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"b7ad6b7169203331" """;
    private const string Times =
        """ "startTimeUnixNano":"1795226847000000000","endTimeUnixNano":1795226847005000000 """;

    [Fact]
    public void Numbers_may_be_text_and_enums_names()
    {
        var span = One(
            """
            {@ids, @times, "name":"n", "kind":"SPAN_KIND_CLIENT", "status":{"code":"STATUS_CODE_ERROR","message":"m"},
             "attributes":[{"key":"a","value":{"intValue":"42"}},{"key":"b","value":{"intValue":43}},
              {"key":"c","value":{"doubleValue":"NaN"}},{"key":"d","value":{"boolValue":false}},
              {"key":"e","value":{"bytesValue":"AQI="}},{"key":"f","value":{"stringValue":""}},{"key":"g","value":{}},
              {"key":"h"},{"key":"i","value":{"intValue":"9223372036854775807"}}]}
            """
        );
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId);
        Assert.Equal((3, 2, "m"), (span.Kind, span.StatusCode, span.StatusMessage));
        Assert.Equal(TimeSpan.FromMilliseconds(5), span.EndedAt - span.StartedAt);
        var a = span.Attributes;
        Assert.Equal((42L, 43L, double.NaN, false), (a["a"], a["b"], a["c"], a["d"]));
        Assert.Equal([1, 2], Assert.IsType<byte[]>(a["e"]));
        Assert.Equal(("", null, null, long.MaxValue), (a["f"], a["g"], a["h"], a["i"]));
    }

    [Fact]
    public void Snake_case_is_read_too()
    {
        var body = """
            {"resource_spans":[{"resource":{"attributes":[{"key":"service.name","value":{"string_value":"ops"}}]},
             "scope_spans":[{"scope":{"name":"lib"},"spans":[{"trace_id":"0af7651916cd43dd8448eb211c80319c",
              "span_id":"b7ad6b7169203331","parent_span_id":"b7ad6b7169203332","start_time_unix_nano":"1795226847000000000",
              "events":[{"time_unix_nano":1,"name":"e"}],"unknown_field":{"x":[1]},
              "attributes":[{"key":"l","value":{"array_value":{"values":[{"kvlist_value":{"values":[]}}]}}}]}]}]}]}
            """;
        var span = Assert.Single(Read(body).Spans);
        Assert.Equal(
            ("b7ad6b7169203332", "ops", "lib"),
            (span.ParentSpanId, span.Resource.Text("service.name"), span.Scope.Name)
        );
        Assert.Equal("e", Assert.Single(span.Events).Name);
        Assert.IsType<Dictionary<string, object?>>(Assert.Single(Assert.IsType<List<object?>>(span.Attributes["l"])));
    }

    [Theory]
    [InlineData(
        """ "traceId":"0af7","spanId":"b7ad6b7169203331", "startTimeUnixNano":"1795226847000000000" """,
        "trace id"
    )]
    [InlineData(""" "traceId":7 """, "'traceId'")]
    [InlineData(
        """ "traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"zzzzzzzzzzzzzzzz", "startTimeUnixNano":1795226847000000000 """,
        "span id"
    )]
    [InlineData(""" "traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331" """, "start time")]
    [InlineData(""" "startTimeUnixNano":"yesterday" """, "'startTimeUnixNano'")]
    [InlineData(""" "attributes":{"a":1} """, "'attributes'")]
    [InlineData(""" "attributes":[{"key":"a","value":{"intValue":[]}}] """, "'intValue'")]
    [InlineData(""" "attributes":[7] """, "An object")]
    public void A_bad_span_is_refused_and_the_others_kept(string fields, string said)
    {
        var read = Read(Wrap("{" + fields + "},{@ids,@times}"));
        Assert.Single(read.Spans);
        var rejection = Assert.Single(read.Rejected);
        Assert.Equal(0, rejection.Index);
        Assert.StartsWith(said, rejection.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"resourceSpans\":{}}")]
    [InlineData("{\"resourceSpans\":[{\"scopeSpans\":[")]
    public void What_is_not_an_otlp_request_is_refused_as_a_whole(string body) =>
        Assert.Throws<OtlpFormatException>(() => Read(body));

    [Fact]
    public void Nesting_that_would_exhaust_the_stack_is_refused()
    {
        var deep = new StringBuilder().Insert(0, """{"arrayValue":{"values":[""", 100_000).ToString();
        var body = Wrap("""{@ids, @times, "attributes":[{"key":"a","value":""" + deep);
        Assert.Throws<OtlpFormatException>(() => Read(body));
    }

    [Fact]
    public void Values_nested_beyond_the_limit_are_cut_and_the_span_kept()
    {
        var value = """{"stringValue":"x"}""";
        for (var i = 0; i < 70; i++)
        {
            value = """{"arrayValue":{"values":[""" + value + "]}}";
        }

        var span = One("""{@ids, @times, "attributes":[{"key":"a","value":""" + value + "}]}");
        Assert.Equal(1L, span.Attributes["controlplane.truncated.values"]);
    }

    [Fact]
    public void Half_a_surrogate_pair_nul_and_invalid_utf8_are_put_right()
    {
        var span = One("""{@ids, @times, "name":"a\ud83d\n\u0000b" }""");
        Assert.Equal("a\uFFFD\nb", span.Name);

        var bytes = Encoding.UTF8.GetBytes(Wrap("""{@ids, @times, "name":"a#b" }"""));
        bytes[Array.LastIndexOf(bytes, (byte)'#')] = 0xff;
        Assert.Equal("a\uFFFDb", Assert.Single(OtlpJson.ReadTraces(bytes).Spans).Name);
    }

    [Fact]
    public void A_byte_order_mark_is_no_error()
    {
        byte[] body = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Wrap("{@ids,@times}"))];
        Assert.Single(OtlpJson.ReadTraces(body).Spans);
    }

    [Fact]
    public void A_log_record_is_read_with_everything_it_holds()
    {
        var body = """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"0","observedTimeUnixNano":"1795226847000000000",
             "severityNumber":"SEVERITY_NUMBER_WARN2","severityText":"warn",@ids,"eventName":"e",
             "body":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"hi"}}]}}}, {"body":{}}]}]}]}
            """;
        var read = OtlpJson.ReadLogs(Encoding.UTF8.GetBytes(Fill(body)));
        var log = Assert.Single(read.Logs);
        Assert.Equal(("e", 14, "warn"), (log.EventName, log.SeverityNumber, log.SeverityText));
        Assert.Equal("hi", Assert.IsType<Dictionary<string, object?>>(log.Body)["content"]);
        Assert.Equal(1, Assert.Single(read.Rejected).Index);
    }

    private static string Wrap(string spans) =>
        Fill("""{"resourceSpans":[{"scopeSpans":[{"spans":[""" + spans + "]}]}]}");

    private static string Fill(string json) =>
        json.Replace("@ids", Ids, StringComparison.Ordinal).Replace("@times", Times, StringComparison.Ordinal);

    private static DecodedTraces Read(string body) => OtlpJson.ReadTraces(Encoding.UTF8.GetBytes(body));

    private static TelemetrySpan One(string span) => Assert.Single(Read(Wrap(span)).Spans);
}
