using ControlPlane.Domain.Access;

namespace ControlPlane.Domain.Tests.Access;

public sealed class BrowserNameTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128 on Linux")]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
        "Edge 126 on Windows"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "Safari 17 on iPhone"
    )]
    [InlineData("curl/8.5.0", "curl 8")]
    [InlineData("something else entirely", "Unknown browser")]
    [InlineData("Chrome/99999999999", "Chrome")]
    [InlineData(" ", "Unknown browser")]
    [InlineData(null, "Unknown browser")]
    public void A_browser_is_recognised_in_a_few_words(string? userAgent, string name) =>
        Assert.Equal(name, BrowserName.Of(userAgent));
}
