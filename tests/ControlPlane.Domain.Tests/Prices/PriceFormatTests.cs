using System.Text;
using System.Text.Json;
using ControlPlane.Domain.Prices;
using static ControlPlane.Domain.Tests.Prices.PriceExamples;

namespace ControlPlane.Domain.Tests.Prices;

public sealed class PriceFormatTests
{
    [Fact]
    public void The_seed_knows_the_models_of_its_source()
    {
        Assert.Equal(43, Seed.Providers.Count);
        Assert.Equal(1_694, Seed.Providers.Sum(static provider => provider.Models.Count));
        Assert.Equal("2026-11-21", Seed.Version);
        Assert.Equal(Seed.Version, PriceFormat.ReadSeedVersion());
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var models = Seed.Providers.SelectMany(static provider => provider.Models).ToList();

        Assert.NotEmpty(models);
        Assert.All(
            models,
            static model =>
            {
                Assert.Equal(
                    MatchRuleFormat.Write(model.Match).ToJsonString(),
                    MatchRuleFormat
                        .Write(MatchRuleFormat.Read(Again(MatchRuleFormat.Write(model.Match))))
                        .ToJsonString()
                );
                Assert.All(model.Entries, static entry => AssertSame(entry, Again(PriceFormat.WriteEntry(entry))));
            }
        );
    }

    [Theory]
    [InlineData("""{"inputs": 3}""")]
    [InlineData("""{"input": 3, "until": "2026-01-01"}""")]
    public void An_unknown_field_of_a_price_is_refused(string json) =>
        Assert.Throws<FormatException>(() => PriceFormat.ReadEntry(JsonDocument.Parse(json).RootElement));

    [Theory]
    [InlineData("\"gpt-4o\"")]
    [InlineData("""{"none": ["=a"]}""")]
    public void An_unknown_rule_is_refused(string json) =>
        Assert.Throws<FormatException>(() => MatchRuleFormat.Read(JsonDocument.Parse(json).RootElement));

    private static JsonElement Again(System.Text.Json.Nodes.JsonNode node) =>
        JsonDocument.Parse(Encoding.UTF8.GetBytes(node.ToJsonString())).RootElement;

    private static void AssertSame(PriceEntry expected, JsonElement written)
    {
        var actual = PriceFormat.ReadEntry(written);
        Assert.Equal((expected.EffectiveFrom, expected.Daily), (actual.EffectiveFrom, actual.Daily));
        Assert.Equal(PriceFormat.WriteEntry(expected).ToJsonString(), PriceFormat.WriteEntry(actual).ToJsonString());
    }
}
