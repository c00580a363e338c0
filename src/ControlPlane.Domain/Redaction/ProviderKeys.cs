using System.Buffers;

namespace ControlPlane.Domain.Redaction;

/// <summary>Keys that start with what their provider starts all of its keys with.</summary>
internal sealed class ProviderKeys : ISecretFamily
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private const int Unlimited = int.MaxValue;
    private const int ReadAhead = 128;

    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create(Letters + Digits);
    private static readonly SearchValues<char> Url = SearchValues.Create(Letters + Digits + "-_");
    private static readonly SearchValues<char> Dotted = SearchValues.Create(Letters + Digits + "-_.");
    private static readonly SearchValues<char> Path = SearchValues.Create(Letters + Digits + "/");
    private static readonly SearchValues<char> Hex = SearchValues.Create(Digits + "abcdef");
    private static readonly SearchValues<char> Capitals = SearchValues.Create(Letters[..26] + Digits);

    // Of two prefixes that both fit, the first is taken: longer before shorter.
    private static readonly KeyShape[] Shapes =
    [
        new("sk-ant-", "anthropic-key", Url, 16),
        new("sk-or-", "openrouter-key", Url, 16),
        new("sk-lf-", "langfuse-key", Url, 16),
        new("sk-proj-", "openai-key", Url, 16),
        new("sk-svcacct-", "openai-key", Url, 16),
        new("sk-admin-", "openai-key", Url, 16),
        new("sk-", "openai-key", Url, 16, MustLookRandom: true),
        new("AIza", "google-key", Url, 30, 60),
        new("GOCSPX-", "google-key", Url, 20),
        new("ya29.", "google-token", Dotted, 20),
        new("AKIA", "aws-access-key-id", Capitals, 16, 16),
        new("ASIA", "aws-access-key-id", Capitals, 16, 16),
        new("github_pat_", "github-token", SearchValues.Create(Letters + Digits + "_"), 22),
        new("ghp_", "github-token", Alphanumeric, 30),
        new("gho_", "github-token", Alphanumeric, 30),
        new("ghu_", "github-token", Alphanumeric, 30),
        new("ghs_", "github-token", Alphanumeric, 30),
        new("ghr_", "github-token", Alphanumeric, 30),
        new("glpat-", "gitlab-token", Dotted, 16),
        new("gldt-", "gitlab-token", Url, 16),
        new("glrt-", "gitlab-token", Dotted, 16),
        new("xoxb-", "slack-token", Url, 10),
        new("xoxp-", "slack-token", Url, 10),
        new("xoxa-", "slack-token", Url, 10),
        new("xoxr-", "slack-token", Url, 10),
        new("xoxs-", "slack-token", Url, 10),
        new("xoxe-", "slack-token", Url, 10),
        new("xapp-", "slack-token", Url, 10),
        new("hooks.slack.com/services/", "slack-webhook", Path, 20),
        new("sk_live_", "stripe-key", Alphanumeric, 16),
        new("sk_test_", "stripe-key", Alphanumeric, 16),
        new("rk_live_", "stripe-key", Alphanumeric, 16),
        new("rk_test_", "stripe-key", Alphanumeric, 16),
        new("whsec_", "stripe-key", SearchValues.Create(Letters + Digits + "+/="), 16),
        new("hf_", "huggingface-token", Alphanumeric, 30),
        new("npm_", "npm-token", Alphanumeric, 30),
        new("pypi-", "pypi-token", Url, 40),
        new("SG.", "sendgrid-key", Dotted, 40, MustLookRandom: true),
        new("SK", "twilio-key", Hex, 32, 32),
        new("gsk_", "groq-key", Alphanumeric, 40),
        new("xai-", "xai-key", Alphanumeric, 40),
        new("pplx-", "perplexity-key", Alphanumeric, 32),
        new("r8_", "replicate-token", Alphanumeric, 32),
        new("nvapi-", "nvidia-key", Url, 40),
        new("tvly-", "tavily-key", Url, 20, MustLookRandom: true),
        new("lsv2_pt_", "langsmith-key", SearchValues.Create(Letters + Digits + "_"), 30),
        new("lsv2_sk_", "langsmith-key", SearchValues.Create(Letters + Digits + "_"), 30),
        new("dop_v1_", "digitalocean-token", Hex, 40),
        new("shpat_", "shopify-token", Alphanumeric, 32),
        new("dapi", "databricks-token", Hex, 32, 32),
        new("hvs.", "vault-token", Url, 20),
        new("cpa_", "control-plane-key", Url, 16, MustLookRandom: true),
        new("cpu_", "control-plane-token", Url, 16, MustLookRandom: true),
    ];

    private static readonly SearchValues<string> Prefixes = SearchValues.Create(
        [.. Shapes.Select(static shape => shape.Prefix)],
        StringComparison.Ordinal
    );

    public IReadOnlyList<string> Hints { get; } = [.. Shapes.Select(static shape => shape.Prefix)];

    public void Find(string text, List<SecretHit> hits)
    {
        var at = 0;
        while (text.AsSpan(at).IndexOfAny(Prefixes) is >= 0 and var ahead)
        {
            at += ahead;
            at += TokenEdges.StartsAt(text, at) && Read(text, at, hits) is > 0 and var length ? length : 1;
        }
    }

    private static int Read(string text, int start, List<SecretHit> hits)
    {
        foreach (var shape in Shapes)
        {
            if (text.AsSpan(start).StartsWith(shape.Prefix, StringComparison.Ordinal))
            {
                var length = LengthOf(shape, text, start);
                if (length > 0)
                {
                    hits.Add(new SecretHit(start, length, shape.Kind));
                }

                return length;
            }
        }

        return 0;
    }

    private static int LengthOf(KeyShape shape, string text, int start)
    {
        var rest = text.AsSpan(start + shape.Prefix.Length);
        // A look ahead of a limited length first: what turns out not to be a key is not read to its end.
        var ahead = rest[..Math.Min(rest.Length, ReadAhead)];
        var length = Run(ahead, shape.Characters);
        if (
            length < shape.Min
            || length > shape.Max
            || (shape.MustLookRandom && !TokenEdges.LooksRandom(ahead[..length]))
        )
        {
            return 0;
        }

        length = length == ReadAhead ? Run(rest, shape.Characters) : length;
        var end = start + shape.Prefix.Length + length;
        if (shape.Max != Unlimited && !TokenEdges.EndsAt(text, end))
        {
            return 0;
        }

        return end - start - (text[end - 1] == '.' ? 1 : 0);
    }

    private static int Run(ReadOnlySpan<char> text, SearchValues<char> characters) =>
        text.IndexOfAnyExcept(characters) is >= 0 and var length ? length : text.Length;

    /// <param name="Min">Characters after the prefix.</param>
    /// <param name="MustLookRandom">The prefix is short or a word, too.</param>
    private sealed record KeyShape(
        string Prefix,
        string Kind,
        SearchValues<char> Characters,
        int Min,
        int Max = Unlimited,
        bool MustLookRandom = false
    );
}
