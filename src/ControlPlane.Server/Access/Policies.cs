using ControlPlane.Domain.Access;
using Microsoft.AspNetCore.Authorization;

namespace ControlPlane.Server.Access;

/// <summary>Who may use a page or an endpoint. Each carries one of these; what carries none needs a viewer.</summary>
internal static class Policies
{
    public const string Viewer = "viewer";
    public const string Operator = "operator";
    public const string Manager = "manager";
    public const string Admin = "admin";

    /// <summary>Whoever is known: a person of any role, or an agent.</summary>
    public const string Known = "known";

    /// <summary>Sends telemetry: a key with the scope, or an operator.</summary>
    public const string Ingest = "ingest";

    /// <summary>Reports runs and asks before acting: a key with the scope, or an operator.</summary>
    public const string Run = "run";

    public static void Define(AuthorizationOptions options)
    {
        options.AddPolicy(Viewer, AtLeast(Role.Viewer));
        options.AddPolicy(Operator, AtLeast(Role.Operator));
        options.AddPolicy(Manager, AtLeast(Role.Manager));
        options.AddPolicy(Admin, AtLeast(Role.Admin));
        options.AddPolicy(Known, static policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(Ingest, AgentOrOperator(Scopes.Ingest));
        options.AddPolicy(Run, AgentOrOperator(Scopes.Run));
        options.DefaultPolicy = options.GetPolicy(Viewer)!;
        options.FallbackPolicy = options.DefaultPolicy;
    }

    private static Action<AuthorizationPolicyBuilder> AtLeast(Role role) =>
        policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.Role() >= role);

    private static Action<AuthorizationPolicyBuilder> AgentOrOperator(string scope) =>
        policy =>
            policy
                .RequireAuthenticatedUser()
                .RequireAssertion(context => context.User.HasScope(scope) || context.User.Role() >= Role.Operator);
}
