namespace ControlPlane.Server.Redaction;

internal static class RedactionTopics
{
    public const string Patterns = "redaction";
}
