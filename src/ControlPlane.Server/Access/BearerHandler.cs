using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ControlPlane.Server.Access;

/// <summary>
/// Reads <c>Authorization: Bearer &lt;token&gt;</c>, and HTTP Basic with the token as password, which is what some
/// OpenTelemetry exporters can send.
/// </summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory log,
    UrlEncoder encoder,
    VerifyToken verify
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header))
        {
            return AuthenticateResult.NoResult();
        }

        var token = header.Scheme.ToUpperInvariant() switch
        {
            "BEARER" => header.Parameter,
            "BASIC" => PasswordOf(header.Parameter),
            _ => null,
        };
        return token is not null && await verify.HandleAsync(token, Context.RequestAborted) is { } caller
            ? AuthenticateResult.Success(new(caller, Scheme.Name))
            : AuthenticateResult.Fail("The token is unknown, expired or revoked.");
    }

    private static string? PasswordOf(string? credentials)
    {
        Span<byte> bytes = stackalloc byte[1024];
        if (credentials is null || !Convert.TryFromBase64String(credentials, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes[..length]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
