namespace ControlPlane.Server.Access;

/// <summary>
/// A person signed in, in one browser. The cookie only names it: what is ended here is over, whoever holds a copy of
/// the cookie.
/// </summary>
internal sealed class PersonSession
{
    public const int TextLength = 200;

    public required Guid Id { get; init; }

    public required Guid PersonId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Noted at most once a minute.</summary>
    public required DateTimeOffset LastSeenAt { get; set; }

    /// <summary>The network address it was started from.</summary>
    public string? Address { get; init; }

    /// <summary>Browser and system in a few words.</summary>
    public required string Browser { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}
