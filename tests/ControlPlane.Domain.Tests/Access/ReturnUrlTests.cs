using ControlPlane.Domain.Access;

namespace ControlPlane.Domain.Tests.Access;

public sealed class ReturnUrlTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/runs")]
    [InlineData("/runs/0199?step=7&q=a//b#x")]
    public void A_path_of_this_server_is_kept(string address) => Assert.Equal(address, ReturnUrl.Safe(address));

    [Theory]
    [InlineData("/agents/größe", "/agents/gr%C3%B6%C3%9Fe")]
    [InlineData("/runs?q=\u2028", "/runs?q=%E2%80%A8")]
    public void What_a_header_cannot_carry_is_escaped(string address, string escaped) =>
        Assert.Equal(escaped, ReturnUrl.Safe(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("runs")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\\..\\..\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    public void Anything_else_leads_home(string? address) => Assert.Equal("/", ReturnUrl.Safe(address));

    [Fact]
    public void Half_of_a_sign_is_replaced() => Assert.Equal("/runs?q=%EF%BF%BD", ReturnUrl.Safe("/runs?q=\ud800"));
}
