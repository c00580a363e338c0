using ControlPlane.Domain.Access;

namespace ControlPlane.Server.Access;

/// <summary>A key or token as lists show it: everything but what it is recognised by.</summary>
/// <param name="Prefix">How it begins; null if it was given by configuration.</param>
/// <param name="AgentId">Null if it is good for any agent, or belongs to a person.</param>
/// <param name="CreatedBy">The name of a person, or of the setting that gave it.</param>
/// <param name="ReplacedBy">The key that follows it after a rotation.</param>
internal sealed record TokenRow(
    Guid Id,
    string Name,
    string? Prefix,
    Guid? AgentId,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    Guid? ReplacedBy,
    TokenState State
)
{
    public static TokenRow Of(AccessToken token, string? createdBy, DateTimeOffset now) =>
        new(
            token.Id,
            token.Name,
            token.Setting is null ? token.Prefix : null,
            token.AgentId,
            token.Scopes,
            token.CreatedAt,
            token.Setting ?? createdBy,
            token.LastUsedAt,
            token.ExpiresAt,
            token.RevokedAt,
            token.ReplacedBy,
            token.Life.At(now)
        );
}

/// <param name="Secret">The whole token. It is kept nowhere and cannot be shown again.</param>
internal sealed record IssuedToken(TokenRow Token, string Secret);
