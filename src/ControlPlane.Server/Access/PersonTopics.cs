namespace ControlPlane.Server.Access;

/// <summary>The live topics of this capability.</summary>
internal static class PersonTopics
{
    /// <summary>Something changed in the list of people.</summary>
    public const string All = "people";

    /// <summary>The person's rights or sessions changed: open pages look again at once.</summary>
    public static string Of(Guid person) => $"person:{person}";
}
