using System.Buffers;

namespace ControlPlane.Domain.Redaction;

/// <summary>The password in <c>scheme://user:password@host</c>; user and host stay.</summary>
internal sealed class UrlPasswords : ISecretFamily
{
    private const string Slashes = "://";
    private const int MaxAuthority = 512;

    private static readonly SearchValues<char> AfterAuthority = SearchValues.Create("/\"'`<>\\ \t\r\n");

    public IReadOnlyList<string> Hints { get; } = [Slashes];

    public void Find(string text, List<SecretHit> hits)
    {
        var at = 0;
        while (text.IndexOf(Slashes, at, StringComparison.Ordinal) is >= 0 and var slashes)
        {
            at = slashes + Slashes.Length;
            var authority = Authority(text.AsSpan(at));
            var host = authority.LastIndexOf('@');
            var user = host < 0 ? -1 : authority[..host].IndexOf(':');
            if (user >= 0 && IsSecret(authority[(user + 1)..host]))
            {
                hits.Add(new SecretHit(at + user + 1, host - user - 1, "url-password"));
            }
        }
    }

    private static ReadOnlySpan<char> Authority(ReadOnlySpan<char> text)
    {
        var ahead = text[..Math.Min(text.Length, MaxAuthority)];
        var end = ahead.IndexOfAny(AfterAuthority);
        return end < 0 ? ahead : ahead[..end];
    }

    private static bool IsSecret(ReadOnlySpan<char> password) =>
        !password.IsEmpty
        && !password.StartsWith("[redacted:", StringComparison.Ordinal)
        && password.Trim('*').Length > 0
        && !IsPortAndQuery(password);

    /// <summary>In <c>host:8080?mail=a@b</c> nothing is a password, while passwords with ? and # exist.</summary>
    private static bool IsPortAndQuery(ReadOnlySpan<char> password)
    {
        var query = password.IndexOfAny('?', '#');
        return query > 0 && !password[..query].ContainsAnyExceptInRange('0', '9');
    }
}
