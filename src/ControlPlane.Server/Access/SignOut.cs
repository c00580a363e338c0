using System.Security.Claims;
using ControlPlane.Server.Audit;
using Microsoft.AspNetCore.Identity;

namespace ControlPlane.Server.Access;

/// <summary>Ends the browser's session.</summary>
[Audits(AccessAudit.SignedOut)]
internal sealed class SignOut(SignInManager<Person> signIn, AuditTrail audit)
{
    public async Task HandleAsync(ClaimsPrincipal caller)
    {
        var actor = caller.Actor();
        await audit.WriteAsync(
            new AuditFact(actor, AccessAudit.SignedOut, new AuditSubject(actor.Kind, actor.Id, actor.Name))
        );
        await signIn.SignOutAsync();
    }
}
