using ControlPlane.Domain.Access;

namespace ControlPlane.Domain.Tests.Access;

public sealed class TokenLifeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 19, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_token_without_an_end_stays_active() =>
        Assert.Equal(TokenState.Active, new TokenLife(Noon, null, null).At(Noon.AddYears(50)));

    [Fact]
    public void A_token_is_expired_at_its_very_instant()
    {
        var life = new TokenLife(Noon, Noon.AddHours(1), null);

        Assert.Equal(TokenState.Active, life.At(Noon.AddHours(1).AddTicks(-1)));
        Assert.Equal(TokenState.Expired, life.At(Noon.AddHours(1)));
    }

    [Fact]
    public void Revoked_is_said_of_an_expired_token_too() =>
        Assert.Equal(TokenState.Revoked, new TokenLife(Noon, Noon, Noon).At(Noon.AddDays(1)));

    [Fact]
    public void The_old_one_of_a_rotated_pair_ends_after_the_overlap() =>
        Assert.Equal(Noon.AddHours(24), new TokenLife(Noon, null, null).EndAfter(TimeSpan.FromHours(24), Noon));

    [Fact]
    public void An_overlap_never_prolongs_a_token() =>
        Assert.Equal(
            Noon.AddHours(1),
            new TokenLife(Noon, Noon.AddHours(1), null).EndAfter(TimeSpan.FromDays(1), Noon)
        );

    [Fact]
    public void A_successor_lives_as_long_as_its_predecessor_was_meant_to()
    {
        var life = new TokenLife(Noon, Noon.AddDays(30), null);

        Assert.Equal(Noon.AddDays(50), life.SuccessorEnd(Noon.AddDays(20)));
        Assert.Null(new TokenLife(Noon, null, null).SuccessorEnd(Noon));
    }

    [Fact]
    public void A_successor_of_a_token_that_ends_with_time_itself_does_so_too() =>
        Assert.Equal(
            DateTimeOffset.MaxValue,
            new TokenLife(Noon, DateTimeOffset.MaxValue.AddSeconds(-1), null).SuccessorEnd(Noon.AddDays(1))
        );
}
