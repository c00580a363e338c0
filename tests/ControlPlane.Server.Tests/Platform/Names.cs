namespace ControlPlane.Server.Tests.Platform;

/// <summary>Names that nothing else has on a server that several tests share.</summary>
internal static class Names
{
    public static string New(string start) => $"{start}-{Guid.CreateVersion7().ToString("N")[^8..]}";

    public static string NewAddress() => New("person") + "@example.test";
}
