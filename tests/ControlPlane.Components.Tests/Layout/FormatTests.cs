using ControlPlane.Server.Platform.Layout;

namespace ControlPlane.Components.Tests.Layout;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "$0")]
    [InlineData(128_780_000_000, "$128.78")]
    [InlineData(1_284_500_000_000, "$1,284.50")]
    [InlineData(182_300_000, "$0.182")]
    [InlineData(44_000_000, "$0.044")]
    [InlineData(4_800_000, "$0.0048")]
    [InlineData(4_812_345, "$0.0048")]
    [InlineData(300_000, "$0.0003")]
    [InlineData(2_500, "$0.0000025")]
    [InlineData(1, "$0.000000001")]
    [InlineData(-4_800_000, "−$0.0048")]
    public void Money_has_as_many_digits_as_it_is_worth(long nanoUsd, string text) =>
        Assert.Equal(text, Format.Money(nanoUsd));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(12_840, "12.8k")]
    [InlineData(99_960, "100k")]
    [InlineData(128_400, "128k")]
    [InlineData(999_600, "1.0M")]
    [InlineData(14_200_000, "14.2M")]
    public void Counts_are_short(long number, string text) => Assert.Equal(text, Format.Count(number));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0004, "< 1 ms")]
    [InlineData(0.004, "4 ms")]
    [InlineData(1.257, "1.26 s")]
    [InlineData(9.996, "10.0 s")]
    [InlineData(14.1, "14.1 s")]
    [InlineData(59.97, "59 s")]
    [InlineData(684, "11 m 24 s")]
    [InlineData(4140, "1 h 09")]
    [InlineData(187_200, "2 d 4 h")]
    [InlineData(-3, "0 s")]
    public void Durations_carry_their_unit(double seconds, string text) =>
        Assert.Equal(text, Format.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(2, "now")]
    [InlineData(12, "12 s ago")]
    [InlineData(684, "11 min ago")]
    [InlineData(7_920, "2 h 12 ago")]
    [InlineData(260_000, "3 d ago")]
    [InlineData(-240, "in 4 min")]
    [InlineData((-30 * 86_400) + 1, "in 30 d")]
    public void Times_are_said_relative_to_now(double seconds, string text) =>
        Assert.Equal(text, Format.Ago(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Clock_times_are_in_the_reader_s_zone_and_say_the_day_if_it_is_another()
    {
        var berlin = ViewerZone.Named("Europe/Berlin");
        var now = Steps.Start.AddMinutes(12);

        Assert.Equal("15:00:00", Format.Clock(Steps.Start, now, berlin));
        Assert.Equal("18 Nov 15:00", Format.Clock(Steps.Start.AddDays(-1), now, berlin));
        Assert.Equal("19 Nov 2025 15:00", Format.Clock(Steps.Start.AddYears(-1), now, berlin));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Mars/Olympus")]
    [InlineData("../../etc/passwd")]
    public void A_zone_that_is_unknown_is_UTC_and_says_so(string? zone) =>
        Assert.Equal("14:00:00 UTC", Format.Clock(Steps.Start, Steps.Start, ViewerZone.Named(zone)));
}
