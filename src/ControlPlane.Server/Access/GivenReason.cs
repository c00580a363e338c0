using System.Security.Claims;
using ControlPlane.Server.Audit;
using ControlPlane.Server.Platform.Hosting.Http;

namespace ControlPlane.Server.Access;

/// <summary>
/// Notes on the caller why they do it, in their own words. A claim, as the place they come from is: every action tells
/// the audit log who its caller is, so the words arrive there without an action that knows of them.
/// </summary>
internal static class GivenReason
{
    /// <summary>Of a request that changes something. Percent-encoded where a client's headers are ASCII only.</summary>
    public const string Header = "X-Audit-Reason";

    private const string Claim = "given_reason";

    /// <summary>Null if the caller gave none.</summary>
    public static string? Reason(this ClaimsPrincipal caller) => caller.FindFirstValue(Claim);

    /// <param name="why">As it was typed; null or blank if nothing was.</param>
    public static ClaimsPrincipal Because(this ClaimsPrincipal caller, string? why)
    {
        var words = OneLine(why);
        return words.Length == 0
            ? caller
            : new([
                .. caller.Identities,
                new ClaimsIdentity([
                    new Claim(
                        Claim,
                        words.Length <= AuditActor.ReasonLength ? words : words[..AuditActor.ReasonLength]
                    ),
                ]),
            ]);
    }

    /// <summary>After authorization: only who may do it is told what is wrong with the reason.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // The words of a person. What agents report, and strangers who sign in, cannot write into the log.
        if (!Programs.ChangesByToken(context.Request) || context.User.PersonId() is null)
        {
            return next(context);
        }

        var why = Uri.UnescapeDataString(context.Request.Headers[Header].ToString());
        if (OneLine(why).Length > AuditActor.ReasonLength)
        {
            return Refusal
                .Field(Header, $"Must be at most {AuditActor.ReasonLength} characters.")
                .ToHttp()
                .ExecuteAsync(context);
        }

        context.User = context.User.Because(why);
        return next(context);
    }

    // Line breaks would tear the list and the export apart, and PostgreSQL stores no NUL.
    private static string OneLine(string? text) =>
        string.Create(
                text?.Length ?? 0,
                text,
                static (line, text) =>
                {
                    for (var at = 0; at < line.Length; at++)
                    {
                        line[at] = char.IsControl(text![at]) ? ' ' : text[at];
                    }
                }
            )
            .Trim();
}
