using System.Text.RegularExpressions;

namespace ControlPlane.Domain.Redaction;

/// <summary>A pattern of the installation's own, besides what is always redacted.</summary>
/// <param name="Expression">
/// A regular expression for the engine that never goes back, so that no text can make it slow.
/// </param>
/// <param name="Kind">What stands in the replacement: <c>[redacted:kind]</c>.</param>
public sealed record RedactionPattern(Guid Id, string Name, string Expression, string Kind)
{
    public const int LongestName = 100;
    public const int LongestExpression = 500;
    public const int LongestKind = 40;

    private const RegexOptions Engine = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>The expression, ready to match.</summary>
    /// <exception cref="ArgumentException">It cannot be used; <see cref="Problem"/> says why in words.</exception>
    public Regex Compile() =>
        Problem(Expression) is { } problem
            ? throw new ArgumentException(problem, nameof(Expression))
            : new Regex(Expression, Engine);

    /// <summary>Why the expression cannot be used; null if it can.</summary>
    public static string? Problem(string? expression)
    {
        if (string.IsNullOrWhiteSpace(expression))
        {
            return "Give a regular expression.";
        }

        if (expression.Length > LongestExpression)
        {
            return $"May have at most {LongestExpression} characters.";
        }

        try
        {
            return new Regex(expression, Engine).IsMatch("")
                ? "Would also match nothing at all, and so stand everywhere. Ask for at least one character: + instead of *."
                : null;
        }
        catch (RegexParseException failure)
        {
            return $"Is no regular expression: {failure.Message}";
        }
        catch (NotSupportedException)
        {
            return "Needs an engine that can be made slow. Leave out back references, atomic groups, and what looks "
                + "ahead or behind; repeat less than a thousand times.";
        }
    }

    /// <summary>Why the kind cannot be used; null if it can.</summary>
    public static string? KindProblem(string? kind) =>
        kind is { Length: > 0 and <= LongestKind }
        && kind.All(static sign => char.IsAsciiLetterLower(sign) || char.IsAsciiDigit(sign) || sign == '-')
            ? null
            : $"Lower-case letters, digits and dashes, at most {LongestKind}.";
}
