using System.Text.Json.Nodes;
using ControlPlane.Domain.Redaction;

namespace ControlPlane.Domain.Tests.Redaction;

public sealed class RedactionPatternsTests
{
    private static readonly RedactionPatterns Patterns = new(
        [Pattern("[0-9]{6}", "number"), Pattern("[a-z]+@corp", "login")],
        new()
    );

    [Theory]
    [InlineData("order 204611 of ada@corp", "order [redacted:number] of [redacted:login]", 2)]
    [InlineData(
        """{"order":204611,"note":"by ada@corp"}""",
        """{"order":"[redacted:number]","note":"by [redacted:login]"}""",
        2
    )]
    [InlineData("[204611,\"x\"]", "[\"[redacted:number]\",\"x\"]", 1)]
    [InlineData("{not json 204611", "{not json [redacted:number]", 1)]
    [InlineData("nothing here", "nothing here", 0)]
    [InlineData("", "", 0)]
    public void What_is_found_is_replaced_and_JSON_stays_JSON(string text, string expected, int finds)
    {
        var count = 0;

        Assert.Equal(expected, Patterns.Redact(text, ref count));
        Assert.Equal(finds, count);
        if (text.StartsWith('[') || text.StartsWith("{\"", StringComparison.Ordinal))
        {
            Assert.NotNull(JsonNode.Parse(expected));
        }
    }

    [Fact]
    public void What_is_redacted_is_not_redacted_again()
    {
        var words = new RedactionPatterns([Pattern("[a-z]+", "word")], new());
        var count = 0;

        var once = words.Redact("one [redacted:api-key] 2", ref count);

        Assert.Equal("[redacted:word] [redacted:api-key] 2", once);
        Assert.Equal(once, words.Redact(once, ref count));
        Assert.Equal(1, count);
    }

    [Fact]
    public void Finds_are_counted_once_for_each_pattern_also_with_a_set_that_was_replaced()
    {
        var pattern = Pattern("x", "x");
        var counts = new PatternCounts();
        var before = new RedactionPatterns([pattern], counts);
        var after = new RedactionPatterns([pattern], counts);
        var count = 0;
        after.Redact("x and x", ref count);
        before.Redact("x", ref count);

        Assert.Equal([(pattern.Id, 3L)], counts.Take());
        Assert.Empty(counts.Take());
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a|")]
    [InlineData(@"(a)\1")]
    [InlineData("(?=a)a")]
    [InlineData("(?>a+)b")]
    [InlineData("   ")]
    public void What_cannot_be_used_is_refused_in_words(string expression)
    {
        Assert.NotNull(RedactionPattern.Problem(expression));
        Assert.Throws<ArgumentException>(() => Pattern(expression, "x").Compile());
    }

    [Fact]
    public void No_text_makes_a_pattern_slow()
    {
        var evil = new RedactionPatterns([Pattern("(a+)+b", "evil")], new());
        var count = 0;

        Assert.Equal(100_000, evil.Redact(new string('a', 100_000), ref count).Length);
    }

    [Fact]
    public void Every_built_in_rule_says_what_it_puts_there()
    {
        Assert.All(
            BuiltInRedaction.All,
            static rule => Assert.All(rule.Kinds, static kind => Assert.Null(RedactionPattern.KindProblem(kind)))
        );
        var kinds = BuiltInRedaction.All.SelectMany(static rule => rule.Kinds).ToHashSet(StringComparer.Ordinal);
        Assert.All(
            SecretCorpus.Secrets.Select(static row => row.Data.Item3).Distinct(),
            marker => Assert.Contains(marker.Replace("[redacted:", "", StringComparison.Ordinal).TrimEnd(']'), kinds)
        );
    }

    private static RedactionPattern Pattern(string expression, string kind) =>
        new(Guid.Parse("00000000-0000-7000-8000-00000000000" + (kind.Length % 10)), kind, expression, kind);
}
