namespace ControlPlane.Domain.Access;

/// <summary>The one rule for passwords: length. Rules of composition make people choose worse ones.</summary>
public static class Passwords
{
    public const int MinimumLength = 12;

    /// <summary>How many random bytes <see cref="From"/> needs.</summary>
    public const int RandomBytes = 20;

    // Without the signs that are mistaken for each other when a person copies them from a terminal.
    private const string Signs = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>A temporary password, a sign a byte.</summary>
    public static string From(ReadOnlySpan<byte> random)
    {
        var text = new char[random.Length];
        for (var i = 0; i < random.Length; i++)
        {
            text[i] = Signs[random[i] % Signs.Length];
        }

        return new string(text);
    }
}
