using ControlPlane.Server.Platform.Hosting;

namespace ControlPlane.Server.Tests.Platform.Hosting;

public sealed class SecretMaskTests
{
    private static readonly SecretMask Mask = new(["a configured \"secret\"", "short", null]);

    [Theory]
    [InlineData("key cpa_abcDEF123456 used", "key cpa_*** used")]
    [InlineData("key cpu_abc-DEF_123456.", "key cpu_***.")]
    [InlineData("Authorization: Bearer eyJhbGciOi.J9.x_y", "Authorization: Bearer ***")]
    [InlineData("Authorization: Basic YWxhZGRpbjpvcGVu", "Authorization: Basic ***")]
    [InlineData("Host=db;Username=u;Password=hunter2;Database=x", "Host=db;Username=u;Password=***;Database=x")]
    [InlineData("postgres://user:hunter2@db/x", "postgres://user:***@db/x")]
    [InlineData("{\"Password\":\"hunter2\",\"User\":\"u\"}", "{\"Password\":\"***\",\"User\":\"u\"}")]
    [InlineData("{\\\"password\\\": \\\"hunter2\\\"}", "{\\\"password\\\": \\\"***\\\"}")]
    [InlineData("it said a configured \"secret\" here", "it said *** here")]
    [InlineData("it said a configured \\u0022secret\\u0022 here", "it said *** here")]
    [InlineData("sk-abcdefghijklmnop", "sk-***")]
    public void A_secret_is_masked(string text, string masked) => Assert.Equal(masked, Mask.Apply(text));

    [Theory]
    [InlineData("POST /v1/traces answered 200 in 3.1 ms for nobody")]
    [InlineData("inputTokens: 512, outputTokens: 12")]
    [InlineData("a short text about a password and a token")]
    [InlineData("http://127.0.0.1:8080/runs/019aa5")]
    public void Ordinary_text_stays(string text) => Assert.Equal(text, Mask.Apply(text));
}
