namespace ControlPlane.Server.Platform.Live;

/// <summary>Something that a page reads and shows. <c>ReadState</c> says what has become of the reading.</summary>
public interface IReading
{
    /// <summary>Nothing has come yet, and nothing has gone wrong.</summary>
    bool IsLoading { get; }

    /// <summary>It could not be read, and there is nothing from before to show.</summary>
    bool HasFailed { get; }

    /// <summary>It could not be read again: what is shown may be old.</summary>
    bool IsStale { get; }

    /// <summary>Whether it is tried again without being asked.</summary>
    bool TriesAgain { get; }

    /// <summary>Reads again now, for the button “Try again”.</summary>
    Task ReloadAsync();
}
