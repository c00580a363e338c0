using ControlPlane.Fixtures;

namespace ControlPlane.Domain.Tests.Ingestion;

public sealed class FixtureTests
{
    private static readonly string[] Providers = ["openai", "anthropic", "gcp.gemini"];

    public static TheoryData<string> WithTraffic =>
        [.. CaptureManifest.Load().Where(static capture => capture.HasTraffic).Select(static capture => capture.Id)];

    [Fact]
    public void There_are_captures_of_many_clients()
    {
        var captures = CaptureManifest.Load();
        Assert.True(captures.Count >= 170);
        Assert.True(captures.Select(static capture => capture.Library).Distinct().Count() >= 16);
    }

    [Fact]
    public void The_table_of_deviations_names_only_captures_that_exist()
    {
        var ids = CaptureManifest.Load().Select(static capture => capture.Id).ToHashSet();
        Assert.Empty(KnownDeviations.Dangling(ids));
    }

    [Theory]
    [MemberData(nameof(WithTraffic))]
    public void A_capture_is_read_as_it_happened_but_for_known_deviations(string id)
    {
        var capture = CaptureManifest.ById(id);
        var found = CaptureComparison.Differences(capture);
        var known = KnownDeviations.FactsOf(capture.Library, id).ToHashSet();
        Assert.All(found, difference => Assert.Contains(difference.Key, known));
        Assert.All(known, fact => Assert.Contains(fact, found.Keys));
    }

    [Theory]
    [MemberData(nameof(WithTraffic))]
    public void Every_fact_that_spans_can_carry_is_found(string id)
    {
        var capture = CaptureManifest.ById(id);
        var found = CaptureComparison.Differences(capture);
        Assert.NotEmpty(capture.Matches);
        Assert.All(capture.Matches, fact => Assert.DoesNotContain(fact, found.Keys));
    }

    [Theory]
    [MemberData(nameof(WithTraffic))]
    public void No_span_and_no_record_of_a_real_client_is_refused(string id)
    {
        foreach (var file in CaptureManifest.ById(id).Files)
        {
            Assert.Empty(
                file.Signal == "logs" ? CaptureReading.DecodeLogs(file).Rejected : CaptureReading.Decode(file).Rejected
            );
        }
    }

    [Theory]
    [MemberData(nameof(WithTraffic))]
    public void Every_run_has_an_agent_and_a_dialect_for_its_model_calls(string id)
    {
        var reading = CaptureReading.Of(CaptureManifest.ById(id));
        Assert.False(string.IsNullOrEmpty(reading.Run.AgentName));
        Assert.DoesNotContain("unknown", reading.Calls.Select(static call => call.Dialect));
        Assert.All(
            reading.Calls.Where(static call => call.RequestModel is not null),
            static call => Assert.Contains(call.Provider, Providers)
        );
    }
}
