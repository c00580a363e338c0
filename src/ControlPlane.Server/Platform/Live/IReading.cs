namespace ControlPlane.Server.Platform.Live;

/// <summary>Something that a page reads and shows. <c>ReadState</c> says what has become of the reading.</summary>
public interface IReading
{
    /// <summary>Whether something was read, now or before.</summary>
    bool HasValue { get; }

    /// <summary>Why the last read failed; what is shown is then what was read before, if anything.</summary>
    Exception? Error { get; }

    /// <summary>Whether it is tried again without being asked.</summary>
    bool TriesAgain { get; }

    /// <summary>Reads again now, for the button “Try again”.</summary>
    Task ReloadAsync();
}

/// <summary>What a reading's value and error mean to a page.</summary>
internal static class Readings
{
    extension(IReading reading)
    {
        /// <summary>Nothing has come yet, and nothing has gone wrong.</summary>
        public bool IsLoading => !reading.HasValue && reading.Error is null;

        /// <summary>It could not be read, and there is nothing from before to show.</summary>
        public bool HasFailed => !reading.HasValue && reading.Error is not null;

        /// <summary>It could not be read again: what is shown may be old.</summary>
        public bool IsStale => reading.HasValue && reading.Error is not null;
    }
}
