using ControlPlane.Domain.Access;

namespace ControlPlane.Server.Access;

/// <summary>An agent key or a personal token. The token itself is not kept, only what recognises it.</summary>
internal sealed class AccessToken
{
    public required Guid Id { get; init; }

    public required TokenKind Kind { get; init; }

    public required string Name { get; set; }

    /// <summary>Finds the row: the beginning of the token, or of the hash if the token was given by configuration.</summary>
    public required string Prefix { get; set; }

    /// <summary>SHA-256 of the whole token. It has 238 random bits, so a slow hash would protect nothing.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The agent that a key is bound to; null for a key of any agent, and for a person's token.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>Whose personal token it is.</summary>
    public Guid? PersonId { get; set; }

    public required string[] Scopes { get; init; }

    /// <summary>The setting that gave it, such as <c>Bootstrap:IngestKey</c>; null if a person made it.</summary>
    public string? Setting { get; init; }

    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>The person who made it.</summary>
    public Guid? CreatedBy { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The key that was made to follow this one.</summary>
    public Guid? ReplacedBy { get; set; }

    public TokenLife Life => new(CreatedAt, ExpiresAt, RevokedAt);
}
