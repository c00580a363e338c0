using ControlPlane.Domain.Prices;
using static ControlPlane.Domain.Tests.Prices.PriceExamples;

namespace ControlPlane.Domain.Tests.Prices;

public sealed class PriceTableTests
{
    [Theory]
    [InlineData("2026-08-16T23:59:59.999Z", 1)]
    [InlineData("2026-08-17T00:00:00Z", 2)]
    [InlineData("2026-08-17T01:00:00+02:00", 1)]
    public void A_price_holds_from_midnight_utc_of_its_day(string at, int price)
    {
        var table = Table(Model("acme-1", Entry(1m), Entry(2m, from: new DateOnly(2026, 8, 17))));

        Assert.Equal(price, InputPrice(table.Find("acme", "acme-1", At(at))));
    }

    [Theory]
    [InlineData("2026-08-17T00:29:59Z", 1)]
    [InlineData("2026-08-17T00:30:00Z", 2)]
    [InlineData("2026-08-17T16:29:59.999Z", 2)]
    [InlineData("2026-08-17T16:30:00Z", 1)]
    public void A_price_can_hold_at_some_hours(string at, int price)
    {
        var table = Table(Model("acme-1", Entry(1m), Entry(2m, daily: Window("00:30", "16:30"))));

        Assert.Equal(price, InputPrice(table.Find("acme", "acme-1", At(at))));
    }

    [Theory]
    [InlineData("2026-08-17T21:59:59Z", 1)]
    [InlineData("2026-08-17T22:00:00Z", 2)]
    [InlineData("2026-08-17T05:59:59Z", 2)]
    [InlineData("2026-08-17T06:00:00Z", 1)]
    public void The_hours_may_pass_midnight(string at, int price)
    {
        var table = Table(Model("acme-1", Entry(1m), Entry(2m, daily: Window("22:00", "06:00"))));

        Assert.Equal(price, InputPrice(table.Find("acme", "acme-1", At(at))));
    }

    [Fact]
    public void A_price_tells_which_entry_of_which_table_it_is()
    {
        var from = new DateOnly(2026, 8, 17);
        var found = Table(Model("acme-1", Entry(1m), Entry(2m, from))).Find("acme", "acme-1", Noon);

        Assert.Equal(
            ("acme", "acme-1", from, "test"),
            (found?.ProviderId, found?.ModelId, found?.EffectiveFrom, found?.TableVersion)
        );
    }

    [Theory]
    [InlineData(null, "gpt-4o", "openai", PriceFoundBy.Model)]
    [InlineData("", "gpt-4o", "openai", PriceFoundBy.Model)]
    [InlineData("my-own-proxy", "gpt-4o", "openai", PriceFoundBy.Model)]
    [InlineData("anthropic", "gpt-4o", "openai", PriceFoundBy.Model)]
    [InlineData("my-own-proxy", "groq/llama-3.3-70b-versatile", "groq", PriceFoundBy.Prefix)]
    [InlineData("OpenAI.Chat", " GPT-4o ", "openai", PriceFoundBy.Provider)]
    [InlineData("gcp.vertex.agent", "gemini-2.5-pro", "google", PriceFoundBy.Provider)]
    [InlineData("gcp.gemini", "gemini-2.5-pro", "google", PriceFoundBy.Provider)]
    [InlineData("gcp.gen_ai", "gemini-2.5-pro", "google", PriceFoundBy.Provider)]
    [InlineData("gcp.vertex_ai", "claude-sonnet-4-5@20250929", "google", PriceFoundBy.Provider)]
    [InlineData("aws.bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "aws", PriceFoundBy.Provider)]
    [InlineData("azure.ai.openai", "gpt-4o", "openai", PriceFoundBy.Provider)]
    [InlineData("azure.ai.inference", "gpt-4o", "azure", PriceFoundBy.Provider)]
    [InlineData("azure", "claude-sonnet-4-5", "azure", PriceFoundBy.Provider)]
    [InlineData("x_ai", "grok-4", "x-ai", PriceFoundBy.Provider)]
    [InlineData("mistral_ai", "mistral-large-latest", "mistral", PriceFoundBy.Provider)]
    public void A_known_model_is_found_whatever_the_provider_is_called(
        string? provider,
        string model,
        string id,
        PriceFoundBy by
    )
    {
        var found = Seed.Find(provider, model, Noon);

        Assert.Equal((id, by), (found?.ProviderId, found?.FoundBy));
        Assert.NotNull(found?.Price.Input);
    }

    [Theory]
    [InlineData("openai", "no-such-model")]
    [InlineData("openai", null)]
    [InlineData(null, null)]
    [InlineData("my-own-proxy", "my-own/model")]
    public void An_unknown_model_has_no_price(string? provider, string? model) =>
        Assert.Null(Seed.Find(provider, model, Noon));

    [Theory]
    [InlineData("gpt-4o-mini", "gpt-4o", "gpt-4o-mini")]
    [InlineData("deployment-7", "gpt-4o", "gpt-4o")]
    [InlineData(null, "gpt-4o", "gpt-4o")]
    public void The_model_that_answered_counts_first(string? response, string? request, string id) =>
        Assert.Equal(id, Seed.Find("openai", response, request, Noon)?.ModelId);

    [Fact]
    public void The_named_providers_price_counts_before_one_found_by_the_model_alone()
    {
        var found = Seed.Find(
            "aws.bedrock",
            "no-such-model-claude-2",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            Noon
        );

        Assert.Equal("aws", found?.ProviderId);
    }

    [Fact]
    public void A_persons_own_price_holds_from_its_day_and_says_so()
    {
        var table = Table(Model("acme-1", Entry(1m)))
            .With([new PriceOverride("acme", Model("acme-1", Entry(5m, new DateOnly(2026, 11, 1))))]);

        var (before, after) = (table.Find("acme", "acme-1", Noon.AddMonths(-2)), table.Find("acme", "acme-1", Noon));

        Assert.Equal((1m, false), (InputPrice(before), before?.IsOverride));
        Assert.Equal((5m, true), (InputPrice(after), after?.IsOverride));
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("my-own-proxy")]
    public void A_persons_own_model_is_known_too(string provider)
    {
        var table = Table(Model("acme-1", Entry(1m))).With([new PriceOverride(provider, Model("mine", Entry(5m)))]);

        Assert.Equal(5m, InputPrice(table.Find(provider, "mine", Noon)));
        Assert.Equal(1m, InputPrice(table.Find("acme", "acme-1", Noon)));
    }

    [Fact]
    public void A_name_that_would_cost_time_and_memory_is_unknown() =>
        Assert.Null(Seed.Find(new string('x', 100_000), "gpt-4o" + new string('a', 100_000), Noon));

    [Fact]
    public void Many_threads_and_more_names_than_are_kept_give_the_same_answers()
    {
        var names = Enumerable.Range(0, 6_000).Select(static n => n % 2 == 0 ? "gpt-4o" : $"unknown-{n}").ToArray();

        Parallel.ForEach(
            names,
            static name => Assert.Equal(name == "gpt-4o", Seed.Find("openai", name, Noon) is not null)
        );
    }

    private static decimal? InputPrice(PriceMatch? match) => match?.Price.Input?.Base;

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DailyWindow Window(string start, string end) =>
        new(
            TimeOnly.Parse(start, System.Globalization.CultureInfo.InvariantCulture),
            TimeOnly.Parse(end, System.Globalization.CultureInfo.InvariantCulture)
        );
}
