namespace ControlPlane.Server.Platform.Layout;

/// <summary>The shape in front of a status word. Each means one thing on all screens, whatever its colour.</summary>
internal enum Mark
{
    /// <summary>Healthy.</summary>
    Disc,

    /// <summary>Degraded, a warning.</summary>
    Triangle,

    /// <summary>Failing, critical.</summary>
    Diamond,

    /// <summary>Slow.</summary>
    HalfDisc,

    /// <summary>Silent.</summary>
    DashedRing,

    /// <summary>Paused.</summary>
    Bars,

    /// <summary>Running.</summary>
    OpenRing,

    /// <summary>Done.</summary>
    Check,

    /// <summary>Failed.</summary>
    Cross,

    /// <summary>Waits for a human.</summary>
    Hourglass,

    /// <summary>Stopped.</summary>
    Square,

    /// <summary>Killed, forbidden.</summary>
    Octagon,
}

/// <summary>The colour of a status, which only repeats what shape and word say.</summary>
internal enum Tone
{
    Ok,
    Run,
    Warn,
    Bad,
    Human,
    Off,
}
