using ControlPlane.Domain.Agents;

namespace ControlPlane.Domain.Tests.Agents;

public sealed class AgentHealthTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 19, 14, 12, 0, TimeSpan.Zero);

    /// <summary>Runs every four minutes for five seconds, one of a hundred fails.</summary>
    private static readonly AgentFigures Steady = new()
    {
        Now = Now,
        LastSeenAt = Now.AddMinutes(-3),
        Ended = 15,
        Took = TimeSpan.FromSeconds(5),
        UsuallyEnded = 2000,
        UsuallyFailed = 20,
        UsuallyTook = TimeSpan.FromSeconds(5),
        LongTook = TimeSpan.FromSeconds(12),
        Pauses = 1999,
        UsualPause = TimeSpan.FromMinutes(4),
        LongPause = TimeSpan.FromMinutes(9),
    };

    [Fact]
    public void An_agent_that_does_what_it_always_does_is_healthy_and_needs_no_words() =>
        Assert.Equal(new AgentHealth(HealthWord.Healthy, ""), AgentHealth.Of(Steady));

    [Fact]
    public void Three_failures_in_a_row_are_failing_whatever_came_before() =>
        Says(HealthWord.Failing, "The last 3 runs failed", Steady with { Ended = 40, Failed = 3, FailedInARow = 3 });

    [Fact]
    public void Half_of_the_hour_s_runs_failing_is_failing() =>
        Says(HealthWord.Failing, "4 of 8 runs failed in the last hour", Steady with { Ended = 8, Failed = 4 });

    [Fact]
    public void One_failed_run_alone_is_not_failing_yet() =>
        Says(
            HealthWord.Degraded,
            "1 of 1 run failed in the last hour",
            new AgentFigures
            {
                Now = Now,
                LastSeenAt = Now,
                Ended = 1,
                Failed = 1,
                FailedInARow = 1,
            }
        );

    [Fact]
    public void More_failures_than_usual_are_degraded_and_say_what_is_usual() =>
        Says(
            HealthWord.Degraded,
            "3 of 20 runs failed in the last hour, usually 1 %",
            Steady with
            {
                Ended = 20,
                Failed = 3,
            }
        );

    [Fact]
    public void An_agent_that_always_fails_this_often_is_not_degraded() =>
        Assert.Equal(
            HealthWord.Healthy,
            AgentHealth.Of(Steady with { Ended = 20, Failed = 3, UsuallyFailed = 300 }).Word
        );

    [Fact]
    public void One_failure_among_many_is_healthy() =>
        Assert.Equal(HealthWord.Healthy, AgentHealth.Of(Steady with { Ended = 20, Failed = 1 }).Word);

    [Fact]
    public void Twice_its_own_time_is_slow() =>
        Says(HealthWord.Slow, "Runs take 14 s, usually 5.0 s", Steady with { Took = TimeSpan.FromSeconds(14.2) });

    [Fact]
    public void Twice_of_almost_nothing_is_not_slow() =>
        Assert.Equal(
            HealthWord.Healthy,
            AgentHealth
                .Of(Steady with { Took = TimeSpan.FromSeconds(0.4), UsuallyTook = TimeSpan.FromSeconds(0.1) })
                .Word
        );

    [Fact]
    public void Slowness_is_not_claimed_before_it_is_known_what_is_usual() =>
        Assert.Equal(
            HealthWord.Healthy,
            AgentHealth.Of(Steady with { Took = TimeSpan.FromMinutes(1), UsuallyEnded = 9 }).Word
        );

    [Fact]
    public void A_run_that_goes_on_far_longer_than_any_other_is_slow() =>
        Says(
            HealthWord.Slow,
            "A run goes on for 14 min, usually 5.0 s",
            Steady with
            {
                RunningSince = Now.AddMinutes(-14),
            }
        );

    [Fact]
    public void Silence_is_measured_by_the_agent_s_own_pauses() =>
        Says(
            HealthWord.Silent,
            "Not seen for 2 h 12, usually every 4 min",
            Steady with
            {
                Ended = 0,
                Took = null,
                LastSeenAt = Now.AddMinutes(-132),
            }
        );

    [Fact]
    public void An_agent_that_works_once_a_day_is_not_silent_after_an_hour() =>
        Assert.Equal(
            HealthWord.Healthy,
            AgentHealth
                .Of(
                    Steady with
                    {
                        Ended = 0,
                        Took = null,
                        LastSeenAt = Now.AddHours(-20),
                        Pauses = 6,
                        UsualPause = TimeSpan.FromDays(1),
                        LongPause = TimeSpan.FromHours(25),
                    }
                )
                .Word
        );

    [Fact]
    public void Without_a_rhythm_a_day_without_a_word_is_silence() =>
        Says(HealthWord.Silent, "Not seen for 1 d 2 h", new AgentFigures { Now = Now, LastSeenAt = Now.AddHours(-26) });

    [Fact]
    public void An_agent_that_never_reported_says_so() =>
        Says(HealthWord.Silent, "It has not reported yet", new AgentFigures { Now = Now });

    [Fact]
    public void The_worst_word_wins() =>
        Assert.Equal(
            HealthWord.Failing,
            AgentHealth.Of(Steady with { Ended = 4, Failed = 4, Took = TimeSpan.FromMinutes(1) }).Word
        );

    private static void Says(HealthWord word, string why, AgentFigures figures) =>
        Assert.Equal(new AgentHealth(word, why), AgentHealth.Of(figures));
}
