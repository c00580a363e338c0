using ControlPlane.Domain.Ingestion;
using ControlPlane.Domain.Platform;

namespace ControlPlane.Domain.Tests.Ingestion;

public sealed class AttributeBagTests
{
    [Theory]
    [InlineData("{\"a\":1")]
    [InlineData("[{\"a\":\"tex")]
    [InlineData("plain words")]
    [InlineData("")]
    [InlineData("NaN")]
    public void Json_that_was_cut_or_never_was_is_null(string text) => Assert.Null(Bag("k", text).Json("k"));

    [Fact]
    public void Of_equal_members_the_last_wins() =>
        Assert.Equal("{\"a\":2}", Bag("k", "{\"a\":1,\"a\":2}").Json("k")!.ToJsonString());

    [Fact]
    public void Half_a_surrogate_pair_and_nul_in_json_are_put_right()
    {
        var json = Bag("k", """{"a\ud800":"x\udc00\u0000y","b":1e999}""").Json("k")!;
        Assert.Equal("x\uFFFDy", json.AsObject().First().Value!.ToString());
        Assert.Equal("1e999", json["b"]!.ToString());
    }

    [Fact]
    public void It_survives_a_round_trip_through_json()
    {
        var bag = new AttributeBag(
            new Dictionary<string, object?>
            {
                ["s"] = "text",
                ["i"] = 5L,
                ["d"] = 1.5,
                ["b"] = true,
                ["n"] = null,
                ["l"] = new List<object?> { "a", 1L },
                ["m"] = new Dictionary<string, object?> { ["x"] = "y" },
            }
        );
        Assert.Equal(bag.ToJson().ToJsonString(), AttributeBag.FromJson(bag.ToJson()).ToJson().ToJsonString());
    }

    private static AttributeBag Bag(string key, object? value) =>
        new(new Dictionary<string, object?> { [key] = value });
}
