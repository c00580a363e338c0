using System.Security.Cryptography;

namespace ControlPlane.Server.Access;

/// <summary>
/// A link by which one person chooses a password, once. No mail is configured, so whoever makes it hands it over. Only
/// its hash is kept.
/// </summary>
internal sealed class PersonLink
{
    public const string Invitation = "invitation";
    public const string Reset = "password_reset";
    public const string Path = "/welcome";

    private const int CodeLength = 43; // 256 random bits
    private const string Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public required Guid Id { get; init; }

    public required Guid PersonId { get; init; }

    public required string Purpose { get; init; }

    public required byte[] Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    public static TimeSpan LifeOf(string purpose) => TimeSpan.FromHours(purpose == Invitation ? 7 * 24 : 24);

    public static (PersonLink Link, string Code) Draw(Guid person, string purpose, DateTimeOffset now)
    {
        var code = RandomNumberGenerator.GetString(Signs, CodeLength);
        var link = new PersonLink
        {
            Id = Guid.CreateVersion7(now),
            PersonId = person,
            Purpose = purpose,
            Hash = TokenHash.Of(code),
            CreatedAt = now,
            ExpiresAt = now + LifeOf(purpose),
        };
        return (link, code);
    }

    /// <summary>In the query, because the log writes paths.</summary>
    public static string AddressOf(string code) => $"{Path}?code={code}";

    public bool IsOpen(DateTimeOffset now) => UsedAt is null && ExpiresAt > now;
}

/// <param name="Address">Path and query of the link. It cannot be read again.</param>
internal sealed record IssuedLink(PersonRow Person, string Address, DateTimeOffset ExpiresAt);
