using Microsoft.AspNetCore.Antiforgery;

namespace ControlPlane.Server.Access;

/// <summary>Reads a form that this server rendered.</summary>
internal static class FormPost
{
    public const string TooOld = "This page was open for too long or came from somewhere else. Try again.";

    /// <summary>Null if it is no form, or lacks the token that only our own pages carry.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext context)
    {
        var antiforgery = context.RequestServices.GetRequiredService<IAntiforgery>();
        try
        {
            return context.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(context)
                ? await context.Request.ReadFormAsync(context.RequestAborted)
                : null;
        }
        catch (Exception failure) when (failure is InvalidDataException or AntiforgeryValidationException)
        {
            return null; // malformed, or larger than any form of ours
        }
    }
}
