using System.Text.RegularExpressions;

namespace ControlPlane.Domain.Prices;

/// <summary>Says whether a name, in lower case, means a model or a provider.</summary>
public abstract record MatchRule
{
    /// <param name="name">In lower case.</param>
    public abstract bool Matches(string name);
}

/// <summary>How a name is compared with a fixed text.</summary>
public enum TextComparison
{
    Equals,
    StartsWith,
    EndsWith,
    Contains,
}

/// <summary>Compares with a text in lower case.</summary>
public sealed record TextRule(TextComparison Comparison, string Text) : MatchRule
{
    public override bool Matches(string name) =>
        Comparison switch
        {
            TextComparison.Equals => string.Equals(name, Text, StringComparison.Ordinal),
            TextComparison.StartsWith => name.StartsWith(Text, StringComparison.Ordinal),
            TextComparison.EndsWith => name.EndsWith(Text, StringComparison.Ordinal),
            _ => name.Contains(Text, StringComparison.Ordinal),
        };
}

/// <summary>Compares with a regular expression. One that takes too long does not match.</summary>
public sealed record RegexRule(string Pattern) : MatchRule
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    // The ECMAScript option gives \d and \w the meaning they have where the facts come from.
    private readonly Regex _regex = new(Pattern, RegexOptions.ECMAScript, Limit);

    public override bool Matches(string name)
    {
        try
        {
            return _regex.IsMatch(name);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}

/// <summary>One of the rules is enough.</summary>
public sealed record AnyRule(IReadOnlyList<MatchRule> Rules) : MatchRule
{
    public override bool Matches(string name)
    {
        foreach (var rule in Rules)
        {
            if (rule.Matches(name))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>All rules are needed.</summary>
public sealed record AllRule(IReadOnlyList<MatchRule> Rules) : MatchRule
{
    public override bool Matches(string name)
    {
        foreach (var rule in Rules)
        {
            if (!rule.Matches(name))
            {
                return false;
            }
        }

        return true;
    }
}
