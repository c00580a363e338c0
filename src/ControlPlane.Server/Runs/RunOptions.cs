namespace ControlPlane.Server.Runs;

/// <summary>Settings <c>Runs:*</c>.</summary>
internal sealed class RunOptions
{
    /// <summary>Silence after which a run that never ended counts as lost.</summary>
    public TimeSpan SilenceBeforeLost { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often silent runs are looked for.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often what is past its retention is deleted; the first time within a minute of the start.</summary>
    public TimeSpan CleanUpEvery { get; set; } = TimeSpan.FromHours(1);
}
