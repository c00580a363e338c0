using System.Text.Json;
using ControlPlane.Domain.Redaction;

namespace ControlPlane.Domain.Tests.Redaction;

public sealed class SecretRedactorTests
{
    [Theory]
    [MemberData(nameof(SecretCorpus.Secrets), MemberType = typeof(SecretCorpus))]
    public void A_secret_goes_and_what_it_was_stays(string text, string secret, string kind)
    {
        var redacted = SecretRedactor.Redact(text);

        Assert.DoesNotContain(secret, redacted.Text, StringComparison.Ordinal);
        Assert.Contains($"[redacted:{kind}]", redacted.Text, StringComparison.Ordinal);
        Assert.Equal(1, redacted.Count);
    }

    [Theory]
    [MemberData(nameof(SecretCorpus.Secrets), MemberType = typeof(SecretCorpus))]
    public void What_is_redacted_is_not_redacted_again(string text, string secret, string kind)
    {
        var once = SecretRedactor.Redact(text);

        Assert.Equal((once.Text, 0), (SecretRedactor.Redact(once.Text).Text, SecretRedactor.Redact(once.Text).Count));
        Assert.NotEqual(secret, kind);
    }

    [Theory]
    [MemberData(nameof(SecretCorpus.Secrets), MemberType = typeof(SecretCorpus))]
    public void Json_stays_json(string text, string secret, string kind)
    {
        var inside = JsonSerializer.Serialize(
            new
            {
                text,
                nested = JsonSerializer.Serialize(new { text, secret }),
                n = 1,
            }
        );

        var redacted = SecretRedactor.Redact(inside);

        Assert.NotEqual(0, redacted.Count);
        Assert.Contains(kind, redacted.Text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(redacted.Text);
        using var nested = JsonDocument.Parse(document.RootElement.GetProperty("nested").GetString()!);
        Assert.Equal(1, document.RootElement.GetProperty("n").GetInt32());
    }

    [Theory]
    [MemberData(nameof(SecretCorpus.Harmless), MemberType = typeof(SecretCorpus))]
    public void What_only_looks_like_a_secret_stays(string text)
    {
        var redacted = SecretRedactor.Redact(text);

        Assert.Equal((text, 0), (redacted.Text, redacted.Count));
        Assert.Same(text, redacted.Text);
    }

    [Theory]
    [InlineData("""{"a":4242424242424242,"b":[4242424242424242, 4111111111111111]}""", 3)]
    [InlineData("""{"args":"{\"card\":4242424242424242,\"n\":1}"}""", 1)]
    [InlineData("""{"password": 12345678, "n": 1}""", 1)]
    [InlineData("""{"note": "ids, 4242424242424242, and more"}""", 1)]
    public void A_number_in_json_becomes_a_text(string json, int count)
    {
        var redacted = SecretRedactor.Redact(json);

        Assert.Equal(count, redacted.Count);
        using var document = JsonDocument.Parse(redacted.Text);
        if (document.RootElement.TryGetProperty("args", out var args))
        {
            JsonDocument.Parse(args.GetString()!).Dispose();
        }
    }

    [Fact]
    public void All_secrets_of_a_text_are_counted_and_the_rest_stays()
    {
        var redacted = SecretRedactor.Redact(
            "postgres://app:hunter2@db/x then card 4242 4242 4242 4242, then password=hunter2 and done"
        );

        Assert.Equal(
            "postgres://app:[redacted:url-password]@db/x then card [redacted:card-number], then password=[redacted:password] and done",
            redacted.Text
        );
        Assert.Equal(3, redacted.Count);
    }

    [Fact]
    public void The_scheme_of_an_authorization_stays() =>
        Assert.Equal(
            "Authorization: Bearer [redacted:bearer-token]",
            SecretRedactor.Redact("Authorization: Bearer abcDEF123456ghiJKL").Text
        );

    [Theory]
    [InlineData("sk-")]
    [InlineData("token:")]
    [InlineData("token=\"")]
    [InlineData("token='x ")]
    [InlineData("authorization: ")]
    [InlineData("authorization:")]
    [InlineData("cookie:")]
    [InlineData("password")]
    [InlineData("password\\")]
    [InlineData("password: the ")]
    [InlineData("-----BEGIN PRIVATE KEY-----\"")]
    [InlineData("-----BEGIN ")]
    [InlineData("eyJ")]
    [InlineData("eyJabcdefghijkl.")]
    [InlineData("://")]
    [InlineData("x://a:")]
    [InlineData("4111 ")]
    [InlineData("4111-")]
    [InlineData("4")]
    [InlineData("[4242424242424242,")]
    [InlineData("Basic ")]
    [InlineData("bearer a")]
    [InlineData("\\\"")]
    public void The_time_grows_with_the_length_and_not_faster(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 262_144 / part.Length));

        var took = ProcessorTime.Of(() => SecretRedactor.Redact(text));

        // Far above what it takes, far below what quadratic work takes.
        Assert.True(took < TimeSpan.FromSeconds(5), $"{part}: {took}");
    }
}
