using System.Security.Claims;

namespace ControlPlane.Server.Access;

/// <summary>
/// Notes on the caller where a request came from. A claim, because a page that stays open acts long after the request
/// that opened it is over.
/// </summary>
internal static class RequestSource
{
    private const string AddressClaim = "source_address";

    public static string? SourceAddress(this ClaimsPrincipal caller) => caller.FindFirstValue(AddressClaim);

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Connection.RemoteIpAddress is { } address)
        {
            var readable = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

            // A new principal: the one of a token is shared by all requests that show it.
            context.User = new([
                .. context.User.Identities,
                new ClaimsIdentity([new Claim(AddressClaim, readable.ToString())]),
            ]);
        }

        return next(context);
    }
}
