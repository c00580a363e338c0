using ControlPlane.Domain.Access;

namespace ControlPlane.Domain.Tests.Access;

public sealed class TokenTextTests
{
    private static readonly byte[] Random =
    [
        .. Enumerable.Range(0, TokenText.RandomBytes).Select(static i => (byte)(i * 7)),
    ];

    [Theory]
    [InlineData(TokenKind.Agent, "cpa_")]
    [InlineData(TokenKind.Person, "cpu_")]
    public void A_token_says_whom_it_stands_for_and_reads_back(TokenKind kind, string mark)
    {
        var token = TokenText.From(kind, Random);

        Assert.StartsWith(mark, token.ToString(), StringComparison.Ordinal);
        Assert.StartsWith(token.Prefix + "_", token.ToString(), StringComparison.Ordinal);
        Assert.Equal(token, TokenText.Parse(token.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpa_")]
    [InlineData("cpx_0123456789_0123456789012345678901234567890123456789")]
    [InlineData("cpa_0123456789-0123456789012345678901234567890123456789")]
    [InlineData("cpa_0123456789_01234567890123456789012345678901234567890")]
    [InlineData("cpa_\0\0\0\0\0\0\0\0\0\0_0123456789012345678901234567890123456789")]
    [InlineData("cpa_0123456789_012345678901234567890123456789012345678é")]
    public void A_text_of_another_form_is_no_token(string text) => Assert.Null(TokenText.Parse(text));

    [Fact]
    public void Too_little_randomness_is_refused() =>
        Assert.Throws<ArgumentException>(static () => TokenText.From(TokenKind.Agent, Random.AsSpan(1)));
}
