namespace ControlPlane.Domain.Access;

/// <summary>Whether a token can still be used.</summary>
public enum TokenState
{
    Active,
    Expired,
    Revoked,
}

/// <summary>When a token ends.</summary>
public sealed record TokenLife(DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
{
    /// <summary>Expires at its instant, not after it.</summary>
    public TokenState At(DateTimeOffset now)
    {
        if (RevokedAt <= now)
        {
            return TokenState.Revoked;
        }

        return ExpiresAt <= now ? TokenState.Expired : TokenState.Active;
    }

    /// <summary>When the old one of a rotated pair ends: after the overlap, but never later than it would have.</summary>
    public DateTimeOffset EndAfter(TimeSpan overlap, DateTimeOffset now)
    {
        var end = now + overlap;
        return ExpiresAt < end ? ExpiresAt.Value : end;
    }

    /// <summary>When its successor ends: it lives as long as this one was meant to.</summary>
    public DateTimeOffset? SuccessorEnd(DateTimeOffset now)
    {
        var life = ExpiresAt - CreatedAt;
        return life > DateTimeOffset.MaxValue - now ? DateTimeOffset.MaxValue : now + life;
    }
}
