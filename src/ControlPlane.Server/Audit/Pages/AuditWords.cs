namespace ControlPlane.Server.Audit.Pages;

/// <summary>Stored names as people say them.</summary>
internal static class AuditWords
{
    /// <summary><c>revoke.agent_key</c> is “revoke agent key”.</summary>
    public static string Of(string action) => action.Replace('.', ' ').Replace('_', ' ');

    public static string OfKind(string kind) => kind == "person" ? "" : kind.Replace('_', ' ');
}
