using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Ingestion.Dialects;
using ControlPlane.Domain.Ingestion.Otlp;
using ControlPlane.Domain.Platform;
using ControlPlane.Fixtures;
using FsCheck;
using FsCheck.Fluent;

namespace ControlPlane.Domain.Tests.Ingestion;

public sealed class HostileSpanTests
{
    private static readonly Config Quiet = Config.QuickThrowOnFailure.WithQuietOnSuccess(true);

    private static readonly IReadOnlyList<TelemetrySpan> RealSpans =
    [
        .. CaptureManifest
            .Load()
            .Where(static capture => capture.HasTraffic && capture.Scenario == "happy")
            .GroupBy(static capture => capture.Library)
            .SelectMany(static same => CaptureReading.SpansOf(same.First())),
    ];

    [Fact]
    public void Attributes_cut_anywhere_never_fail_a_span()
    {
        var spans =
            from span in Gen.Elements(RealSpans.ToArray())
            from length in Gen.Choose(0, 400)
            select span with
            {
                Attributes = Cut(span.Attributes, length),
            };
        Prop.ForAll(spans.ToArbitrary(), static span => Survives(span)).Check(Quiet.WithMaxTest(1_500));
    }

    [Fact]
    public void Attributes_with_the_values_of_others_never_fail_a_span()
    {
        object?[] values =
        [
            "",
            "[]",
            "{}",
            "[[[]]]",
            "[null]",
            "{\"messages\":[1,null,{\"role\":7,\"content\":{}}]}",
            "\"text\"",
            "-",
            "1e999",
            "[{\"role\":\"user\",\"parts\":7}]",
            "{\"content\":{\"parts\":[{\"functionCall\":7}]}}",
            "{\"generations\":[[7]]}",
            "{\"usage\":7,\"input\":\"x\"}",
            7L,
            -1L,
            double.NaN,
            true,
            null,
            new byte[] { 1 },
            new List<object?> { null, 1L, "x" },
            new Dictionary<string, object?>
            {
                ["role"] = null,
                ["content"] = new List<object?> { 1L },
            },
        ];
        var spans =
            from span in Gen.Elements(RealSpans.ToArray())
            from value in Gen.Elements(values).ListOf(span.Attributes.Count)
            from keep in Gen.Elements(true, true, false).ListOf(span.Attributes.Count)
            select span with
            {
                Attributes = Replace(span.Attributes, [.. value], [.. keep]),
            };
        Prop.ForAll(spans.ToArbitrary(), static span => Survives(span)).Check(Quiet.WithMaxTest(3_000));
    }

    [Fact]
    public void Bytes_of_any_kind_are_read_or_refused_but_never_break_the_reader()
    {
        var body = CaptureManifest.ById("otel-openai.happy").Files[0].Decompressed();
        var bodies =
            from at in Gen.Choose(0, body.Length - 1)
            from value in Gen.Choose(0, 255)
            from length in Gen.Choose(0, body.Length)
            select Damage(body, at, (byte)value, length);
        Prop.ForAll(bodies.ToArbitrary(), static bytes => IsReadOrRefused(bytes)).Check(Quiet.WithMaxTest(3_000));
    }

    private static bool Survives(TelemetrySpan span)
    {
        foreach (var dialect in DialectCatalogue.All)
        {
            // Also by dialects that would not speak for it: they may be asked for what they once read.
            if (dialect.Speaks(span))
            {
                _ = dialect.Read(span);
                _ = dialect.ReadContent(span, []);
            }
        }

        return DialectCatalogue.Read(span).Key != Guid.Empty;
    }

    private static bool IsReadOrRefused(byte[] bytes)
    {
        try
        {
            foreach (var span in OtlpProtobuf.ReadTraces(bytes).Spans)
            {
                _ = Survives(span);
            }

            _ = OtlpProtobuf.ReadLogs(bytes);
            return true;
        }
        catch (OtlpFormatException)
        {
            return true;
        }
    }

    private static AttributeBag Cut(AttributeBag bag, int length) =>
        new(
            bag.Values.ToDictionary(
                static pair => pair.Key,
                pair => pair.Value is string { } text && text.Length > length ? text[..length] : pair.Value
            )
        );

    private static AttributeBag Replace(AttributeBag bag, object?[] values, bool[] keep) =>
        new(
            bag.Values.Select((pair, i) => KeyValuePair.Create(pair.Key, keep[i] ? pair.Value : values[i]))
                .ToDictionary()
        );

    private static byte[] Damage(byte[] body, int at, byte value, int length)
    {
        var copy = body.ToArray();
        copy[at] = value;
        return length < body.Length / 4 ? copy[..length] : copy;
    }
}
